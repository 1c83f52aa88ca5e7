import { describe, expect, test } from 'vitest';
import { parseChallenge, parseChallenges } from './challenge.ts';
import type { SipHeader, SipResponse } from './message.ts';
import { offeredSchemes } from './offered-schemes.ts';

describe('parseChallenge', () => {
  test('reads quoted, escaped and bare values; names have no case, blanks do not matter', () => {
    expect(
      parseChallenge(
        'NTLM Realm="SIP \\"x\\", y" , targetname = "sip/a.test",version=4, gssapi-data="", x=a/b+c==',
      ),
    ).toEqual({
      scheme: 'NTLM',
      parameters: new Map([
        ['realm', 'SIP "x", y'],
        ['targetname', 'sip/a.test'],
        ['version', '4'],
        ['gssapi-data', ''],
        ['x', 'a/b+c=='],
      ]),
      isComplete: true,
    });
  });

  test.each([
    ['a quotation that does not end', 'NTLM realm="a", targetname="b', { realm: 'a' }],
    ['a value that is missing', 'NTLM realm="a", targetname=', { realm: 'a' }],
    ['no comma between', 'NTLM realm="a" version=4', { realm: 'a', version: '4' }],
    ['a token of another protocol', 'NTLM TlRMTVNTUAAC', {}],
    ['a character that has no place', 'NTLM realm="a", /, version=4', { realm: 'a' }],
  ])('stops at %s and says so, or reads on', (_name, value, parameters) => {
    const challenge = parseChallenge(value);

    expect(Object.fromEntries(challenge?.parameters ?? [])).toEqual(parameters);
    expect(challenge?.isComplete).toBe(value.includes('" version'));
  });

  test.each(['', ' , ', '="x"', 'realm="x"', '"NTLM"'])('no scheme in %j', (value) => {
    expect(parseChallenge(value)).toBeNull();
  });

  test('of a repeated parameter the first counts, and there are not endlessly many', () => {
    const many = Array.from({ length: 40 }, (_, index) => `p${index}=1`).join(',');

    expect(parseChallenge('NTLM a=1, A=2')?.parameters).toEqual(new Map([['a', '1']]));
    expect(parseChallenge(`NTLM ${many}`)).toMatchObject({ parameters: { size: 32 }, isComplete: false });
    expect(parseChallenges('A x=1, '.repeat(50))).toHaveLength(16);
  });
});

describe('offeredSchemes', () => {
  const nothing = {
    opaque: null,
    gssapiData: null,
    stsUri: null,
    version: null,
    realm: null,
    targetname: null,
  };

  test('one header a scheme, as a Front End sends them', () => {
    const offers = offeredSchemes(
      unauthorized(
        [
          'WWW-Authenticate',
          'NTLM realm="SIP Communications Service", targetname="fe01.contoso.test", version=4',
        ],
        [
          'WWW-Authenticate',
          'Kerberos realm="SIP Communications Service", targetname="sip/fe01.contoso.test", version=4',
        ],
        [
          'www-authenticate',
          'TLS-DSK realm="SIP Communications Service", targetname="fe01.contoso.test", version=4, sts-uri="https://fe01.contoso.test:443/CertProv/CertProvisioningService.svc"',
        ],
      ),
    );

    const realm = 'SIP Communications Service';
    const common = { ...nothing, realm, version: 4, header: 'WWW-Authenticate', isComplete: true };
    const stsUri = 'https://fe01.contoso.test:443/CertProv/CertProvisioningService.svc';
    expect(offers).toEqual([
      {
        ...common,
        method: 'ntlm',
        scheme: 'NTLM',
        targetname: 'fe01.contoso.test',
        parameters: { realm, targetname: 'fe01.contoso.test', version: '4' },
      },
      {
        ...common,
        method: 'kerberos',
        scheme: 'Kerberos',
        targetname: 'sip/fe01.contoso.test',
        parameters: { realm, targetname: 'sip/fe01.contoso.test', version: '4' },
      },
      {
        ...common,
        method: 'tls-dsk',
        scheme: 'TLS-DSK',
        targetname: 'fe01.contoso.test',
        stsUri,
        parameters: { realm, targetname: 'fe01.contoso.test', version: '4', 'sts-uri': stsUri },
      },
    ]);
  });

  test('several schemes in one header, both headers, unknown schemes, what is missing is null', () => {
    const offers = offeredSchemes(
      unauthorized(
        ['Via', 'NTLM realm="no"'],
        [
          'Proxy-Authenticate',
          'ntlm opaque="85185AE4", gssapi-data="TlRM/+A==", version=4x,Digest realm="a, b",nonce=c, Negotiate',
        ],
        ['WWW-Authenticate', 'Kerberos'],
      ),
    );

    expect(
      offers.map(({ method, realm, opaque, gssapiData, version, header }) => ({
        method,
        realm,
        opaque,
        gssapiData,
        version,
        header,
      })),
    ).toEqual([
      {
        method: 'ntlm',
        realm: null,
        opaque: '85185AE4',
        gssapiData: 'TlRM/+A==',
        version: null,
        header: 'Proxy-Authenticate',
      },
      {
        method: 'digest',
        realm: 'a, b',
        opaque: null,
        gssapiData: null,
        version: null,
        header: 'Proxy-Authenticate',
      },
      {
        method: 'other',
        realm: null,
        opaque: null,
        gssapiData: null,
        version: null,
        header: 'Proxy-Authenticate',
      },
      {
        method: 'kerberos',
        realm: null,
        opaque: null,
        gssapiData: null,
        version: null,
        header: 'WWW-Authenticate',
      },
    ]);
  });

  test('a parameter named like a property of every object harms nothing', () => {
    const [offer] = offeredSchemes(unauthorized(['WWW-Authenticate', 'NTLM __proto__="x", constructor="y"']));

    expect(Object.entries(offer?.parameters ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  test('offers are bounded over all headers', () => {
    const headers = Array.from({ length: 100 }, () => ['WWW-Authenticate', 'A x=1, B, C'] as const);

    expect(offeredSchemes(unauthorized(...headers))).toHaveLength(16);
    expect(offeredSchemes(unauthorized(...headers), 4)).toHaveLength(4);
  });
});

function unauthorized(...headers: readonly (readonly [name: string, value: string])[]): SipResponse {
  const entries: readonly SipHeader[] = headers.map(([name, value]) => ({ name, value }));
  return { kind: 'response', status: 401, reason: 'Unauthorized', headers: entries, body: new Uint8Array(0) };
}
