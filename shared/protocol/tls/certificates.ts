import { TlsReader } from './tls-reader.ts';

export interface CertificateMessage {
  /** DER, in the sender's order, leaf first; copies. */
  readonly certificates: readonly Uint8Array[];
  /** true: there were more than are read, in count or in bytes. */
  readonly isTruncated: boolean;
}

export interface CertificateRequest {
  /** Distinguished names in DER that the server takes certificates from; empty: it names none (RFC 5246 7.4.4). */
  readonly authorities: readonly Uint8Array[];
}

const MAX_CERTIFICATES = 32;
const MAX_CERTIFICATE_BYTES = 262_144;
const MAX_AUTHORITIES = 256;
const TLS_1_2 = 0x0303;

/** Certificate of TLS up to 1.2 (RFC 5246 7.4.2). null: the bytes end too early, or beside a certificate's end. */
export function readCertificates(body: Uint8Array): CertificateMessage | null {
  const list = new TlsReader(body).vector(3);
  if (list === null) return null;
  const reader = new TlsReader(list);
  const certificates: Uint8Array[] = [];
  let sizeBytes = 0;
  while (reader.remaining > 0) {
    const der = reader.vector(3);
    if (der === null) return null;
    sizeBytes += der.length;
    if (certificates.length >= MAX_CERTIFICATES || sizeBytes > MAX_CERTIFICATE_BYTES) {
      return { certificates, isTruncated: true };
    }
    certificates.push(new Uint8Array(der));
  }
  return { certificates, isTruncated: false };
}

/**
 * CertificateRequest: types, from TLS 1.2 on signature algorithms, authorities (RFC 5246 7.4.4, RFC 4346 7.4.4).
 * version: the one that the ServerHello chose. null: the bytes end too early, or beside a name's end.
 */
export function readCertificateRequest(body: Uint8Array, version: number): CertificateRequest | null {
  const reader = new TlsReader(body);
  const types = reader.vector(1);
  const algorithms = version >= TLS_1_2 ? reader.vector(2) : types;
  const list = reader.vector(2);
  if (types === null || algorithms === null || list === null) return null;
  const names = new TlsReader(list);
  const authorities: Uint8Array[] = [];
  while (names.remaining > 0 && authorities.length < MAX_AUTHORITIES) {
    const name = names.vector(2);
    if (name === null) return null;
    authorities.push(new Uint8Array(name));
  }
  return { authorities };
}
