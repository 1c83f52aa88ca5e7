import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import { rungDetails } from './details.ts';
import type { DetailSection } from './details-model.ts';
import { ladder } from './ladder.ts';
import { kerberosLog, ntlmLog, rejectedLog, tlsDskLog } from './testing/authentication-logs.ts';
import { writeLog } from './testing/log-writer.ts';
import { expiredLog, healthyLog, missing } from './testing/sample-logs.ts';

function detailsOf(log: readonly LoggedEvent[], protocol: string, label: RegExp): readonly DetailSection[] {
  const row = ladder(log).rungs.find((rung) => rung.protocol === protocol && label.test(rung.label));
  if (row === undefined) throw new Error(`no ${protocol} rung ${label}`);
  return rungDetails(log, row);
}

/** Sections as text: title, then name and value of each field. */
function flat(sections: readonly DetailSection[]): readonly string[] {
  return sections.flatMap((section) => {
    switch (section.kind) {
      case 'fields':
        return [
          `# ${section.title}`,
          ...section.fields.map(
            ({ name, value, meaning }) => `${name}: ${value}${meaning === null ? '' : ` (${meaning})`}`,
          ),
        ];
      case 'table':
        return [`# ${section.title}`, ...section.rows.map((row) => row.join(' | '))];
      case 'message':
        return [
          `# ${section.title}`,
          section.startLine,
          ...section.headers.map(({ name, value }) => `${name}: ${value}`),
        ];
      case 'certificates':
        return [`# ${section.title}`, ...section.chain.map(({ role, title }) => `${role}: ${title}`)];
      case 'text':
        return [`# ${section.title}`, section.text];
    }
  });
}

describe('rungDetails', () => {
  test('of a name that does not exist lists who was asked', () => {
    const writer = writeLog();
    missing(writer, 4, 'sip.contoso.test');

    expect(flat(detailsOf(writer.log, 'dns', /sip\.contoso/))).toEqual([
      '# Result',
      'Name: sip.contoso.test',
      'Result: NXDOMAIN (There is no such name.)',
      'Time: 5 ms',
      '# Who was asked',
      '192.0.2.53 (UDP) | A | NXDOMAIN | 5 ms',
      'this system’s lookup | addresses | NXDOMAIN: ENOTFOUND | 5 ms',
    ]);
  });

  test('of a TCP connection', () => {
    expect(flat(detailsOf(healthyLog(), 'tcp', /5061/))).toEqual([
      '# Connection',
      'Server: pool01.contoso.test:5061',
      'Dialled: 10.0.0.10:5061',
      'Result: connected',
      'From: 10.0.0.5:50002',
      'Time: 4 ms',
    ]);
  });

  test('of a handshake shows the chain, what is wrong with it and the root that was not sent', () => {
    const log = expiredLog();
    const row = ladder(log).rungs.findLast(({ protocol }) => protocol === 'tls');
    const sections = row === undefined ? [] : rungDetails(log, row);

    const certificates = sections.find((section) => section.kind === 'certificates');

    expect(certificates).toMatchObject({
      isTrusted: false,
      problems: [],
      chain: [
        { role: 'server', title: 'pool01.contoso.test', problems: ['It expired on 1 November 2026.'] },
        { role: 'root', title: 'CN=Contoso Root CA', index: null, pem: null },
      ],
    });
    expect(certificates?.chain[0]?.pem).toMatch(/^-----BEGIN CERTIFICATE-----\n(?:.{1,64}\n)+-----END/);
  });

  test('gives a missing intermediate its place in the chain', () => {
    const log = expiredLog().map((event) =>
      event.kind === 'tls.certificates.judged' && event.data.peer.role === 'sip'
        ? {
            ...event,
            data: {
              ...event.data,
              trustAnchor: null,
              problems: [
                { kind: 'missing-intermediate', missingIssuer: 'CN=Issuing CA 1', certain: true } as const,
              ],
            },
          }
        : event,
    );
    const row = ladder(log).rungs.findLast(({ protocol }) => protocol === 'tls');

    const certificates = (row === undefined ? [] : rungDetails(log, row)).find(
      (section) => section.kind === 'certificates',
    );

    expect(certificates?.chain.map(({ role, title }) => `${role} ${title}`)).toEqual([
      'server pool01.contoso.test',
      'missing CN=Issuing CA 1',
    ]);
    expect(certificates?.problems).toEqual([
      'The server did not send the certificate of its issuer CN=Issuing CA 1.',
    ]);
  });

  test('of an autodiscover answer shows the message and what the document says', () => {
    const text = flat(detailsOf(healthyLog(), 'http', /GET/));

    expect(text).toContain('SIP server inside: pool01.contoso.test:5061');
    expect(text).toContain('X-MS-Server-Fqdn: fe01.contoso.test');
  });

  test('of a challenge shows each method, the product and the clock', () => {
    const text = flat(detailsOf(healthyLog(), 'sip', /REGISTER/));

    expect(text).toContain('# Sign-in method: Kerberos');
    expect(text).toContain(
      'Target name: sip/fe01.contoso.test (The service for which a Kerberos ticket is needed.)',
    );
    expect(text).toContain('Product: RTC/6.0 (Skype for Business Server 2015)');
    expect(text).toContain('Clock: Tue, 01 Dec 2026 09:00:00 GMT (Agrees with the clock of this PC.)');
    expect(text).toContain('SIP/2.0 401 Unauthorized');
  });

  test('decodes the server’s error code', () => {
    const log = healthyLog().map((event) =>
      event.kind === 'sip.response.received'
        ? {
            ...event,
            data: {
              ...event.data,
              status: 404,
              reason: 'Not Found',
              headers: [
                [
                  'ms-diagnostics',
                  '4005;reason="Destination URI either not enabled for SIP or does not exist";source="fe01.contoso.test"',
                ],
              ] as [string, string][],
            },
          }
        : event,
    );

    const text = flat(detailsOf(log, 'sip', /REGISTER/));

    expect(text).toContain('# ms-diagnostics 4005');
    expect(text).toContain('Decided by: fe01.contoso.test');
  });

  test('of the decision lists the candidates in the client’s order', () => {
    const log = healthyLog();
    const note = ladder(log).notes.find(({ topic }) => topic === 'decision');

    const text = flat(note === undefined ? [] : rungDetails(log, note));

    expect(text).toContain(
      '1 | lyncdiscoverinternal | lyncdiscoverinternal.contoso.test | used | The first in the client’s order that works. | 49 ms',
    );
  });

  test('escapes what a server sends to deceive', () => {
    const log = healthyLog().map((event) =>
      event.kind === 'sip.response.received'
        ? { ...event, data: { ...event.data, reason: 'OK\u001b[2J\u202e', body: 'a\u0007b\nc' } }
        : event,
    );

    const row = ladder(log).rungs.findLast(({ protocol }) => protocol === 'sip');
    const message = (row === undefined ? [] : rungDetails(log, row)).findLast(
      ({ kind }) => kind === 'message',
    );

    expect(row?.answerLabel).toMatch(/^401 OK\\x1b\[2J\\u202e/);
    expect(message).toMatchObject({ startLine: 'SIP/2.0 401 OK\\x1b[2J\\u202e', body: 'a\\x07b\nc' });
  });
});

function noteDetails(log: readonly LoggedEvent[], label: RegExp): readonly DetailSection[] {
  const row = ladder(log).notes.find(({ text }) => label.test(text));
  if (row === undefined) throw new Error(`no note ${label}`);
  return rungDetails(log, row);
}

describe('rungDetails of a sign-in', () => {
  test('takes the NTLM challenge apart', () => {
    const text = flat(detailsOf(ntlmLog(), 'sip', /asks for the challenge/));

    expect(text).toContain('# Authorization: NTLM');
    expect(text).toContain('Token: empty (Invites the server to send its challenge.)');
    expect(text).toContain('# NTLM CHALLENGE, received over SIP');
    expect(text).toContain('Target: CONTOSO');
    expect(text).toContain('3 | MsvAvDnsComputerName | fe01.contoso.test');
    expect(text).toContain('NTLMSSP_NEGOTIATE_DATAGRAM | Without a connection, as SIP uses it.');
    expect(text).toContain('0x00000100 | ');
  });

  test('counts what is secret, and shows the server’s signature', () => {
    const text = flat(detailsOf(ntlmLog(), 'sip', /answers the challenge/));

    expect(text).toContain('Token: withheld, 450 bytes (Taken apart below, as far as it is no secret.)');
    expect(text).toContain('NT response: withheld, 258 bytes (NTLMv2)');
    expect(text).toContain('# Authentication-Info: NTLM');
    expect(text).toContain('# Signature of the server');
    expect(text).toContain('Signature: right (Made with the keys of NTLM.)');
    expect(text).toContain('With: NTLM (3 REGISTERs, as NTLM needs them)');
  });

  test('takes a Kerberos token and its ticket apart', () => {
    const text = flat(detailsOf(kerberosLog(), 'sip', /shows the ticket/));
    const ticket = flat(detailsOf(kerberosLog(), 'kerberos', /ticket for/));

    expect(text).toContain('# Kerberos AP-REQ, sent over SIP');
    expect(text).toContain('Ticket: withheld, 1200 bytes');
    expect(ticket).toContain('As: the signed-in user');
    expect(ticket).toContain('Valid until: 1 December 2026, 19:00:00 UTC');
    expect(flat(noteDetails(kerberosLog(), /^Domain controller/))).toContain(
      'Realm: CONTOSO.TEST (Taken from the sign-in address.)',
    );
  });

  test('takes the TLS records inside of SIP apart', () => {
    const text = flat(detailsOf(tlsDskLog(), 'sip', /hello/));

    expect(text).toContain('# TLS records, received over SIP');
    expect(text).toContain('Asks for a certificate of: any issuer');
    expect(text).toContain('handshake | TLS 1.2 | 2095 | ServerHello, Certificate');
    expect(text).toContain('server: fe01.contoso.test');
  });

  test('shows the errands on the web and the certificate as this PC’s own', () => {
    const ticket = flat(detailsOf(tlsDskLog(), 'http', /Auth/));
    const issued = detailsOf(tlsDskLog(), 'http', /certificate request/);
    const metadata = flat(detailsOf(tlsDskLog(), 'http', /certificate service: metadata/));

    expect(ticket).toContain('HTTP 401 Unauthorized');
    expect(flat(issued)).toContain('client: alice@contoso.test');
    expect(issued.find(({ kind }) => kind === 'certificates')).toMatchObject({
      note: 'Stands in for the password in later sign-ins.',
      isTrusted: null,
    });
    expect(metadata.some((line) => line.startsWith('CertProvisioningServiceWebTicketProof_SHA1 | '))).toBe(
      true,
    );
  });

  test('tells of the choice what every method stood at', () => {
    expect(flat(noteDetails(ntlmLog(), /^Takes NTLM/))).toEqual([
      '# Choice of method',
      'Method: NTLM (the next in the client’s order)',
      'For: the sign-in',
      'REGISTERs expected: 3 (The first, without credentials, included.)',
      '# Methods in the client’s order',
      'Kerberos | ruled out | no domain controller answers',
      'NTLM | taken | the next in the client’s order',
      'TLS-DSK | in reserve | an earlier one is taken',
      '# Attempt',
      'Method: NTLM',
      'For: the sign-in',
      'Server: pool01.contoso.test:5061',
      'REGISTERs expected: 3 (The first, without credentials, included.)',
    ]);
  });

  test('tells of the password where it went in all, and why it was kept back', () => {
    const said =
      'The password, or what is derived from it, left this computer once: to fe01.contoso.test over SIP (rejected).';

    expect(flat(noteDetails(rejectedLog(), /^Uses the password/))).toContain(said);
    expect(flat(noteDetails(rejectedLog(), /^Keeps the password back/))).toEqual([
      '# Password kept back',
      'From: web.contoso.test, over HTTPS',
      'Because: it was rejected once already, and trying again could lock the account',
      '# In this run so far',
      said,
    ]);
  });
});
