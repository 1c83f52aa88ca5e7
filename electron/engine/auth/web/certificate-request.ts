import { generateKeyPair, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { Secret } from '../secret.ts';

const { asn1 } = forge;
const { Class, Type } = asn1;
type Asn1 = forge.asn1.Asn1;

export interface CertificateKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** What the services issue certificates for, and what the client itself uses. */
const RSA_BITS = 2_048;
const COMMON_NAME = '2.5.4.3';
const RSA_WITH_SHA256 = '1.2.840.113549.1.1.11';

/** Makes a key pair, off the main thread; about a tenth of a second. */
export function generateKeys(): Promise<CertificateKeys> {
  return promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
}

/** SubjectPublicKeyInfo as hex, as readX509 gives that of a certificate. */
export function publicKeyInfoOf({ publicKey }: CertificateKeys): string {
  return publicKey.export({ type: 'spki', format: 'der' }).toString('hex');
}

/**
 * Writes a PKCS#10 request (RFC 2986 4) with one name and no attributes, signed by its own key. node-forge writes the structure,
 * node:crypto signs.
 *
 *     CertificationRequest ::= SEQUENCE { CertificationRequestInfo, signatureAlgorithm, signature BIT STRING }
 *     CertificationRequestInfo ::= SEQUENCE { version 0, subject, SubjectPublicKeyInfo, [0] attributes }
 */
export function certificateRequest(commonName: string, keys: CertificateKeys): Uint8Array {
  const requestInfo = sequence(
    asn1.create(Class.UNIVERSAL, Type.INTEGER, false, '\x00'),
    distinguishedName(commonName),
    asn1.fromDer(keys.publicKey.export({ type: 'spki', format: 'der' }).toString('latin1')),
    attributes(),
  );
  const signature = sign('sha256', derBytes(requestInfo), keys.privateKey).toString('latin1');
  return derBytes(
    sequence(
      requestInfo,
      sequence(oid(RSA_WITH_SHA256), asn1.create(Class.UNIVERSAL, Type.NULL, false, '')),
      asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, `\x00${signature}`),
    ),
  );
}

/** The private key as PKCS#8 PEM, without ever being a string: strings cannot be wiped. */
export function privateKeyPem({ privateKey }: CertificateKeys): Secret {
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const pem = pemBytes('PRIVATE KEY', der);
  der.fill(0);
  return new Secret(pem);
}

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1');
const LINE_LENGTH = 64;

/** RFC 7468 3. */
function pemBytes(label: string, der: Uint8Array): Uint8Array {
  const begin = Buffer.from(`-----BEGIN ${label}-----\n`, 'latin1');
  const end = Buffer.from(`-----END ${label}-----\n`, 'latin1');
  const characters = Math.ceil(der.length / 3) * 4;
  const pem = new Uint8Array(begin.length + characters + Math.ceil(characters / LINE_LENGTH) + end.length);
  pem.set(begin);
  let at = begin.length;
  let inLine = 0;
  const put = (code: number): void => {
    pem[at++] = code;
    inLine += 1;
    if (inLine < LINE_LENGTH) return;
    pem[at++] = NEW_LINE;
    inLine = 0;
  };
  for (let i = 0; i < der.length; i += 3) {
    const bits = ((der[i] ?? 0) << 16) | ((der[i + 1] ?? 0) << 8) | (der[i + 2] ?? 0);
    for (let part = 0; part < 4; part++) {
      const isPadding = i + part > der.length;
      put(isPadding ? PADDING : (ALPHABET[(bits >>> (18 - 6 * part)) & 0x3f] ?? PADDING));
    }
  }
  if (inLine > 0) pem[at++] = NEW_LINE;
  pem.set(end, at);
  return pem;
}

const NEW_LINE = 0x0a;
const PADDING = 0x3d;

function distinguishedName(commonName: string): Asn1 {
  const value = asn1.create(Class.UNIVERSAL, Type.UTF8, false, forge.util.encodeUtf8(commonName));
  const pair = sequence(oid(COMMON_NAME), value);
  return sequence(asn1.create(Class.UNIVERSAL, Type.SET, true, [pair]));
}

/** The empty set, which must be there (RFC 2986 4.1). */
function attributes(): Asn1 {
  return asn1.create(Class.CONTEXT_SPECIFIC, Type.NONE, true, []);
}

function sequence(...items: readonly Asn1[]): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...items]);
}

function oid(dotted: string): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

function derBytes(item: Asn1): Buffer {
  return Buffer.from(asn1.toDer(item).getBytes(), 'latin1');
}
