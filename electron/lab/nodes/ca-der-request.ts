import { createPublicKey, type KeyObject } from 'node:crypto';
import forge from 'node-forge';

/** A PKCS#10 certificate request (RFC 2986), as far as an issuer cares. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly modulusBits: number;
  /** Signed by the very key that is to be certified: proof that the requester has it. */
  readonly isSelfSigned: boolean;
}

/** A request for a 4096-bit key has some 1,200 octets. */
const MAX_BYTES = 4_096;
const MAX_MODULUS_BITS = 4_096;

/** Returns null for what is no PKCS#10 with an RSA key, and for keys so large that checking them would take long. */
export function readCertificateRequest(der: Uint8Array): CertificateRequest | null {
  if (der.length > MAX_BYTES) return null;
  try {
    const request = forge.pki.certificationRequestFromAsn1(
      forge.asn1.fromDer(Buffer.from(der).toString('latin1')),
    );
    // forge's types allow keys of other kinds, its reader of requests knows RSA only.
    const key = request.publicKey as forge.pki.rsa.PublicKey | null;
    const names: unknown = request.subject.getField('CN');
    const commonName = isNamed(names) ? names.value : null;
    if (key === null || commonName === null) return null;
    const modulusBits = key.n.bitLength();
    if (modulusBits > MAX_MODULUS_BITS || key.e.bitLength() > 32) return null;
    const pem = forge.pki.publicKeyToPem(key);
    return { commonName, publicKey: createPublicKey(pem), modulusBits, isSelfSigned: isSelfSigned(request) };
  } catch {
    // forge reads strictly and says by exceptions what it cannot read.
    return null;
  }
}

function isSelfSigned(request: forge.pki.CertificateSigningRequest): boolean {
  try {
    return request.verify();
  } catch {
    // A signature whose padding does not even come out right.
    return false;
  }
}

function isNamed(field: unknown): field is { readonly value: string } {
  return typeof field === 'object' && field !== null && 'value' in field && typeof field.value === 'string';
}
