import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  authenticationInfoOf,
  authenticationInfosOf,
  parseAuthorization,
  serializeAuthorization,
  signatureBytes,
  signatureHex,
  type AuthorizationFields,
} from './authorization.ts';
import type { SipHeader, SipMessage } from './message.ts';

const base: AuthorizationFields = {
  scheme: 'NTLM',
  realm: 'SIP Communications Service',
  targetname: 'fe01.contoso.test',
  opaque: null,
  version: 4,
  gssapiData: null,
  signature: null,
};
const signature = { crand: '13317733', cnum: '1', response: '0100000029618e9651b65a7764000000' };

describe('serializeAuthorization writes what real clients send', () => {
  test.each<[string, AuthorizationFields, string]>([
    [
      'NTLM, second request',
      { ...base, gssapiData: '' },
      'NTLM qop="auth", realm="SIP Communications Service", targetname="fe01.contoso.test", gssapi-data="", version=4',
    ],
    [
      'NTLM, third request',
      { ...base, opaque: '2BDBAC9D', gssapiData: 'TlRMTVNTUAAD', signature },
      'NTLM qop="auth", realm="SIP Communications Service", opaque="2BDBAC9D", targetname="fe01.contoso.test", version=4, gssapi-data="TlRMTVNTUAAD", crand="13317733", cnum="1", response="0100000029618e9651b65a7764000000"',
    ],
    [
      'Kerberos, second request',
      { ...base, scheme: 'Kerberos', targetname: 'sip/fe01.contoso.test', gssapiData: 'YII=', signature },
      'Kerberos qop="auth", realm="SIP Communications Service", targetname="sip/fe01.contoso.test", gssapi-data="YII=", version=4, crand="13317733", cnum="1", response="0100000029618e9651b65a7764000000"',
    ],
    [
      'TLS-DSK, fourth request',
      { ...base, scheme: 'TLS-DSK', opaque: '2BDBAC9D', signature },
      'TLS-DSK qop="auth", opaque="2BDBAC9D", realm="SIP Communications Service", targetname="fe01.contoso.test", version=4, crand="13317733", cnum="1", response="0100000029618e9651b65a7764000000"',
    ],
    [
      'every later message',
      { ...base, version: null, opaque: '2BDBAC9D', signature },
      'NTLM qop="auth", realm="SIP Communications Service", opaque="2BDBAC9D", crand="13317733", cnum="1", targetname="fe01.contoso.test", response="0100000029618e9651b65a7764000000"',
    ],
    [
      'a server of version 2',
      { ...base, version: null, gssapiData: '' },
      'NTLM qop="auth", realm="SIP Communications Service", targetname="fe01.contoso.test", gssapi-data=""',
    ],
  ])('%s', (_name, fields, value) => {
    expect(serializeAuthorization(fields)).toBe(value);
  });

  test('nothing breaks out of its quotes or its line', () => {
    expect(serializeAuthorization({ ...base, realm: 'a", evil="1\\' })).toContain(
      'realm="a\\", evil=\\"1\\\\", targetname=',
    );
    expect(() => serializeAuthorization({ ...base, realm: 'a\r\nVia: x' })).toThrow('line end');
    expect(() => serializeAuthorization({ ...base, scheme: 'NT LM' })).toThrow('no token');
  });
});

describe('parseAuthorization', () => {
  test('reads what serializeAuthorization writes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => value.replace(/[\r\n]/g, ''));
    const maybe = fc.option(text);
    const fields = fc.record({
      scheme: fc.constantFrom('NTLM', 'Kerberos', 'TLS-DSK'),
      realm: text,
      targetname: text,
      opaque: maybe,
      gssapiData: maybe,
      signature: fc.option(fc.record({ crand: text, cnum: text, response: text })),
    });
    fc.assert(
      fc.property(fields, fc.boolean(), (given, hasVersion) => {
        // Once the association stands there is neither token nor version.
        const version = given.opaque !== null && given.gssapiData === null && !hasVersion ? null : 4;

        const read = parseAuthorization(serializeAuthorization({ ...given, version }));

        expect(read).toEqual({
          scheme: given.scheme,
          qop: 'auth',
          realm: given.realm,
          targetname: given.targetname,
          opaque: given.opaque,
          version,
          gssapiData: given.gssapiData,
          crand: given.signature?.crand ?? null,
          cnum: given.signature?.cnum ?? null,
          response: given.signature?.response ?? null,
          isComplete: true,
        });
      }),
    );
  });

  test('takes a real message of another client, bare values too', () => {
    expect(
      parseAuthorization('NTLM qop="auth",opaque=DD23910A, cnum=2, version="3", gssapi-data = "", x'),
    ).toMatchObject({ opaque: 'DD23910A', cnum: '2', version: 3, gssapiData: '', realm: null });
    expect(parseAuthorization('realm="x"')).toBeNull();
    expect(parseAuthorization('NTLM realm="x')).toMatchObject({ scheme: 'NTLM', isComplete: false });
  });

  test('any text ends in a result', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
        const read = parseAuthorization(`NTLM ${value}`);

        expect(read?.scheme).toBe('NTLM');
        expect(authenticationInfoOf(answer({ name: 'Authentication-Info', value }))).toBeDefined();
      }),
    );
  });
});

describe('authenticationInfosOf', () => {
  const value =
    'NTLM rspauth="01000000E615438A917661BE64000000", srand="9616454F", snum="1", opaque="2BDBAC9D", qop="auth", targetname="fe01.contoso.test", realm="SIP Communications Service", version=4';

  test.each(['Authentication-Info', 'Proxy-Authentication-Info'] as const)('of %s', (header) => {
    expect(authenticationInfosOf(answer({ name: header.toUpperCase(), value }))).toEqual([
      {
        header,
        scheme: 'NTLM',
        rspauth: '01000000E615438A917661BE64000000',
        srand: '9616454F',
        snum: '1',
        opaque: '2BDBAC9D',
        realm: 'SIP Communications Service',
        targetname: 'fe01.contoso.test',
        qop: 'auth',
        version: 4,
        gssapiData: null,
      },
    ]);
  });

  test('all that can be read, of every header and line', () => {
    const infos = authenticationInfosOf(
      answer(
        { name: 'Authentication-Info', value: 'nextnonce="x"' },
        { name: 'Authentication-Info', value: `Kerberos gssapi-data="YII=", ${value}` },
        { name: 'Proxy-Authentication-Info', value },
        { name: 'Via', value },
      ),
    );

    expect(infos.map(({ header, scheme, snum, gssapiData }) => [header, scheme, snum, gssapiData])).toEqual([
      ['Authentication-Info', 'Kerberos', null, 'YII='],
      ['Authentication-Info', 'NTLM', '1', null],
      ['Proxy-Authentication-Info', 'NTLM', '1', null],
    ]);
  });

  test('no more than a server has reason to send', () => {
    const header = { name: 'Authentication-Info', value: Array.from({ length: 9 }, () => value).join(', ') };

    expect(authenticationInfosOf(answer(header, header, header))).toHaveLength(16);
  });
});

describe('authenticationInfoOf', () => {
  const name = 'Authentication-Info';

  test.each([
    ['the one with a signature', ['Kerberos gssapi-data="YII="', 'NTLM rspauth="01", snum="1"'], 'NTLM'],
    ['without a signature the first', ['Kerberos gssapi-data="YII="', 'NTLM qop="auth"'], 'Kerberos'],
    ['nothing where there is none', ['nextnonce="x"'], null],
  ])('is %s', (_, values, scheme) => {
    const info = authenticationInfoOf(answer(...values.map((value) => ({ name, value }))));

    expect(info?.scheme ?? null).toBe(scheme);
  });
});

describe('the hex of a signature', () => {
  test('in either case, there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.boolean(), (bytes, isUpper) => {
        const hex = isUpper ? signatureHex(bytes).toUpperCase() : signatureHex(bytes);

        expect(signatureBytes(hex)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  test.each(['', '0', '0g', '01 2', '0x01', 'ab'.repeat(257)])('none: %j', (hex) => {
    expect(signatureBytes(hex)).toBeNull();
  });
});

function answer(...headers: SipHeader[]): SipMessage {
  return { kind: 'response', status: 200, reason: 'OK', headers, body: new Uint8Array(0) };
}
