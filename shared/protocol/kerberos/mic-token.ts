import { isKerberos, readGssFrame } from './gss-token.ts';

/**
 * A signature of the krb5 mechanism (GSS_GetMIC), as far as it is readable without keys.
 * rfc1964: with DES, 3DES and RC4 keys. rfc4121: with all newer ones.
 */
export interface MicToken {
  readonly form: 'rfc1964' | 'rfc4121';
  /** HMAC-MD5 and the like; null: the newer form does not name it, the key's enctype decides. */
  readonly algorithm: string | null;
  readonly sentByAcceptor: boolean | null;
  /** The newer form sends it in clear, the older one encrypted. */
  readonly sequenceNumber: number | null;
  readonly checksumBytes: number;
}

/** SGN_ALG by its number, little-endian (RFC 1964 1.2.1.1, RFC 4757 7.2, RFC 3961 6.3). */
const SIGNING_ALGORITHMS: ReadonlyMap<number, string> = new Map([
  [0x0000, 'DES MAC MD5'],
  [0x0001, 'MD2.5'],
  [0x0002, 'DES MAC'],
  [0x0004, 'HMAC-SHA1 (3DES)'],
  [0x0011, 'HMAC-MD5 (RC4)'],
]);

const MIC_1964 = 0x0101;
const MIC_4121 = 0x0404;
/** TOK_ID(2) SGN_ALG(2) filler(4) SND_SEQ(8). */
const HEAD_1964_BYTES = 16;
/** TOK_ID(2) flags(1) filler(5) SND_SEQ(8). */
const HEAD_4121_BYTES = 16;
const SENT_BY_ACCEPTOR = 0x01;
const FILLER = 0xff;

/** null: no MIC token of krb5. Never throws. */
export function readMicToken(bytes: Uint8Array): MicToken | null {
  const frame = readGssFrame(bytes);
  if (frame !== null) return isKerberos(frame.mechanism) ? readOlder(frame.inner) : null;
  return readNewer(bytes);
}

/** RFC 1964 1.2.1. */
function readOlder(inner: Uint8Array): MicToken | null {
  if (inner.length <= HEAD_1964_BYTES || tokenId(inner) !== MIC_1964) return null;
  if (inner.subarray(4, 8).some((byte) => byte !== FILLER)) return null;
  const algorithm = (inner[2] ?? 0) + (inner[3] ?? 0) * 256;
  return {
    form: 'rfc1964',
    algorithm: SIGNING_ALGORITHMS.get(algorithm) ?? `algorithm 0x${algorithm.toString(16).padStart(4, '0')}`,
    sentByAcceptor: null,
    sequenceNumber: null,
    checksumBytes: inner.length - HEAD_1964_BYTES,
  };
}

/** RFC 4121 4.2.6.1. */
function readNewer(bytes: Uint8Array): MicToken | null {
  if (bytes.length <= HEAD_4121_BYTES || tokenId(bytes) !== MIC_4121) return null;
  if (bytes.subarray(3, 8).some((byte) => byte !== FILLER)) return null;
  return {
    form: 'rfc4121',
    algorithm: null,
    sentByAcceptor: ((bytes[2] ?? 0) & SENT_BY_ACCEPTOR) !== 0,
    sequenceNumber: bytes.subarray(8, 16).reduce((value, byte) => value * 256 + byte, 0),
    checksumBytes: bytes.length - HEAD_4121_BYTES,
  };
}

function tokenId(bytes: Uint8Array): number {
  return (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
}
