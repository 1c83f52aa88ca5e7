import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withholdBody } from './withhold-body.ts';
import { withholdHttpHeader, withholdSipHeader } from './withhold-header.ts';

const NTLM_CHALLENGE = Buffer.from('NTLMSSP\0\u0002\0\0\0rest of it', 'latin1').toString('base64');
const TLS_FLIGHT = Buffer.from([0x16, 3, 3, 0, 4, 2, 0, 0, 0]).toString('base64');

/** A secret as it may be written: unlike anything else in a text, and never one of our own words. */
const secret = fc
  .uint8Array({ minLength: 12, maxLength: 60 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
/** Nothing of the secret longer than this may be left. */
const survives = (text: string, planted: string): boolean =>
  text.includes(planted.replace(/=+$/, '').slice(2, 12));

describe('headers of SIP', () => {
  it.each([
    [
      'Authorization',
      'NTLM qop="auth", gssapi-data="AAECAwQ=", version=4',
      'NTLM qop="auth", gssapi-data="[withheld, 5 bytes]", version=4',
    ],
    [
      'proxy-authorization',
      'TLS-DSK gssapi-data = FgMB, opaque="1"',
      'TLS-DSK gssapi-data = "[withheld, 3 bytes]", opaque="1"',
    ],
    ['Authorization', 'NTLM gssapi-data="", opaque="1"', 'NTLM gssapi-data="", opaque="1"'],
    ['Authorization', 'Kerberos gssapi-data="AAEC', 'Kerberos gssapi-data="[withheld, 3 bytes]"'],
    ['Authorization', 'NTLM AAEC', 'NTLM [withheld, 3 bytes]'],
    [
      'Authorization',
      'Digest username="a", response="0123", nonce="x"',
      'Digest username="a", response="[withheld, 3 bytes]", nonce="x"',
    ],
    ['Authorization', 'Other abc, def', '[withheld, 14 bytes]'],
    ['Authorization', `TLS-DSK gssapi-data="${TLS_FLIGHT}"`, 'TLS-DSK gssapi-data="[withheld, 9 bytes]"'],
    [
      'WWW-Authenticate',
      'Kerberos realm="r", gssapi-data="YIIBAA=="',
      'Kerberos realm="r", gssapi-data="[withheld, 4 bytes]"',
    ],
    ['WWW-Authenticate', `NTLM gssapi-data="${NTLM_CHALLENGE}", realm="r"`, null],
    ['WWW-Authenticate', `TLS-DSK gssapi-data="${TLS_FLIGHT}"`, null],
    [
      'Authentication-Info',
      'Kerberos rspauth="602306", gssapi-data="oYG2"',
      'Kerberos rspauth="602306", gssapi-data="[withheld, 3 bytes]"',
    ],
    ['From', '<sip:alice@contoso.com>;gssapi-data="x"', null],
  ])('%s: %s', (name, value, wanted) => {
    const once = withholdSipHeader(name, value);

    expect(once).toBe(wanted ?? value);
    expect(withholdSipHeader(name, once)).toBe(once);
  });

  it('let no planted token through', () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('NTLM', 'Kerberos', 'TLS-DSK', 'ntlm', 'Negotiate', 'X', ''),
        fc.constantFrom('"', ''),
        fc.constantFrom('"', '', '", opaque="1"'),
        (planted, scheme, open, close) => {
          const value = `${scheme} realm="a", gssapi-data=${open}${planted}${close}`;

          expect(survives(withholdSipHeader('Authorization', value), planted)).toBe(false);
          expect(survives(withholdSipHeader('Authorization', `${scheme} ${planted}`), planted)).toBe(false);
        },
      ),
    );
  });
});

describe('headers of HTTP', () => {
  it.each([
    ['Authorization', 'NTLM AAEC', 'NTLM [withheld, 3 bytes]'],
    ['Authorization', 'Bearer', 'Bearer'],
    ['Authorization', 'Bearer ', 'Bearer '],
    ['Authorization', 'Bearer cwt=AAEBHAEF', 'Bearer [withheld, 12 bytes]'],
    ['authorization', 'QWxhZGRpbg==', '[withheld, 7 bytes]'],
    ['Proxy-Authorization', 'Basic QWxhZGRpbg==', 'Basic [withheld, 7 bytes]'],
    ['X-MS-WebTicket', 'opaque=AAEC', 'opaque=[withheld, 3 bytes]'],
    ['X-MS-WebTicket', 'AAEC', '[withheld, 3 bytes]'],
    ['Cookie', 'a=b', '[withheld, 3 bytes]'],
    ['Set-Cookie', 'a=b; path=/', '[withheld, 11 bytes]'],
    ['WWW-Authenticate', 'Negotiate', null],
    ['WWW-Authenticate', `NTLM ${NTLM_CHALLENGE}`, null],
    ['WWW-Authenticate', `Negotiate ${NTLM_CHALLENGE}`, null],
    ['WWW-Authenticate', 'Negotiate oYG2MIGz, NTLM', 'Negotiate [withheld, 6 bytes], NTLM'],
    ['WWW-Authenticate', 'Bearer trusted_issuers="x", authorization_uri="https://a/b"', null],
    ['WWW-Authenticate', 'NTLM realm="a"', null],
    [
      'Location',
      'https://a/b?x=1&access_token=abc&y=2',
      'https://a/b?x=1&access_token=[withheld, 3 bytes]&y=2',
    ],
    ['Content-Type', 'text/xml', null],
  ])('%s: %s', (name, value, wanted) => {
    const once = withholdHttpHeader(name, value);

    expect(once).toBe(wanted ?? value);
    expect(withholdHttpHeader(name, once)).toBe(once);
  });
});

describe('bodies', () => {
  it.each([
    [
      '<w:BinarySecret Type="n">AAEC</w:BinarySecret>',
      '<w:BinarySecret Type="n">[withheld, 3 bytes]</w:BinarySecret>',
    ],
    [
      '<a><saml:Assertion x="1"><b/>SIG</saml:Assertion>c</a>',
      '<a><saml:Assertion>[withheld, 46 bytes]</saml:Assertion>c</a>',
    ],
    ['<a><Assertion>no end', '<a><Assertion>[withheld, 17 bytes]'],
    ['<SignatureValue>AAEC</SignatureValue>', '<SignatureValue>[withheld, 3 bytes]</SignatureValue>'],
    [
      '<wsse:Password Type="#PasswordText">geheim</wsse:Password>',
      '<wsse:Password Type="#PasswordText">[withheld, 6 bytes]</wsse:Password>',
    ],
    ['<BinarySecurityToken ValueType="a#PKCS10">AAEC</BinarySecurityToken>', null],
    ['<BinarySecurityToken ValueType="a#X509v3">AAEC</BinarySecurityToken>', null],
    [
      '<BinarySecurityToken ValueType="a#Kerberos">AAEC</BinarySecurityToken>',
      '<BinarySecurityToken ValueType="a#Kerberos">[withheld, 3 bytes]</BinarySecurityToken>',
    ],
    ['<BinarySecret/><BinarySecret></BinarySecret>', null],
    [
      '<a>&lt;BinarySecret&gt;AAEC&lt;/BinarySecret&gt; said</a>',
      '<a>&lt;BinarySecret&gt;[withheld, 3 bytes]&lt;/BinarySecret&gt; said</a>',
    ],
    [
      '{"access_token":"cwt=AA","token_type":"Bearer","expires_in":28800}',
      '{"access_token":"[withheld, 6 bytes]","token_type":"Bearer","expires_in":28800}',
    ],
    ['{"password" : 1234, "a": 1}', '{"password" : "[withheld, 4 bytes]", "a": 1}'],
    ['{"refresh_token":null}', null],
    ['{"token":"Internal/Autodiscover","href":"https://a"}', null],
    [
      'grant_type=password&username=CONTOSO%5Calice&password=secret',
      'grant_type=password&username=CONTOSO%5Calice&password=[withheld, 6 bytes]',
    ],
    ['<html><input type="password"></html>', null],
    ['', null],
  ])('%j', (text, wanted) => {
    const once = withholdBody(text);

    expect(once).toBe(wanted ?? text);
    expect(withholdBody(once)).toBe(once);
  });

  const element = fc.constantFrom(
    'BinarySecret',
    'Assertion',
    'SignatureValue',
    'wst:BinarySecret',
    'saml:Assertion',
    'a-b.c:binarysecret',
    'EncryptedData',
    'Password',
  );
  const inside = fc.constantFrom(
    (s: string) => s,
    (s: string) => `<![CDATA[${s}]]>`,
    (s: string) => `\r\n ${s}\n`,
    (s: string) => `<!-- </Assertion></BinarySecret></SignatureValue> -->${s}`,
    (s: string) => `<x y="</saml:Assertion>">${s}</x>`,
    (s: string) => `<saml:Assertion>1</saml:Assertion>${s}`,
  );
  const around = fc.constantFrom(
    (s: string) => s,
    (s: string) => `<s:Envelope><s:Body>${s}</s:Body></s:Envelope>`,
    (s: string) => `<!-- ${s} -->`,
    (s: string) => `<a b="1 > 0">${s}`,
    (s: string) => `<BinarySecret>AAEC</BinarySecret>${s}<Assertion/>`,
  );
  const ending = fc.constantFrom(
    (name: string) => `</${name}>`,
    (name: string) => `</${name} >`,
    () => '',
    () => '</',
    (name: string) => `</${name}`,
  );

  it('in XML let no planted secret through, broken or not', () => {
    fc.assert(
      fc.property(
        secret,
        element,
        inside,
        around,
        ending,
        fc.constantFrom('', ' a="b>"', "\n c='d'"),
        (planted, name, wrap, embed, end, attributes) => {
          const text = embed(`<${name}${attributes}>${wrap(planted)}${end(name)}`);

          expect(survives(withholdBody(text), planted)).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('in JSON and forms let no planted secret through, broken or not', () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('access_token', 'refresh_token', 'password'),
        fc.constantFrom(
          (n: string, s: string) => `{"${n}":"${s}"}`,
          (n: string, s: string) => `{"${n}" :\n "a\\"${s}", "b":1}`,
          (n: string, s: string) => `{"${n}":"${s}`,
          (n: string, s: string) => `"{\\"${n}\\":\\"${s}\\"}"`,
          (n: string, s: string) => `{"${n}":["${s}"]}`,
          (n: string, s: string) => `x=1&${n}=${encodeURIComponent(s)}`,
        ),
        (planted, name, write) => {
          expect(survives(withholdBody(write(name, planted)), planted)).toBe(false);
        },
      ),
    );
  });

  it('in UTF-16 are withheld as a whole', () => {
    const utf16 = Buffer.from('<BinarySecret>abc</BinarySecret>', 'utf16le').toString('utf8');

    expect(withholdBody(utf16)).toBe('[withheld, 64 bytes]');
    expect(withholdBody('plain\u0000text')).toBe('plain\u0000text');
  });

  it('are read in linear time, and never fail', () => {
    const hostile = [
      '<Assertion>'.repeat(20_000),
      '<BinarySecret'.repeat(20_000),
      '"password":"'.repeat(20_000),
      '&lt;'.repeat(50_000),
      `"password${'\\'.repeat(200_000)}`,
      '<!--'.repeat(50_000),
      '<Assertion/>'.repeat(20_000),
    ];
    for (const text of hostile) withholdBody(text);
    fc.assert(
      fc.property(anyBytes, (text) => {
        withholdBody(text);
        for (const name of ['Authorization', 'WWW-Authenticate', 'X-MS-WebTicket', 'Cookie']) {
          withholdHttpHeader(name, text);
          withholdSipHeader(name, text);
        }
      }),
    );
  });
});
