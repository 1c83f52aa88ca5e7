import {
  contentOf,
  readElement,
  readObjectIdentifier,
  type DerElement,
} from '../../../shared/protocol/asn1/der.ts';
import { contextTag, readChildren, TAG } from './x509-der.ts';
import { readName, type DistinguishedName } from './x509-names.ts';
import { OID } from './x509-oids.ts';

/** The extensions that a sign-in depends on (RFC 5280 4.2); what is absent is empty or null. */
export interface CertificateExtensions {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  readonly isCa: boolean;
  readonly pathLength: number | null;
  /** null: no key usage extension, so any use is allowed. */
  readonly maySignCertificates: boolean | null;
  /** The issuer of the issuer's own certificate, where the authority key identifier names it. */
  readonly authorityCertIssuer: DistinguishedName | null;
  readonly caIssuersUrls: readonly string[];
  readonly ocspUrls: readonly string[];
  readonly crlUrls: readonly string[];
  /** There is a critical extension that is not read here, so that only the TLS library can judge it. */
  readonly hasUnreadCritical: boolean;
}

export const NO_EXTENSIONS: CertificateExtensions = {
  dnsNames: [],
  ipAddresses: [],
  extendedKeyUsage: [],
  isCa: false,
  pathLength: null,
  maySignCertificates: null,
  authorityCertIssuer: null,
  caIssuersUrls: [],
  ocspUrls: [],
  crlUrls: [],
  hasUnreadCritical: false,
};

const DNS_NAME = contextTag(2, false);
const DIRECTORY_NAME = contextTag(4, true);
const URI_NAME = contextTag(6, false);
const IP_ADDRESS = contextTag(7, false);
const KEY_CERT_SIGN = 0x04;
const READ: readonly string[] = [
  OID.subjectAltName,
  OID.extendedKeyUsage,
  OID.basicConstraints,
  OID.keyUsage,
];

/** Reads the [3] field: SEQUENCE of { OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING holding the value's own DER }. */
export function readExtensions(der: Uint8Array, tagged: DerElement): CertificateExtensions {
  const list = readChildren(der, tagged)[0];
  let extensions = NO_EXTENSIONS;
  for (const extension of list === undefined ? [] : readChildren(der, list)) {
    const parts = readChildren(der, extension);
    const id = parts[0];
    const wrapper = parts.find((part) => part.tag === TAG.octetString);
    const value = wrapper === undefined ? null : readElement(der, wrapper.contentStart, wrapper.end);
    if (id === undefined || value === null) continue;
    const oid = readObjectIdentifier(contentOf(der, id));
    extensions = { ...extensions, ...readExtension(der, oid, value) };
    const critical = parts.find((part) => part.tag === TAG.boolean);
    if (critical !== undefined && contentOf(der, critical)[0] !== 0 && !READ.includes(oid)) {
      extensions = { ...extensions, hasUnreadCritical: true };
    }
  }
  return extensions;
}

function readExtension(der: Uint8Array, oid: string, value: DerElement): Partial<CertificateExtensions> {
  switch (oid) {
    case OID.subjectAltName: {
      const names = readChildren(der, value);
      return {
        dnsNames: names.filter((name) => name.tag === DNS_NAME).map((name) => latin1(contentOf(der, name))),
        ipAddresses: names
          .filter((name) => name.tag === IP_ADDRESS)
          .map((name) => ipAddressText(contentOf(der, name))),
      };
    }
    case OID.extendedKeyUsage:
      return {
        extendedKeyUsage: readChildren(der, value).map((usage) =>
          readObjectIdentifier(contentOf(der, usage)),
        ),
      };
    case OID.basicConstraints: {
      const parts = readChildren(der, value);
      const ca = parts.find((part) => part.tag === TAG.boolean);
      const length = parts.find((part) => part.tag === TAG.integer);
      return {
        isCa: ca !== undefined && contentOf(der, ca)[0] !== 0,
        pathLength: length === undefined ? null : (contentOf(der, length).at(-1) ?? null),
      };
    }
    case OID.keyUsage:
      // BIT STRING: count of unused bits, then the bits from the left; keyCertSign is bit 5.
      return { maySignCertificates: ((contentOf(der, value)[1] ?? 0) & KEY_CERT_SIGN) !== 0 };
    case OID.authorityKeyIdentifier: {
      const issuer = readChildren(der, value).find((part) => part.tag === contextTag(1, true));
      const directory = issuer && readChildren(der, issuer).find((name) => name.tag === DIRECTORY_NAME);
      const name = directory && readChildren(der, directory)[0];
      return { authorityCertIssuer: name === undefined ? null : readName(der, name) };
    }
    case OID.authorityInfoAccess:
      return {
        caIssuersUrls: accessUrls(der, value, OID.caIssuers),
        ocspUrls: accessUrls(der, value, OID.ocsp),
      };
    case OID.crlDistributionPoints:
      return { crlUrls: readChildren(der, value).flatMap((point) => distributionPointUrls(der, point)) };
    default:
      return {};
  }
}

/** AuthorityInfoAccess ::= SEQUENCE OF { method OID, location GeneralName }. */
function accessUrls(der: Uint8Array, value: DerElement, method: string): readonly string[] {
  return readChildren(der, value).flatMap((description) => {
    const [id, location] = readChildren(der, description);
    if (id === undefined || location?.tag !== URI_NAME) return [];
    return readObjectIdentifier(contentOf(der, id)) === method ? [latin1(contentOf(der, location))] : [];
  });
}

/** DistributionPoint ::= SEQUENCE { [0] { [0] fullName GeneralNames }, … }. */
function distributionPointUrls(der: Uint8Array, point: DerElement): readonly string[] {
  const isFirst = (part: DerElement): boolean => part.tag === contextTag(0, true);
  const name = readChildren(der, point).find(isFirst);
  const full = name && readChildren(der, name).find(isFirst);
  return (full === undefined ? [] : readChildren(der, full))
    .filter((general) => general.tag === URI_NAME)
    .map((general) => latin1(contentOf(der, general)));
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

/** Dotted decimal, or IPv6 as RFC 5952 writes it; hex for any other length. */
function ipAddressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return Array.from(bytes).join('.');
  if (bytes.length !== 16) return Buffer.from(bytes).toString('hex');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((bytes[i * 2] ?? 0) * 256 + (bytes[i * 2 + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
