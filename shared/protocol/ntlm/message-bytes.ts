import { textOfUtf16le } from './utf16.ts';

/** What we read of one NTLM message; real ones have less than 1 KiB. */
export const MAX_NTLM_MESSAGE_BYTES = 65_536;

/** "NTLMSSP" and a zero. */
export const NTLM_SIGNATURE = Uint8Array.of(0x4e, 0x54, 0x4c, 0x4d, 0x53, 0x53, 0x50, 0x00);

export type NtlmMessageType = 1 | 2 | 3;

/** Of the operating system ([MS-NLMP] 2.2.2.10). */
export interface NtlmVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
  /** NTLMSSP_REVISION_W2K3 is 15, and there is no later one. */
  readonly revision: number;
}

/** What our messages say: a Windows 10. */
export const OUR_NTLM_VERSION: NtlmVersion = { major: 10, minor: 0, build: 19041, revision: 15 };

/** Returns which of the three messages it is, or null. */
export function ntlmMessageType(bytes: Uint8Array): NtlmMessageType | null {
  if (bytes.length < 12 || !NTLM_SIGNATURE.every((byte, index) => bytes[index] === byte)) return null;
  const type = viewOf(bytes).getUint32(8, true);
  return type === 1 || type === 2 || type === 3 ? type : null;
}

/** Returns what forbids reading it as that message, in plain words, or null. */
export function headProblem(bytes: Uint8Array, type: NtlmMessageType, leastBytes: number): string | null {
  if (bytes.length > MAX_NTLM_MESSAGE_BYTES) return `it has ${bytes.length} bytes, more than we read`;
  if (ntlmMessageType(bytes) !== type) return `it is not an NTLM message of type ${type}`;
  return bytes.length < leastBytes ? `it ends within its first ${leastBytes} bytes` : null;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export interface PayloadField {
  /** A view of the message, not a copy. */
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/**
 * Reads the field that `len16, max16, offset32` at a place point to; null when it reaches out of the message.
 * An empty field may point anywhere ([MS-NLMP] 2.2.1: "SHOULD be ignored"); its offset is then the end of the message.
 */
export function payloadField(message: Uint8Array, at: number): PayloadField | null {
  const view = viewOf(message);
  const length = view.getUint16(at, true);
  const offset = view.getUint32(at + 4, true);
  if (length === 0) return { bytes: new Uint8Array(0), offset: message.length };
  return offset + length > message.length
    ? null
    : { bytes: message.subarray(offset, offset + length), offset };
}

/** Writes `len16, max16, offset32`. */
export function putPayloadField(view: DataView, at: number, length: number, offset: number): void {
  view.setUint16(at, length, true);
  view.setUint16(at + 2, length, true);
  view.setUint32(at + 4, offset, true);
}

/** Names are UTF-16 when that was agreed, else in the sender's code page, of which we know ASCII and take Latin-1. */
export function nameText(bytes: Uint8Array, isUnicode: boolean): string {
  return isUnicode ? textOfUtf16le(bytes) : Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

export function readVersion(message: Uint8Array, at: number): NtlmVersion {
  const view = viewOf(message);
  return {
    major: view.getUint8(at),
    minor: view.getUint8(at + 1),
    build: view.getUint16(at + 2, true),
    revision: view.getUint8(at + 7),
  };
}

export function putVersion(view: DataView, at: number, version: NtlmVersion): void {
  view.setUint8(at, version.major);
  view.setUint8(at + 1, version.minor);
  view.setUint16(at + 2, version.build, true);
  view.setUint8(at + 7, version.revision);
}
