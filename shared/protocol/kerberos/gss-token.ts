import { contentOf, readElement, readObjectIdentifier } from '../asn1/der.ts';
import { applicationTag, TAG } from './der.ts';
import { readKrb5Message, type Krb5Message } from './krb5-message.ts';

export const MECHANISM = {
  krb5: '1.2.840.113554.1.2.2',
  /** Windows 2000's slip in the OID, still offered by every Windows ([MS-SPNG] 1.9). */
  krb5Microsoft: '1.2.840.48018.1.2.2',
  krb5UserToUser: '1.2.840.113554.1.2.2.3',
  spnego: '1.3.6.1.5.5.2',
  ntlm: '1.3.6.1.4.1.311.2.2.10',
  negoEx: '1.3.6.1.4.1.311.2.2.30',
} as const;

const MECHANISM_NAMES: ReadonlyMap<string, string> = new Map([
  [MECHANISM.krb5, 'Kerberos'],
  [MECHANISM.krb5Microsoft, 'Kerberos (Microsoft)'],
  [MECHANISM.krb5UserToUser, 'Kerberos (user to user)'],
  [MECHANISM.spnego, 'SPNEGO'],
  [MECHANISM.ntlm, 'NTLM'],
  [MECHANISM.negoEx, 'NegoEx'],
]);

export function mechanismName(oid: string): string {
  return MECHANISM_NAMES.get(oid) ?? oid;
}

export function isKerberos(oid: string): boolean {
  return oid === MECHANISM.krb5 || oid === MECHANISM.krb5Microsoft;
}

/** An initial token: which mechanism, and what that mechanism says. */
export interface GssFrame {
  readonly mechanism: string;
  readonly inner: Uint8Array;
}

/** 60 len 06 len OID, then the mechanism's own bytes (RFC 2743 3.1). null: not framed so. */
export function readGssFrame(bytes: Uint8Array): GssFrame | null {
  const frame = readElement(bytes, 0);
  if (frame?.tag !== applicationTag(0)) return null;
  const oid = readElement(bytes, frame.contentStart, frame.end);
  if (oid?.tag !== TAG.objectIdentifier) return null;
  return {
    mechanism: readObjectIdentifier(contentOf(bytes, oid)),
    inner: bytes.subarray(oid.end, frame.end),
  };
}

/** TOK_ID: the two bytes that begin a token of the krb5 mechanism (RFC 4121 4.1, RFC 1964 1.1). */
const TOKEN_ID = { apReq: 0x0100, apRep: 0x0200, error: 0x0300 } as const;

const NOT_READABLE: Krb5Message = { kind: 'other' };

/**
 * A context token of krb5: with its frame, or without, as some stacks send the answer. null: it is of another mechanism or no
 * token at all.
 */
export function readKrb5Token(bytes: Uint8Array): Krb5Message | null {
  const frame = readGssFrame(bytes);
  if (frame !== null) return isKerberos(frame.mechanism) ? readFramed(frame.inner) : null;
  const bare = readFramed(bytes);
  if (bare.kind !== 'other') return bare;
  const message = readKrb5Message(bytes);
  return message.kind === 'other' ? null : message;
}

function readFramed(inner: Uint8Array): Krb5Message {
  const [high = 0, low = 0] = inner;
  const message = readKrb5Message(inner.subarray(2));
  switch (high * 256 + low) {
    case TOKEN_ID.apReq:
      return message.kind === 'ap-req' ? message : NOT_READABLE;
    case TOKEN_ID.apRep:
      return message.kind === 'ap-rep' ? message : NOT_READABLE;
    case TOKEN_ID.error:
      return message.kind === 'error' ? message : NOT_READABLE;
    default:
      return NOT_READABLE;
  }
}
