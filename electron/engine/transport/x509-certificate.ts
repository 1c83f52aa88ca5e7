import { createHash, X509Certificate } from 'node:crypto';
import type { Certificate } from '../../../shared/events/connection-events.ts';
import { base64OfPem, pemCertificates, pemOf } from '../../../shared/lib/pem.ts';
import { readCertificateFields, type CertificateFields } from './x509-fields.ts';
import { attributeOf } from './x509-names.ts';

/** A certificate as it came over the wire or out of a store. */
export interface X509 {
  readonly der: Uint8Array;
  /** Lower-case hex. */
  readonly sha256: string;
  /** null: these bytes are no certificate that we can read. */
  readonly fields: CertificateFields | null;
}

export function readX509(der: Uint8Array): X509 {
  return {
    der,
    sha256: createHash('sha256').update(der).digest('hex'),
    fields: readCertificateFields(der),
  };
}

/** Whether the issuer's key made the certificate's signature. False, too, where the crypto library cannot tell. */
export function isSignedBy(certificate: X509, issuer: X509): boolean {
  try {
    return new X509Certificate(certificate.der).verify(new X509Certificate(issuer.der).publicKey);
  } catch {
    // Keys and algorithms that the library does not know, or bytes that it refuses: nothing is proved.
    return false;
  }
}

export function isReadableByLibrary(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).publicKey.type === 'public';
  } catch {
    return false;
  }
}

/** Names only: the signature of a self-signed certificate proves nothing about anybody. */
export function isSelfIssued(fields: CertificateFields): boolean {
  return fields.subject.key === fields.issuer.key;
}

/** The certificate as an observation shows it. What cannot be read stays empty; the bytes are there in any case. */
export function describeCertificate(certificate: X509): Certificate {
  const { der, sha256, fields } = certificate;
  const derBase64 = Buffer.from(der).toString('base64');
  if (fields === null) return { ...UNREADABLE, sha256, derBase64 };
  const { extensions, publicKey } = fields;
  return {
    subject: fields.subject.text,
    issuer: fields.issuer.text,
    commonName: attributeOf(fields.subject, 'CN'),
    serialNumber: fields.serialNumber,
    notBeforeMs: fields.notBeforeMs,
    notAfterMs: fields.notAfterMs,
    dnsNames: [...extensions.dnsNames],
    ipAddresses: [...extensions.ipAddresses],
    keyType: publicKey.type,
    keyBits: publicKey.bits,
    curve: publicKey.curve,
    signatureAlgorithm: fields.signature.name,
    extendedKeyUsage: [...extensions.extendedKeyUsage],
    isCa: extensions.isCa,
    selfSigned: isSelfIssued(fields) && isSignedBy(certificate, certificate),
    sha256,
    caIssuersUrls: [...extensions.caIssuersUrls],
    ocspUrls: [...extensions.ocspUrls],
    crlUrls: [...extensions.crlUrls],
    derBase64,
  };
}

const UNREADABLE: Omit<Certificate, 'sha256' | 'derBase64'> = {
  subject: '(a certificate that cannot be read)',
  issuer: '',
  commonName: null,
  serialNumber: '',
  notBeforeMs: 0,
  notAfterMs: 0,
  dnsNames: [],
  ipAddresses: [],
  keyType: 'unknown',
  keyBits: null,
  curve: null,
  signatureAlgorithm: 'unknown',
  extendedKeyUsage: [],
  isCa: false,
  selfSigned: false,
  caIssuersUrls: [],
  ocspUrls: [],
  crlUrls: [],
};

/** Every certificate block of a PEM text, in order; text between the blocks is passed over. */
export function certificatesOfPem(pem: string): readonly Uint8Array[] {
  return pemCertificates(pem).map((block) => new Uint8Array(Buffer.from(base64OfPem(block), 'base64')));
}

/** PEM as the TLS library takes it. */
export function pemOfDer(der: Uint8Array): string {
  return pemOf(Buffer.from(der).toString('base64'));
}
