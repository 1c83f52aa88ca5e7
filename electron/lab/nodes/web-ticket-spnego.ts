import { NTLM_SIGNATURE } from '../../../shared/protocol/ntlm/message-bytes.ts';

/** 1.3.6.1.4.1.311.2.2.10, NTLMSSP. */
const NTLM_OID = Buffer.from('060a2b06010401823702020a', 'hex');

const OCTET_STRING = 0x04;
const CONSTRUCTED = 0x20;
const MAX_DEPTH = 8;

/**
 * The NTLM message in a token of Negotiate: bare, as most clients send it, or as the mechToken or responseToken of SPNEGO.
 * Returns null when there is none, which is also the answer to a Kerberos ticket. Source: RFC 4559 4, RFC 4178 4.2.
 */
export function ntlmIn(
  token: Uint8Array,
): { readonly message: Uint8Array; readonly isWrapped: boolean } | null {
  if (isNtlm(token)) return { message: token, isWrapped: false };
  const message = ntlmWithin(token, 0);
  return message === null ? null : { message, isWrapped: true };
}

/** NegTokenResp: accept-incomplete, NTLM, and what NTLM says. */
export function spnegoContinuing(message: Uint8Array): Uint8Array {
  return response(
    tagged(0xa0, Buffer.from([0x0a, 0x01, 0x01])),
    tagged(0xa1, NTLM_OID),
    tagged(0xa2, tagged(OCTET_STRING, message)),
  );
}

/** NegTokenResp: accept-completed. */
export function spnegoCompleted(): Uint8Array {
  return response(tagged(0xa0, Buffer.from([0x0a, 0x01, 0x00])));
}

/** Goes down into whatever is constructed, in order. DER: tag, length, content. */
function ntlmWithin(der: Uint8Array, depth: number): Uint8Array | null {
  for (let at = 0; at + 2 <= der.length;) {
    const tag = der[at] ?? 0;
    const header = lengthAt(der, at + 1);
    if (header === null) return null;
    const content = der.subarray(header.start, header.start + header.length);
    if (content.length !== header.length) return null;
    if (tag === OCTET_STRING && isNtlm(content)) return content;
    // An application tag of GSSAPI (0x60), a choice ([0], [1]) or a sequence: all are constructed.
    const found = (tag & CONSTRUCTED) === 0 || depth === MAX_DEPTH ? null : ntlmWithin(content, depth + 1);
    if (found !== null) return found;
    at = header.start + header.length;
  }
  return null;
}

/** Lengths of up to four octets: X.690 8.1.3. */
function lengthAt(der: Uint8Array, at: number): { readonly start: number; readonly length: number } | null {
  const first = der[at] ?? 0;
  if (first < 0x80) return { start: at + 1, length: first };
  const octets = first & 0x7f;
  if (octets === 0 || octets > 4 || at + 1 + octets > der.length) return null;
  const length = der.subarray(at + 1, at + 1 + octets).reduce((sum, octet) => sum * 256 + octet, 0);
  return { start: at + 1 + octets, length };
}

function isNtlm(bytes: Uint8Array): boolean {
  return NTLM_SIGNATURE.every((byte, index) => bytes[index] === byte);
}

function response(...fields: readonly Buffer[]): Buffer {
  return tagged(0xa1, tagged(0x30, Buffer.concat(fields)));
}

function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}
