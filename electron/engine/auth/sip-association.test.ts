import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { parseAuthorization } from '../../../shared/protocol/sip/authorization.ts';
import { firstHeader, type SipRequest, type SipResponse } from '../../../shared/protocol/sip/message.ts';
import { offeredSchemes } from '../../../shared/protocol/sip/offered-schemes.ts';
import { createTestRun } from '../transport/testing/test-run.ts';
import type { SecurityContext } from './security-context.ts';
import { SipAssociation } from './sip-association.ts';
import { withOpeningToken } from './sip-credentials.ts';

const OFFER = 'NTLM realm="SIP Communications Service", targetname="fe01.contoso.test", version=4';
const INFO =
  'NTLM srand="9616454F", snum="1", targetname="fe01.contoso.test", realm="SIP Communications Service"';
const PEER = { role: 'sip', host: 'fe01.contoso.test', port: 5061 } as const;

/** What is signed is its own signature, so that it shows in the message. */
const CONTEXT: SecurityContext = {
  method: 'ntlm',
  strength: null,
  advance: () => Promise.resolve({ kind: 'complete' }),
  sign: (message) => message,
  verify(message, signature) {
    const isEqual = Buffer.from(message).subarray(0, 40).equals(Buffer.from(signature));
    const macBytes = signature.length;
    return isEqual
      ? { valid: true, macBytes }
      : { valid: false, problem: 'mismatch', macBytes, expectedMacBytes: 40 };
  },
  close: () => undefined,
};

const REQUEST: SipRequest = {
  kind: 'request',
  method: 'REGISTER',
  requestUri: 'sip:contoso.test',
  headers: [
    { name: 'From', value: '<sip:alice@contoso.test>;tag=1' },
    { name: 'To', value: '<sip:alice@contoso.test>' },
    { name: 'Call-ID', value: 'call' },
    { name: 'CSeq', value: '2 REGISTER' },
  ],
  body: new Uint8Array(0),
};

function response(infos: readonly string[], header = 'Authentication-Info'): SipResponse {
  const headers = [...REQUEST.headers, ...infos.map((value) => ({ name: header, value }))];
  return { kind: 'response', status: 200, reason: 'OK', headers, body: new Uint8Array(0) };
}

function offerIn(challenge: string, header = 'WWW-Authenticate') {
  const [offer] = offeredSchemes({
    ...response([]),
    status: 401,
    headers: [{ name: header, value: challenge }],
  });
  if (offer === undefined) throw new Error('no offer');
  return offer;
}

function setUp(challenge = OFFER, header = 'WWW-Authenticate') {
  const { ctx, events } = createTestRun();
  const association = new SipAssociation(ctx, PEER, CONTEXT, offerIn(challenge, header));
  /** Of the last check. */
  const problem = () => eventsOf(events, 'authentication.signature.checked').at(-1)?.data.problem;
  return { association, events, problem };
}

/** The right signature for an answer: the first 40 bytes of what is signed. */
function rspauth(scheme = 'NTLM', srand = '9616454F', snum = '1'): string {
  const text = `<${scheme}><${srand}><${snum}><SIP Communications Service>`;
  return `rspauth="${Buffer.from(text).toString('hex').slice(0, 80)}"`;
}

function said(request: SipRequest, header = 'Authorization') {
  return parseAuthorization(firstHeader(request, header) ?? '');
}

describe('a request of the handshake', () => {
  it.each([
    [4, true, 'NTLM', '1'],
    [4, false, 'NTLM', null],
    [3, true, 'NTLM', null],
  ] as const)(
    'of version %i (the last one: %s) is signed only where that is asked for',
    (version, isLast, scheme, cnum) => {
      const { association } = setUp(OFFER.replace('version=4', `version=${version}`));

      const fields = said(association.withToken(REQUEST, Uint8Array.of(1, 2), isLast));

      expect(fields).toMatchObject({ scheme, version, gssapiData: 'AQI=', cnum, opaque: null });
    },
  );

  it('of version 2 says so by leaving the version out', () => {
    const { association } = setUp(OFFER.replace(', version=4', ''));

    expect(association.version).toBe(2);
    expect(said(association.withToken(REQUEST, Uint8Array.of(1), true))).toMatchObject({
      version: null,
      cnum: null,
    });
  });

  it('without a token has its signature in every version', () => {
    const { association } = setUp(OFFER.replace('version=4', 'version=3'));

    expect(said(association.withToken(REQUEST, null, true))).toMatchObject({ gssapiData: null, cnum: '1' });
  });

  it('answers a proxy in the header for proxies', () => {
    const { association } = setUp(OFFER, 'Proxy-Authenticate');

    const request = association.withToken(REQUEST, new Uint8Array(0), false);

    expect(firstHeader(request, 'Authorization')).toBeNull();
    expect(said(request, 'Proxy-Authorization')).toMatchObject({ scheme: 'NTLM', gssapiData: '' });
  });

  it('says the name back that the server gave last', () => {
    const { association } = setUp(`${OFFER}, opaque=""`);
    const names = [association.opaque];
    for (const name of ['A1', null, '', 'B2']) {
      association.rename(name);
      names.push(association.opaque);
    }

    expect(names).toEqual([null, 'A1', 'A1', 'A1', 'B2']);
    expect(said(association.withToken(REQUEST, Uint8Array.of(1), true))?.opaque).toBe('B2');
  });

  it('that opens one needs no keys', () => {
    const request = withOpeningToken(REQUEST, offerIn(OFFER.replace('NTLM', 'ntlm')), new Uint8Array(0));

    expect(firstHeader(request, 'Authorization')).toBe(
      'ntlm qop="auth", realm="SIP Communications Service", targetname="fe01.contoso.test", gssapi-data="", version=4',
    );
  });
});

describe('a signed request', () => {
  it('has a counter of its own, and a fresh random number each', () => {
    const { association } = setUp();
    const fields = [1, 2, 3].map(() => said(association.signed(REQUEST)));

    expect(fields.map((one) => one?.cnum)).toEqual(['1', '2', '3']);
    expect(new Set(fields.map((one) => one?.crand)).size).toBe(3);
    expect(fields[0]).toMatchObject({ version: null, gssapiData: null });
  });
});

describe('an answer of ours', () => {
  it('is signed as a request is, with the status in what is signed', () => {
    const { association } = setUp();
    const [ok, busy] = [200, 480].map((status) => association.signed({ ...response([]), status }));
    const signedText = (message: SipResponse | undefined): string => {
      const value = firstHeader(message ?? response([]), 'Authorization') ?? '';
      return Buffer.from(parseAuthorization(value)?.response ?? '', 'hex').toString();
    };

    expect(signedText(ok)).toMatch(/<200>$/);
    expect(signedText(busy)).toMatch(/<480>$/);
  });
});

describe("the server's signature", () => {
  it.each([
    ['right', [`${INFO}, ${rspauth()}`], null],
    ['right, and in upper case', [`${INFO}, ${rspauth().toUpperCase()}`], null],
    [
      'right, behind that of another server',
      [`${INFO.replace('fe01', 'dir01')}, rspauth="00"`, `${INFO}, ${rspauth()}`],
      null,
    ],
    [
      'right, in one line with that of another server',
      [`${INFO}, opaque="FF", rspauth="00", ${INFO}, ${rspauth()}`],
      null,
    ],
    ['right, behind a word of Kerberos', ['Kerberos gssapi-data="YII="', `${INFO}, ${rspauth()}`], null],
    ['not there', [], 'missing'],
    ['not there, though the header is', [INFO], 'missing'],
    ['empty', [`${INFO}, rspauth=""`], 'malformed'],
    ['no hex', [`${INFO}, rspauth="xyz"`], 'malformed'],
    ['endless', [`${INFO}, rspauth="${'00'.repeat(4_000)}"`], 'malformed'],
    ['without its number', [`NTLM srand="1", ${rspauth()}`], 'malformed'],
    ['wrong', [`${INFO}, rspauth="${'00'.repeat(40)}"`], 'mismatch'],
    ['for another realm', [`${INFO.replace('SIP Comm', 'Other Comm')}, rspauth="00"`], 'realm-changed'],
    ['for another target', [`${INFO.replace('fe01', 'fe02')}, rspauth="00"`], 'targetname-changed'],
    ['of another association', [`${INFO}, opaque="FFFFFFFF", ${rspauth()}`], 'unknown-association'],
    [
      'numbered zero',
      [`${INFO.replace('snum="1"', 'snum="0"')}, ${rspauth('NTLM', '9616454F', '0')}`],
      'replayed',
    ],
  ] as const)('that is %s', (_, infos, expected) => {
    const { association, problem } = setUp();
    association.rename('2BDBAC9D');

    expect(association.check(response(infos), 5)).toBe(expected === null);
    expect(problem()).toBe(expected);
  });

  it('of a request of its own is checked as well, and told where it belongs', () => {
    const { association, events } = setUp();
    const { ctx, events: elsewhere } = createTestRun();
    const headers = [...REQUEST.headers, { name: 'Authentication-Info', value: `${INFO}, ${rspauth()}` }];

    expect(association.isSignedBy(REQUEST)).toBe(false);
    expect(association.check({ ...REQUEST, method: 'NOTIFY', headers }, 5, ctx)).toBe(true);
    expect(events).toEqual([]);
    expect(elsewhere).toMatchObject([{ kind: 'authentication.signature.checked', cause: 5 }]);
  });

  it('counts once', () => {
    const { association, problem } = setUp();
    const answer = response([`${INFO}, ${rspauth()}`], 'Proxy-Authentication-Info');

    expect([association.check(answer, 5), association.check(answer, 6)]).toEqual([true, false]);
    expect(problem()).toBe('replayed');
  });

  it('names the association where nothing did before, if it is right', () => {
    const { association } = setUp();

    association.check(response([`${INFO}, opaque="BAD", rspauth="00"`]), 5);
    const before = association.opaque;
    association.check(response([`${INFO}, opaque="2BDBAC9D", ${rspauth()}`]), 6);

    expect([before, association.opaque]).toEqual([null, '2BDBAC9D']);
  });

  it('may be anything at all', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, tail) => {
        const { association } = setUp();
        expect(association.check(response([text, `${INFO}, rspauth="${text}", ${tail}`]), 1)).toBe(false);
      }),
    );
  });
});
