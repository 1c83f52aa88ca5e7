import { contentOf, readElement, type DerElement, readChildren } from '../asn1/der.ts';
import { applicationTag, field, readInteger, readString, TAG } from './der.ts';
import { enctypeName } from './enctypes.ts';
import { errorCodeName } from './error-codes.ts';

/** EncryptedData without its cipher: how it is encrypted, and how long it is (RFC 4120 5.2.9). */
export interface EncryptedPart {
  readonly enctype: string | null;
  readonly keyVersion: number | null;
  readonly cipherBytes: number;
}

/** A message between client and server, as far as it is readable without keys. */
export type Krb5Message =
  | {
      readonly kind: 'ap-req';
      readonly wantsMutualAuthentication: boolean;
      readonly realm: string | null;
      /** sip/fe01.contoso.test. */
      readonly spn: string | null;
      readonly ticket: EncryptedPart;
      readonly authenticator: EncryptedPart;
    }
  | { readonly kind: 'ap-rep'; readonly part: EncryptedPart }
  | {
      readonly kind: 'error';
      readonly code: number | null;
      /** KRB_AP_ERR_SKEW. */
      readonly name: string | null;
      /** e-text: what the sender adds in words. */
      readonly text: string | null;
      /** The sender's clock (stime), epoch milliseconds. */
      readonly serverTimeMs: number | null;
      readonly realm: string | null;
      readonly spn: string | null;
    }
  | { readonly kind: 'other' };

const AP_REQ = 14;
const AP_REP = 15;
const KRB_ERROR = 30;
const TICKET = 1;
/** Bit 2 of APOptions, counted from the most significant (RFC 4120 5.5.1). */
const MUTUAL_REQUIRED = 0x20;
const MAX_NAME_PARTS = 16;

/** Reads one Kerberos message (RFC 4120 5.5, 5.9). Never throws; what is missing stays null. */
export function readKrb5Message(bytes: Uint8Array): Krb5Message {
  const element = readElement(bytes, 0);
  if (element === null) return { kind: 'other' };
  const body = sequenceIn(bytes, element);
  switch (element.tag) {
    case applicationTag(AP_REQ):
      return readApReq(bytes, body);
    case applicationTag(AP_REP):
      return { kind: 'ap-rep', part: readEncrypted(bytes, field(bytes, body, 2)) };
    case applicationTag(KRB_ERROR):
      return readError(bytes, body);
    default:
      return { kind: 'other' };
  }
}

function readApReq(bytes: Uint8Array, body: DerElement | null): Krb5Message {
  const options = field(bytes, body, 2);
  const wrapped = field(bytes, body, 3);
  const ticket = wrapped?.tag === applicationTag(TICKET) ? sequenceIn(bytes, wrapped) : null;
  // BIT STRING: unused-bits octet first.
  const flags = options?.tag === TAG.bitString ? (contentOf(bytes, options)[1] ?? 0) : 0;
  return {
    kind: 'ap-req',
    wantsMutualAuthentication: (flags & MUTUAL_REQUIRED) !== 0,
    realm: readString(bytes, field(bytes, ticket, 1)),
    spn: readPrincipal(bytes, field(bytes, ticket, 2)),
    ticket: readEncrypted(bytes, field(bytes, ticket, 3)),
    authenticator: readEncrypted(bytes, field(bytes, body, 4)),
  };
}

function readError(bytes: Uint8Array, body: DerElement | null): Krb5Message {
  const code = readInteger(bytes, field(bytes, body, 6));
  return {
    kind: 'error',
    code,
    name: code === null ? null : errorCodeName(code),
    text: readString(bytes, field(bytes, body, 11)),
    serverTimeMs: readTime(bytes, field(bytes, body, 4)),
    realm: readString(bytes, field(bytes, body, 9)),
    spn: readPrincipal(bytes, field(bytes, body, 10)),
  };
}

/** PrincipalName: [0] name-type, [1] its parts (RFC 4120 5.2.2). */
function readPrincipal(bytes: Uint8Array, name: DerElement | null): string | null {
  const list = field(bytes, name, 1);
  if (list === null) return null;
  const parts = readChildren(bytes, list, MAX_NAME_PARTS).map((part) => readString(bytes, part) ?? '');
  return parts.length === 0 ? null : parts.join('/');
}

function readEncrypted(bytes: Uint8Array, encrypted: DerElement | null): EncryptedPart {
  const enctype = readInteger(bytes, field(bytes, encrypted, 0));
  const cipher = field(bytes, encrypted, 2);
  return {
    enctype: enctype === null ? null : enctypeName(enctype),
    keyVersion: readInteger(bytes, field(bytes, encrypted, 1)),
    cipherBytes: cipher === null ? 0 : cipher.end - cipher.contentStart,
  };
}

/** KerberosTime: YYYYMMDDHHMMSSZ (RFC 4120 5.2.3). */
function readTime(bytes: Uint8Array, element: DerElement | null): number | null {
  if (element?.tag !== TAG.generalizedTime) return null;
  const text = String.fromCharCode(...contentOf(bytes, element).subarray(0, 20));
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function sequenceIn(bytes: Uint8Array, outer: DerElement): DerElement | null {
  const inner = readElement(bytes, outer.contentStart, outer.end);
  return inner?.tag === TAG.sequence ? inner : null;
}
