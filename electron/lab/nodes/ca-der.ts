import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import forge from 'node-forge';

const { asn1 } = forge;
const { Class, Type } = asn1;

/** What a certificate says; who signs it is apart. */
export interface CertificateContent {
  readonly commonName: string;
  readonly issuerCommonName: string;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /**
   * leaf: a server's own. client: a person's, by the name of Communications Server. issuing: may sign leafs only. root: may
   * sign anything.
   */
  readonly role: 'leaf' | 'client' | 'issuing' | 'root';
  /** O= of subject and issuer; null for names of nothing but a CN. */
  readonly organization: string | null;
  readonly dnsNames: readonly string[];
}

export interface Signer {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const OIDS = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  rsaWithSha256: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** Key usage bits as BIT STRING contents, unused-bits octet first. RFC 5280 4.2.1.3. */
const KEY_USAGE = {
  certificates: '\x01\x06', // keyCertSign, cRLSign
  rsaServer: '\x05\xa0', // digitalSignature, keyEncipherment
  ecServer: '\x07\x80', // digitalSignature
} as const;

type Asn1 = forge.asn1.Asn1;

/**
 * Returns a certificate (RFC 5280 4.1) as DER. node-forge writes the structure; node:crypto signs it, because forge
 * knows no ECDSA.
 *
 *     Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature BIT STRING }
 */
export function certificateDer(content: CertificateContent, signer: Signer): Buffer {
  const algorithm = signatureAlgorithm(signer.privateKey);
  const tbs = sequence(
    tagged(0, number(2)), // version 3
    asn1.create(Class.UNIVERSAL, Type.INTEGER, false, randomSerial()),
    algorithm,
    distinguishedName(content.issuerCommonName, content.organization),
    sequence(time(content.notBefore), time(content.notAfter)),
    distinguishedName(content.commonName, content.organization),
    publicKeyInfo(content.publicKey),
    tagged(3, sequence(...extensions(content, signer))),
  );
  const signature = sign('sha256', derBytes(tbs), signer.privateKey);
  return derBytes(sequence(tbs, algorithm, bitString(`\x00${signature.toString('latin1')}`)));
}

function extensions(content: CertificateContent, signer: Signer): readonly Asn1[] {
  const isCa = content.role === 'issuing' || content.role === 'root';
  const constraints = isCa ? [boolean(true), ...(content.role === 'issuing' ? [number(0)] : [])] : [];
  const common = [
    extension(OIDS.basicConstraints, true, sequence(...constraints)),
    extension(OIDS.keyUsage, true, bitString(keyUsage(content))),
    extension(OIDS.subjectKeyIdentifier, false, octets(keyIdentifier(content.publicKey))),
    extension(
      OIDS.authorityKeyIdentifier,
      false,
      sequence(contextual(0, false, keyIdentifier(signer.publicKey))),
    ),
  ];
  if (isCa) return common;
  if (content.role === 'client') {
    return [...common, extension(OIDS.extendedKeyUsage, false, sequence(oid(OIDS.clientAuth)))];
  }
  const names = content.dnsNames.map((name) => contextual(2, false, name));
  return [
    ...common,
    extension(OIDS.extendedKeyUsage, false, sequence(oid(OIDS.serverAuth))),
    extension(OIDS.subjectAltName, false, sequence(...names)),
  ];
}

function keyUsage(content: CertificateContent): string {
  if (content.role === 'issuing' || content.role === 'root') return KEY_USAGE.certificates;
  return content.publicKey.asymmetricKeyType === 'rsa' ? KEY_USAGE.rsaServer : KEY_USAGE.ecServer;
}

function signatureAlgorithm(key: KeyObject): Asn1 {
  // RFC 4055 5 wants NULL parameters for RSA, RFC 5758 3.2 none at all for ECDSA.
  return key.asymmetricKeyType === 'rsa'
    ? sequence(oid(OIDS.rsaWithSha256), asn1.create(Class.UNIVERSAL, Type.NULL, false, ''))
    : sequence(oid(OIDS.ecdsaWithSha256));
}

function distinguishedName(commonName: string, organization: string | null): Asn1 {
  const attribute = (type: string, value: string): Asn1 =>
    asn1.create(Class.UNIVERSAL, Type.SET, true, [
      sequence(oid(type), asn1.create(Class.UNIVERSAL, Type.UTF8, false, forge.util.encodeUtf8(value))),
    ]);
  return sequence(
    ...(organization === null ? [] : [attribute(OIDS.organization, organization)]),
    attribute(OIDS.commonName, commonName),
  );
}

/** First octet below 0x80 and not 0: positive and in its shortest form. RFC 5280 4.1.2.2. */
function randomSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('latin1');
}

/** SHA-1 of the key's bits. RFC 5280 4.2.1.2 (1). */
function keyIdentifier(key: KeyObject): string {
  const { value } = publicKeyInfo(key);
  const bits = Array.isArray(value) ? value[1]?.value : undefined;
  if (typeof bits !== 'string') throw new Error('keyIdentifier: SubjectPublicKeyInfo ends with a bit string');
  return createHash('sha1').update(bits.slice(1), 'latin1').digest().toString('latin1');
}

function publicKeyInfo(key: KeyObject): Asn1 {
  const der = key.export({ type: 'spki', format: 'der' }).toString('latin1');
  // @types/node-forge 1.3.14 knows fromDer's options only as `strict`; decodeBitStrings keeps the key's bits as bytes.
  const options = { strict: true, decodeBitStrings: false } as unknown as boolean;
  return asn1.fromDer(der, options);
}

/** UTCTime to the end of 2049, GeneralizedTime after. RFC 5280 4.1.2.5. */
function time(date: Date): Asn1 {
  return date.getUTCFullYear() < 2050
    ? asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(date))
    : asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date));
}

function extension(id: string, isCritical: boolean, value: Asn1): Asn1 {
  const content = octets(asn1.toDer(value).getBytes());
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), content);
}

function sequence(...items: readonly Asn1[]): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...items]);
}

function tagged(tag: number, item: Asn1): Asn1 {
  return contextual(tag, true, [item]);
}

function contextual(tag: number, isConstructed: boolean, value: string | Asn1[]): Asn1 {
  // forge's types name the universal tags only; in this class the number is the field's own.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, isConstructed, value);
}

function oid(dotted: string): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

function number(value: number): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, asn1.integerToDer(value).getBytes());
}

function boolean(value: boolean): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, value ? '\xff' : '\x00');
}

function octets(bytes: string): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, bytes);
}

function bitString(bytes: string): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, bytes);
}

function derBytes(item: Asn1): Buffer {
  return Buffer.from(asn1.toDer(item).getBytes(), 'latin1');
}

export function certificatePem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
