import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import type { Header } from '../events/header.ts';
import { LogBuilder } from '../findings/testing/log-builder.ts';
import { redactLog } from './redact-log.ts';
import { withholdSecrets } from './secret-texts.ts';
import { plantedEvents } from './testing/planted-events.ts';

const SECRET = 'Zq7CanarySecret42xY';
const base64 = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  Buffer.from(text, encoding).toString('base64');
const ntlm = (type: number): string =>
  base64(`NTLMSSP\0${String.fromCharCode(type)}\0\0\0${SECRET}`, 'latin1');
const apReq = base64(`\x60\x82\x01\x02\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\0${SECRET}`, 'latin1');

/** A secret as it can stand in any text. */
const PLANTED: readonly string[] = [
  `Authorization: NTLM qop="auth", gssapi-data="${SECRET}"`,
  `seen:\r\nProxy-Authorization: Basic ${base64(`a:${SECRET}`)}\r\nCookie: a=${SECRET}\r\nSet-Cookie: s=${SECRET}; path=/`,
  `X-MS-WebTicket: opaque=${SECRET}`,
  `Bearer ${SECRET}`,
  `eyJhbGciOiJub25lIn0.${base64(SECRET).replaceAll('=', '')}.${SECRET}`,
  `the token NTLM ${ntlm(3)} was sent`,
  `NTLM ${ntlm(1)}`,
  ntlm(3),
  `Negotiate ${apReq}`,
  `wrapped ${base64(`x ${ntlm(3)}`)} up`,
  base64(`{"grant_type":"password","password":"${SECRET}"}`),
  base64(`<Password>${SECRET}</Password>`, 'utf16le'),
  Buffer.from(`password=${SECRET}`).toString('hex'),
  `raw NTLMSSP\0\u0003\0\0\0${SECRET}`,
  `p\0a\0s\0s\0w\0o\0r\0d\0=\0${SECRET}`,
  `grant_type=password&username=alice&password=${SECRET}&x=1`,
  `https://web.contoso.test/x?access_token=${SECRET}#y`,
  `https://alice:${SECRET}@web.contoso.test/`,
  `https://sts.contoso.test/?back=https%3A%2F%2Fx%3Faccess_token%3D${SECRET}`,
  `{"access_token":"${SECRET}","expires_in":3600}`,
  `<saml:Assertion ID="1"><saml:Subject>${SECRET}</saml:Subject></saml:Assertion>`,
  `&lt;wst:BinarySecret&gt;${SECRET}&lt;/wst:BinarySecret&gt;`,
  `--b\r\nContent-Type: application/soap+xml\r\n\r\n<wsse:Password>${SECRET}</wsse:Password>\r\n--b--`,
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${SECRET}|2^31|1:1\r\na=ice-pwd:${SECRET}\r\nk=base64:${SECRET}`,
  `v=0\r\na=candidate:cand1 1 ${SECRET} UDP 0.8 192.0.2.1 5000`,
  `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----`,
  `password: ${SECRET}`,
  `sip:alice@contoso.test;gruu;opaque=app:conf:focus:id:${SECRET}`,
  `https://meet.contoso.test/alice/${SECRET}`,
];

describe('standard', () => {
  it.each(PLANTED)('leaves no secret in any field: %s', (planted) => {
    const log = plantedEvents(planted);
    const { events } = redactLog(log, 'standard');

    expect(JSON.stringify(log)).toContain(
      planted.includes(SECRET) ? SECRET : JSON.stringify(planted).slice(1, -1),
    );
    expect(JSON.stringify(events)).not.toContain(SECRET);
    expect(JSON.stringify(events)).not.toContain(JSON.stringify(planted).slice(1, -1));
    expect(redactLog(events, 'standard').events).toEqual(events);
    expect(JSON.stringify(redactLog(log, 'strict').events)).not.toContain(SECRET);
  });

  it.each<[string, string]>([
    ['Authorization', `NTLM gssapi-data="${SECRET}", realm="x"`],
    ['authorization', `Digest username="a", response="${SECRET}"`],
    ['Proxy-Authorization', `Unheard ${SECRET}`],
    ['WWW-Authenticate', `Kerberos gssapi-data="${SECRET}"`],
    ['X-Api-Key', SECRET],
    ['X-Auth-Token', SECRET],
    ['Cookie', SECRET],
    ['X-MS-WebTicket', SECRET],
  ])('leaves none in a header: %s', (name, value) => {
    for (const kind of ['sip', 'http'] as const) {
      expect(JSON.stringify(redactLog(message(kind, [[name, value]], ''), 'standard').events)).not.toContain(
        SECRET,
      );
    }
  });

  it('leaves none in a document of the media relay, whatever it says it is', () => {
    const body = `<response><credentialsResponse><credentials><username>${SECRET}</username><password>${SECRET}</password></credentials></credentialsResponse></response>`;

    expect(
      JSON.stringify(redactLog(message('sip', [['Content-Type', 'text/plain']], body), 'standard').events),
    ).not.toContain(SECRET);
  });

  it('keeps what is open: a challenge, a certificate, diagnostics, what was withheld before', () => {
    const log = message(
      'sip',
      [
        [
          'WWW-Authenticate',
          `NTLM gssapi-data="${base64('NTLMSSP\0\x02\0\0\0rest of it', 'latin1')}", version=4`,
        ],
        ['ms-diagnostics', '1000;reason="Final handshake failed";code=0xC0000234'],
        ['Authorization', 'NTLM gssapi-data="[withheld, 5 bytes]"'],
        ['X-MS-WebTicketURL', 'https://web.contoso.test/WebTicket/WebTicketService.svc'],
      ],
      '',
    );

    expect(redactLog(log, 'standard').events).toEqual(log);
  });

  it('is done after once, whatever the text', () => {
    const pieces = fc.constantFrom(
      ...PLANTED,
      '[withheld, 3 bytes]',
      '"',
      "'",
      '&',
      '=',
      ' ',
      '\r\n',
      '<',
      'password=',
      'Bearer ',
    );
    const anything = fc
      .array(fc.oneof(pieces, fc.string({ maxLength: 20 })), { maxLength: 6 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(anything, (text) => {
        const once = withholdSecrets(text);
        expect(withholdSecrets(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});

function message(kind: 'sip' | 'http', headers: Header[], body: string): readonly LoggedEvent[] {
  const log = new LogBuilder().start();
  const peer = { role: 'sip', host: 'pool01.contoso.test', port: 5061 } as const;
  if (kind === 'sip')
    log.add('sip.response.received', {
      peer,
      status: 200,
      reason: 'OK',
      headers,
      body,
      sizeBytes: 1,
      tookMs: 1,
    });
  else
    log.add('http.response.received', {
      url: 'https://web.contoso.test/',
      status: 200,
      reason: '',
      headers,
      body,
      bodyBytes: 1,
      tookMs: 1,
    });
  return log.log;
}
