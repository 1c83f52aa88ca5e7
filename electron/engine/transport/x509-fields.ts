import {
  contentOf,
  readElement,
  readObjectIdentifier,
  type DerElement,
} from '../../../shared/protocol/asn1/der.ts';
import { contextTag, encodedElement, integerBits, readChildren, readTime, TAG } from './x509-der.ts';
import { NO_EXTENSIONS, readExtensions, type CertificateExtensions } from './x509-extensions.ts';
import { readName, type DistinguishedName } from './x509-names.ts';
import { curveByOid, edwardsByOid, hashByOid, OID, signatureByOid } from './x509-oids.ts';

export interface PublicKeyFacts {
  /** RSA, RSA-PSS, EC, DSA, Ed25519, Ed448, or the OID. */
  readonly type: string;
  readonly bits: number | null;
  readonly curve: string | null;
}

export interface SignatureFacts {
  readonly name: string;
  /** null where the scheme has no hash of its own (Ed25519) or we do not know it. */
  readonly hash: string | null;
}

/** What a certificate says, read by ourselves so that it does not depend on the TLS library underneath. */
export interface CertificateFields {
  readonly serialNumber: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKey: PublicKeyFacts;
  /** The encoded SubjectPublicKeyInfo as hex, to compare. */
  readonly publicKeyInfo: string;
  readonly signature: SignatureFacts;
  readonly extensions: CertificateExtensions;
}

const VERSION_TAG = contextTag(0, true);
const EXTENSIONS_TAG = contextTag(3, true);

/**
 * Reads an X.509 certificate (RFC 5280 4.1):
 * SEQUENCE { SEQUENCE { [0] version, serial, algorithm, issuer, validity, subject, key, …, [3] extensions }, algorithm, signature }.
 * Returns null when the frame of it cannot be read; never throws, whatever the bytes.
 */
export function readCertificateFields(der: Uint8Array): CertificateFields | null {
  const certificate = readElement(der, 0);
  if (certificate?.tag !== TAG.sequence) return null;
  const [body, algorithm] = readChildren(der, certificate);
  if (body?.tag !== TAG.sequence || algorithm === undefined) return null;
  const parts = readChildren(der, body);
  const [serial, , issuer, validity, subject, key, ...rest] =
    parts[0]?.tag === VERSION_TAG ? parts.slice(1) : parts;
  if (serial === undefined || issuer === undefined || validity === undefined) return null;
  if (subject === undefined || key === undefined) return null;
  const [notBefore, notAfter] = readChildren(der, validity);
  const notBeforeMs = notBefore === undefined ? null : readTime(der, notBefore);
  const notAfterMs = notAfter === undefined ? null : readTime(der, notAfter);
  if (notBeforeMs === null || notAfterMs === null) return null;
  const extensions = rest.find((part) => part.tag === EXTENSIONS_TAG);
  return {
    serialNumber: hex(contentOf(der, serial)),
    subject: readName(der, subject),
    issuer: readName(der, issuer),
    notBeforeMs,
    notAfterMs,
    publicKey: readPublicKey(der, key),
    publicKeyInfo: hex(encodedElement(der, key)),
    signature: readSignature(der, algorithm),
    extensions: extensions === undefined ? NO_EXTENSIONS : readExtensions(der, extensions),
  };
}

/** Only the subject's name, as DistinguishedName.key has it: to index many certificates without reading all of each. */
export function readSubjectKey(der: Uint8Array): string | null {
  const certificate = readElement(der, 0);
  const body = certificate === null ? null : readElement(der, certificate.contentStart, certificate.end);
  if (body === null) return null;
  const parts = readChildren(der, body);
  const subject = parts[parts[0]?.tag === VERSION_TAG ? 5 : 4];
  return subject === undefined ? null : hex(encodedElement(der, subject));
}

function readPublicKey(der: Uint8Array, info: DerElement): PublicKeyFacts {
  const [algorithm, bits] = readChildren(der, info);
  const { oid, parameters } = readAlgorithm(der, algorithm);
  const edwards = edwardsByOid(oid);
  if (edwards !== undefined) return { type: edwards.name, bits: edwards.bits, curve: edwards.name };
  switch (oid) {
    case OID.rsa:
    case OID.rsaPss:
      return { type: oid === OID.rsa ? 'RSA' : 'RSA-PSS', bits: modulusBits(der, bits), curve: null };
    case OID.ec: {
      const curveOid =
        parameters?.tag === TAG.objectIdentifier ? readObjectIdentifier(contentOf(der, parameters)) : null;
      const curve = curveOid === null ? undefined : curveByOid(curveOid);
      return { type: 'EC', bits: curve?.bits ?? null, curve: curve?.name ?? curveOid };
    }
    case OID.dsa: {
      const prime = parameters === undefined ? undefined : readChildren(der, parameters)[0];
      return {
        type: 'DSA',
        bits: prime === undefined ? null : integerBits(contentOf(der, prime)),
        curve: null,
      };
    }
    default:
      return { type: oid === '' ? 'unknown' : oid, bits: null, curve: null };
  }
}

/** RSAPublicKey ::= SEQUENCE { modulus, exponent }, wrapped in a bit string whose first byte counts unused bits. */
function modulusBits(der: Uint8Array, bitString: DerElement | undefined): number | null {
  if (bitString?.tag !== TAG.bitString) return null;
  const key = readElement(der, bitString.contentStart + 1, bitString.end);
  const modulus = key?.tag === TAG.sequence ? readChildren(der, key)[0] : undefined;
  return modulus?.tag === TAG.integer ? integerBits(contentOf(der, modulus)) : null;
}

function readSignature(der: Uint8Array, algorithm: DerElement): SignatureFacts {
  const { oid, parameters } = readAlgorithm(der, algorithm);
  if (oid === OID.rsaPss) {
    const hash = pssHash(der, parameters);
    return { name: `${hash ?? 'unknown hash'} with RSA-PSS`, hash };
  }
  const known = signatureByOid(oid);
  if (known !== undefined) return { name: `${known.hash} with ${known.scheme}`, hash: known.hash };
  return { name: edwardsByOid(oid)?.name ?? (oid === '' ? 'unknown' : oid), hash: null };
}

/** RSASSA-PSS-params ::= SEQUENCE { [0] hashAlgorithm DEFAULT sha1, … } (RFC 4055 3.1). */
function pssHash(der: Uint8Array, parameters: DerElement | undefined): string | null {
  const tagged =
    parameters === undefined
      ? undefined
      : readChildren(der, parameters).find((part) => part.tag === contextTag(0, true));
  if (tagged === undefined) return 'SHA-1';
  return hashByOid(readAlgorithm(der, readChildren(der, tagged)[0]).oid) ?? null;
}

function readAlgorithm(
  der: Uint8Array,
  algorithm: DerElement | undefined,
): { readonly oid: string; readonly parameters: DerElement | undefined } {
  const [id, parameters] = algorithm === undefined ? [] : readChildren(der, algorithm);
  return {
    oid: id?.tag === TAG.objectIdentifier ? readObjectIdentifier(contentOf(der, id)) : '',
    parameters,
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
