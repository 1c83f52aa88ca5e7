import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import type { Header } from '../events/header.ts';
import { exampleCertificate } from '../events/testing/example-certificate.ts';
import { LogBuilder } from '../findings/testing/log-builder.ts';
import { redactLog } from './redact-log.ts';

describe('messages', () => {
  const body = (type: string, text: string): string => {
    const events = redactLog(notify([['Content-Type', type]], text), 'strict').events;
    return events.flatMap(({ kind, data }) => (kind === 'sip.request.received' ? [data.body] : []))[0] ?? '';
  };

  it('lose bodies about people, whose size and type stay', () => {
    const contacts = '<contactList><contact uri="bob@contoso.test" name="Bob"/></contactList>';

    expect(body('application/vnd-microsoft-roaming-contacts+xml', contacts)).toBe(
      `[withheld, ${contacts.length} bytes]`,
    );
    expect(body('text/plain', 'Hello Bob')).toBe('[withheld, 9 bytes]');
    expect(body('application/sdp', contacts)).toBe(`[withheld, ${contacts.length} bytes]`);
    expect(body('application/vnd-microsoft-roaming-contacts+xml', '')).toBe('');
  });

  it('keep settings, with pseudonyms', () => {
    expect(
      body(
        'application/vnd-microsoft-roaming-provisioning-v2+xml',
        '<g><organization>Contoso &amp; Sons</organization><u>https://web.contoso.test:443/abs/handler</u></g>',
      ),
    ).toBe('<g><organization>name1</organization><u>https://host1.domain1.example:443/abs/handler</u></g>');
  });

  it('name nobody in a header', () => {
    const headers: Header[] = [
      ['f', 'Gundula Xylander <sip:gx@contoso.test>;epid=5e6f708192;tag=1'],
      ['WWW-Authenticate', 'NTLM gssapi-data="TlRMTVNTUAACAAAADgAOADgAAAA=", targetname="fe01"'],
      ['Server', 'RTC/7.0'],
    ];
    const events = redactLog(notify(headers, ''), 'strict').events;

    expect(events.flatMap(({ kind, data }) => (kind === 'sip.request.received' ? data.headers : []))).toEqual(
      [
        ['f', 'person1 <sip:user2@domain1.example>;epid=00000000-0000-0000-0000-000000000001;tag=1'],
        [
          'WWW-Authenticate',
          expect.stringMatching(/^NTLM gssapi-data="\[withheld, \d+ bytes\]", targetname="host2"$/),
        ],
        ['Server', 'RTC/7.0'],
      ],
    );
  });

  it('have certificates without their DER, names as elsewhere', () => {
    const log = new LogBuilder().start();
    const chain = [
      exampleCertificate('fe01.contoso.test', {
        subject: 'CN=fe01.contoso.test, O=Contoso Ltd, C=DE',
        dnsNames: ['*.contoso.test', 'fe01.contoso.test'],
      }),
    ];
    log.add('tls.certificates.received', {
      peer: { role: 'sip', host: 'fe01.contoso.test', port: 5061 },
      chain,
    });
    const { data } = redactLog(log.log, 'strict').events.at(-1) ?? {};

    expect(data).toMatchObject({
      peer: { host: 'host1.domain1.example' },
      chain: [
        {
          subject: 'CN=host1.domain1.example, O=name1, C=DE',
          commonName: 'host1.domain1.example',
          dnsNames: ['*.domain1.example', 'host1.domain1.example'],
          serialNumber: 'serial1',
          sha256: '0'.repeat(63) + '1',
          derBase64: '',
        },
      ],
    });
  });
});

function notify(headers: Header[], body: string): readonly LoggedEvent[] {
  const log = new LogBuilder().start();
  const peer = { role: 'sip', host: 'web.contoso.test', port: 5061 } as const;
  log.add('sip.request.received', {
    peer,
    method: 'NOTIFY',
    requestUri: 'sip:alice@contoso.test',
    headers,
    body,
    sizeBytes: 1,
  });
  return log.log;
}
