import { afterEach, describe, expect, test } from 'vitest';
import {
  firstHeader,
  headerValues,
  withHeader,
  type SipResponse,
} from '../../shared/protocol/sip/message.ts';
import { startLab, type Lab } from './lab.ts';
import { ALICE, signInByNtlm } from './testing/ntlm-sign-in.ts';
import { createEndpoint, isSignedByServer, openLine, signed, type Line } from './testing/sip-client.ts';

const open: (Lab | Line)[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(scenario: string): Promise<{ lab: Lab; line: Line }> {
  const lab = await startLab(scenario);
  open.push(lab);
  const line = await openLine(lab);
  open.push(line);
  return { lab, line };
}

function verifications(lab: Lab): readonly string[] {
  return lab.ledger.entries.flatMap(({ verified, ok }) =>
    verified === undefined ? [] : [`${verified} ${ok ? 'right' : 'wrong'}`],
  );
}

function diagnosticOf(response: SipResponse | null): string {
  return response === null ? '' : (firstHeader(response, 'ms-diagnostics') ?? '');
}

describe('signing in with NTLM', () => {
  test('in whole: three REGISTERs, signed answers, and out again', async () => {
    const { lab, line } = await start('ntlm');
    const endpoint = createEndpoint();

    const { answers, association } = await signInByNtlm(line.ask, endpoint, ALICE);
    const registered = lab.registrar.registrations();
    const invited = await line.ask(signed(endpoint.request({}, 'INVITE'), association, 2));
    const subscribed = await line.ask(signed(endpoint.request({}, 'SUBSCRIBE'), association, 3));
    const gone = await line.ask(signed(endpoint.request({ Expires: '0' }), association, 4));

    expect(answers.map((answer) => answer?.status)).toEqual([401, 401, 200]);
    expect(registered).toEqual([{ address: 'alice@contoso.test', epid: '8248ca9ebb' }]);
    expect([invited, subscribed, gone].map((answer) => answer?.status)).toEqual([480, 489, 200]);
    expect(
      [answers[2], invited, subscribed, gone].map((answer) => isSignedByServer(answer!, association)),
    ).toEqual([true, true, true, true]);
    expect(lab.registrar.registrations()).toEqual([]);
    expect(lab.directory.attempts).toEqual([{ account: 'alice', carrier: 'sip', ok: true }]);
    expect(verifications(lab)).toEqual([
      'ntlm-response right',
      ...Array.from({ length: 4 }, () => 'ntlm-signature right'),
    ]);
  });

  test('the 200 says all that a client counts on', async () => {
    const { line } = await start('ntlm');

    const { answers } = await signInByNtlm(line.ask, createEndpoint(), ALICE);

    const ok = answers[2]!;
    const [own, telephone, ...others] = headerValues(ok, 'Contact');
    expect(own).toMatch(
      /^<sip:127\.0\.0\.1:\d+;transport=tls;ms-opaque=fad3dfab32;ms-received-cid=[0-9A-F]{6}>;expires=300;/,
    );
    expect(own).toMatch(/gruu="sip:alice@contoso\.test;opaque=user:epid:[\w-]{24};gruu"$/);
    expect(telephone).toContain('192.0.2.77');
    expect(others).toEqual([]);
    expect(firstHeader(ok, 'Expires')).toBe('300');
    expect(firstHeader(ok, 'presence-state')).toContain('register-action="added"');
    expect(firstHeader(ok, 'Authentication-Info')).toMatch(
      /^NTLM rspauth="01000000[0-9A-F]{16}64000000", srand="[0-9A-F]{8}", snum="1", qop="auth", opaque="[0-9A-F]{8}", targetname="fe01\.contoso\.test", realm="SIP Communications Service", version=4$/,
    );
    expect(
      ['ms-keep-alive', 'Allow-Events', 'Supported', 'Server'].map((name) => firstHeader(ok, name)),
    ).not.toContain(null);
  });

  test.each([2, 3, 4] as const)('version %d', async (version) => {
    const { line } = await start('ntlm');
    const endpoint = createEndpoint();

    const { answers, association } = await signInByNtlm(line.ask, endpoint, { ...ALICE, version });
    const refreshed = await line.ask(signed(endpoint.request(), association, 2));

    expect([answers[2]?.status, refreshed?.status]).toEqual([200, 200]);
    expect([answers[2]!, refreshed!].map((answer) => isSignedByServer(answer, association))).toEqual([
      true,
      true,
    ]);
    expect(firstHeader(refreshed!, 'presence-state')).toContain('register-action="refreshed"');
  });

  test('takes a UPN, whatever its case', async () => {
    const { lab, line } = await start('ntlm');

    const { answers } = await signInByNtlm(line.ask, createEndpoint(), {
      ...ALICE,
      user: 'Alice@CONTOSO.test',
      domain: '',
    });

    expect(answers[2]?.status).toBe(200);
    expect(lab.directory.attempts).toEqual([{ account: 'alice', carrier: 'sip', ok: true }]);
  });
});

describe('refuses', () => {
  test('a signed message that says it is from somebody else', async () => {
    const { lab, line } = await start('ntlm');
    const { association } = await signInByNtlm(line.ask, createEndpoint(), ALICE);

    const forged = createEndpoint('bob@contoso.test').request();
    const answer = await line.ask(signed(forged, association, 2));

    expect(answer?.status).toBe(403);
    expect(isSignedByServer(answer!, association)).toBe(true);
    expect(lab.registrar.registrations()).toEqual([{ address: 'alice@contoso.test', epid: '8248ca9ebb' }]);
  });

  test.each([
    ['a wrong password', { ...ALICE, password: 'Rungs!2025' }, 'alice'],
    ['dave, whose password was changed', { ...ALICE, user: 'dave' }, 'dave'],
    ['erin, who is locked out', { ...ALICE, user: 'erin' }, 'erin'],
    ['nobody we know', { ...ALICE, user: 'mallory' }, 'mallory'],
  ])('%s with 401, all methods and no token', async (_who, logon, account) => {
    const { lab, line } = await start('ntlm');

    const { answers } = await signInByNtlm(line.ask, createEndpoint(), logon);

    expect(answers[2]?.status).toBe(401);
    expect(headerValues(answers[2]!, 'WWW-Authenticate').map((value) => value.split(' ')[0])).toEqual([
      'NTLM',
      'Kerberos',
      'TLS-DSK',
    ]);
    expect(headerValues(answers[2]!, 'WWW-Authenticate').join()).not.toContain('gssapi-data');
    expect(diagnosticOf(answers[2]!)).toMatch(/^1000;/);
    expect(lab.directory.attempts).toEqual([{ account, carrier: 'sip', ok: false }]);
    expect(lab.registrar.registrations()).toEqual([]);
    expect(verifications(lab)).toEqual(['ntlm-response wrong']);
  });

  test('a completing request that somebody changed on the way', async () => {
    const { lab, line } = await start('ntlm');

    const { answers } = await signInByNtlm(line.ask, createEndpoint(), {
      ...ALICE,
      tamper: (request) => withHeader(request, 'Expires', '7200'),
    });

    expect(answers[2]?.status).toBe(401);
    expect(verifications(lab)).toEqual(['ntlm-response right', 'ntlm-signature wrong']);
    expect(lab.registrar.registrations()).toEqual([]);
  });

  test('a message that comes twice, and one that is signed wrongly; the association lives on', async () => {
    const { line } = await start('ntlm');
    const endpoint = createEndpoint();
    const { association } = await signInByNtlm(line.ask, endpoint, ALICE);

    const once = signed(endpoint.request(), association, 300);
    const first = await line.ask(once);
    const replayed = await line.ask(once);
    const tooOld = await line.ask(signed(endpoint.request(), association, 44));
    const wrong = await line.ask(
      withHeader(signed(endpoint.request(), association, 301), 'Call-ID', 'other'),
    );
    const next = await line.ask(signed(endpoint.request(), association, 301));

    expect([first, replayed, tooOld, wrong, next].map((answer) => answer?.status)).toEqual([
      200, 401, 401, 401, 200,
    ]);
  });

  test('an association from another connection or endpoint', async () => {
    const { lab, line } = await start('ntlm');
    const endpoint = createEndpoint();
    const { association } = await signInByNtlm(line.ask, endpoint, ALICE);
    const other = await openLine(lab);
    open.push(other);

    const elsewhere = await other.ask(signed(endpoint.request(), association, 2));
    const otherEndpoint = await line.ask(
      signed(createEndpoint('alice@contoso.test', '0011223344').request(), association, 3),
    );

    expect([elsewhere?.status, otherEndpoint?.status]).toEqual([401, 401]);
  });

  test('an address that is not theirs, and an account without SIP: signed', async () => {
    const { line } = await start('ntlm');

    const heidi = await signInByNtlm(line.ask, createEndpoint(), { ...ALICE, user: 'heidi.klein' });
    const frank = await signInByNtlm(line.ask, createEndpoint('frank@contoso.test'), {
      ...ALICE,
      user: 'frank',
    });

    const last = [heidi, frank].map(({ answers }) => answers[2]!);
    expect(last.map((answer) => [answer.status, diagnosticOf(answer).slice(0, 4)])).toEqual([
      [403, '4004'],
      [404, '4005'],
    ]);
    expect(isSignedByServer(last[0]!, heidi.association)).toBe(true);
    expect(isSignedByServer(last[1]!, frank.association)).toBe(true);
  });
});

describe('the scenarios', () => {
  test.each([
    ['clock-skew-10min', 401, /^1013;/],
    ['ntlm-disabled-by-server', 401, /SEC_E_UNSUPPORTED_FUNCTION/],
    ['auth-503', 503, /^5000;/],
    ['auth-504', 504, /^1010;/],
  ])('%s answers the completing REGISTER with %d', async (scenario, status, diagnostic) => {
    const { line } = await start(scenario);

    const { answers } = await signInByNtlm(line.ask, createEndpoint(), ALICE);

    expect(answers.map((answer) => answer?.status)).toEqual([401, 401, status]);
    expect(diagnosticOf(answers[2]!)).toMatch(diagnostic);
  });

  test('clock-skew-10min is ten minutes ahead', async () => {
    const { line } = await start('clock-skew-10min');

    const answer = await line.ask(createEndpoint().request());

    const skewMs = Date.parse(firstHeader(answer!, 'Date') ?? '') - Date.now();
    expect(Math.abs(skewMs - 600_000)).toBeLessThan(60_000);
  });

  test('auth-timeout leaves the completing REGISTER without an answer', async () => {
    const { line } = await start('auth-timeout');

    const { answers } = await signInByNtlm(line.ask, createEndpoint(), { ...ALICE, silenceMs: 300 });

    expect(answers.map((answer) => answer?.status ?? null)).toEqual([401, 401, null]);
  });

  test('bad-server-signature signs wrongly, in the right shape', async () => {
    const { lab, line } = await start('bad-server-signature');

    const { answers, association } = await signInByNtlm(line.ask, createEndpoint(), ALICE);

    expect(answers[2]?.status).toBe(200);
    expect(isSignedByServer(answers[2]!, association)).toBe(false);
    expect(verifications(lab)).toEqual(['ntlm-response right', 'ntlm-signature right']);
  });

  test.each([
    ['ntlm-only', ['NTLM']],
    ['tls-dsk', ['TLS-DSK']],
    ['no-common-method', ['Digest']],
  ])('%s offers %s', async (scenario, schemes) => {
    const { line } = await start(scenario);

    const answer = await line.ask(createEndpoint().request());

    expect(headerValues(answer!, 'WWW-Authenticate').map((value) => value.split(' ')[0])).toEqual(schemes);
  });
});
