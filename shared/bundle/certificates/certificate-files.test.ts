import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../events/catalogue.ts';
import type { Certificate } from '../../events/connection-events.ts';
import { appendEvent } from '../../events/testing/append-event.ts';
import { exampleCertificate } from '../../events/testing/example-certificate.ts';
import { pemCertificates } from '../../lib/pem.ts';
import { certificateFiles } from './certificate-files.ts';

const leaf = exampleCertificate('pool01.contoso.test', { derBase64: btoa('the leaf') });
const issuing = exampleCertificate('Contoso Issuing CA', { derBase64: btoa('the issuing authority') });
const other = exampleCertificate('pool02.contoso.test', { derBase64: btoa('another leaf') });

interface Shown {
  readonly host: string;
  readonly port?: number;
  readonly chain: readonly Certificate[];
}

function logOf(...shown: readonly Shown[]): readonly LoggedEvent[] {
  const log: LoggedEvent[] = [];
  for (const { host, port = 5061, chain } of shown) {
    const peer = { role: 'sip', host, port } as const;
    appendEvent(log, { t: 0, startedAtMs: 0 }, 'tls.certificates.received', { peer, chain: [...chain] });
  }
  return log;
}

const pathsOf = (log: readonly LoggedEvent[]): readonly string[] =>
  certificateFiles(log).map(({ path }) => path);

describe('certificateFiles', () => {
  it('writes a chain as sent, each certificate after what people want to know of it', () => {
    const [file] = certificateFiles(logOf({ host: 'pool01.contoso.test', chain: [leaf, issuing] }));

    expect(file).toEqual({
      path: 'certificates/pool01.contoso.test-5061.pem',
      content: `Subject: CN=pool01.contoso.test
Issuer: CN=Contoso Root CA
Valid until: 3 May 2027, 00:00:00 UTC
SHA-256: 3A:BC:97:A1:78:7D:5F:3E:C1:E5:7B:05:88:45:4A:D4:6E:31:1A:7E:39:66:34:B8:B0:BC:22:0A:35:6D:E0:5B
-----BEGIN CERTIFICATE-----
dGhlIGxlYWY=
-----END CERTIFICATE-----

Subject: CN=Contoso Issuing CA
Issuer: CN=Contoso Root CA
Valid until: 3 May 2027, 00:00:00 UTC
SHA-256: 83:6A:03:7A:D2:41:DD:A8:CB:EE:FA:46:CE:8C:45:6D:12:CB:E3:87:81:25:E0:68:3A:73:62:D4:A1:F9:EC:E2
-----BEGIN CERTIFICATE-----
dGhlIGlzc3VpbmcgYXV0aG9yaXR5
-----END CERTIFICATE-----

`,
    });
  });

  it('writes a chain once for each server that has sent it, and another chain of the same server apart', () => {
    const log = logOf(
      { host: 'pool01.contoso.test', chain: [leaf] },
      { host: 'pool01.contoso.test', chain: [leaf] },
      { host: 'POOL01.contoso.test', chain: [other] },
      { host: 'pool01.contoso.test', port: 443, chain: [leaf] },
      { host: 'sip.contoso.test', chain: [leaf] },
    );

    expect(pathsOf(log)).toEqual([
      'certificates/pool01.contoso.test-5061.pem',
      'certificates/pool01.contoso.test-5061-2.pem',
      'certificates/pool01.contoso.test-443.pem',
      'certificates/sip.contoso.test-5061.pem',
    ]);
  });

  it('leaves out what the log does not hold, or what is no certificate', () => {
    const emptied = { ...leaf, derBase64: '' };
    const broken = { ...leaf, derBase64: '-----END CERTIFICATE-----' };

    const files = certificateFiles(
      logOf(
        { host: 'a.contoso.test', chain: [emptied, issuing] },
        { host: 'b.contoso.test', chain: [emptied, broken] },
        { host: 'c.contoso.test', chain: [] },
      ),
    );

    expect(files.map(({ path }) => path)).toEqual(['certificates/a.contoso.test-5061.pem']);
    expect(files.flatMap(({ content }) => pemCertificates(String(content)))).toHaveLength(1);
  });

  it('writes the certificates that the user has, and those of the TLS inside of SIP', () => {
    const log: LoggedEvent[] = [];
    const at = { t: 0, startedAtMs: 0 };
    const peer = { role: 'sip', host: 'pool01.contoso.test', port: 5061 } as const;
    const url = 'https://web.contoso.test/CertProv';
    const token = {
      kind: 'tls',
      sizeBytes: 9,
      records: [],
      protocol: null,
      cipherSuites: [],
      acceptedAuthorities: null,
      alert: null,
    } as const;
    const observed = { peer, carrier: 'sip' } as const;
    appendEvent(log, at, 'client-certificate.issued', { url, deviceId: '1', certificate: other });
    appendEvent(log, at, 'authentication.token.observed', {
      ...observed,
      direction: 'sent',
      token: { ...token, records: [], cipherSuites: [], certificates: [other] },
    });
    appendEvent(log, at, 'authentication.token.observed', {
      ...observed,
      direction: 'received',
      token: { ...token, records: [], cipherSuites: [], certificates: [leaf] },
    });

    expect(pathsOf(log)).toEqual([
      'certificates/client.pem',
      'certificates/pool01.contoso.test-5061-tls-dsk.pem',
    ]);
  });

  it('keeps names of people from passing for a boundary or a line', () => {
    const subject = 'CN=x\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';

    const [file] = certificateFiles(logOf({ host: 'a.contoso.test', chain: [{ ...leaf, subject }] }));

    expect(pemCertificates(String(file?.content))).toEqual([
      '-----BEGIN CERTIFICATE-----\ndGhlIGxlYWY=\n-----END CERTIFICATE-----\n',
    ]);
    expect(String(file?.content).split('\n')).toHaveLength(9);
  });

  it.each([
    ['con', 'con-5061.pem'],
    ['CON.contoso.test', '_con.contoso.test-5061.pem'],
    ['com1.contoso.test', '_com1.contoso.test-5061.pem'],
    ['2001:db8::1', '2001_db8_1-5061.pem'],
    ['../../etc/passwd', '__._etc_passwd-5061.pem'],
    ['..', '_-5061.pem'],
    ['C:\\x*?', 'c_x_-5061.pem'],
    ['', '_5061.pem'],
  ])('makes a safe name of %j', (host, name) => {
    expect(pathsOf(logOf({ host, chain: [leaf] }))).toEqual([`certificates/${name}`]);
  });

  it('gives short, different names that Windows takes, whatever the hosts are called', () => {
    const host = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('aux.', 'nul', 'LPT9.x'),
    );
    fc.assert(
      fc.property(fc.array(host, { maxLength: 8 }), (hosts) => {
        const shown = hosts.map((each, index) => ({
          host: each,
          chain: [{ ...leaf, derBase64: btoa(`leaf ${index}`) }],
        }));

        const names = pathsOf(logOf(...shown)).map((path) => path.slice('certificates/'.length));

        expect(new Set(names).size).toBe(hosts.length);
        for (const name of names) {
          expect(name).toMatch(/^[a-z0-9_][a-z0-9._-]{0,130}\.pem$/);
          expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)\./);
        }
      }),
      { numRuns: 30 },
    );
  });
});
