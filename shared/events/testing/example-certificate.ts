import type { Certificate } from '../connection-events.ts';

/** The certificate of a healthy server: valid from May 2026 for a year. */
export function exampleCertificate(host: string, changes: Partial<Certificate> = {}): Certificate {
  return {
    subject: `CN=${host}`,
    issuer: 'CN=Contoso Root CA',
    commonName: host,
    serialNumber: '0A1B',
    notBeforeMs: Date.UTC(2026, 4, 3),
    notAfterMs: Date.UTC(2027, 4, 3),
    dnsNames: [host, 'sip.contoso.test'],
    ipAddresses: [],
    keyType: 'rsa',
    keyBits: 2048,
    curve: null,
    signatureAlgorithm: 'sha256WithRSAEncryption',
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'],
    isCa: false,
    selfSigned: false,
    sha256: 'ab'.repeat(32),
    caIssuersUrls: [],
    ocspUrls: [],
    crlUrls: [],
    derBase64: 'MIIB'.repeat(20),
    ...changes,
  };
}
