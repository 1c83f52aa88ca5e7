const REPLACEMENT = 0xfffd;

/**
 * Turns UTF-8 bytes into UTF-16LE bytes without a string in between, which could not be wiped: for passwords. The caller
 * wipes both. Bytes that are no UTF-8 become U+FFFD, as many as TextDecoder makes of them.
 */
export function utf16leOfUtf8(utf8: Uint8Array): Uint8Array {
  // A byte of UTF-8 makes at most one UTF-16 unit.
  const units = new DataView(new ArrayBuffer(utf8.length * 2));
  let length = 0;
  const put = (unit: number): void => {
    units.setUint16(length, unit, true);
    length += 2;
  };
  let at = 0;
  while (at < utf8.length) {
    const { point, next } = readCodePoint(utf8, at);
    if (point >= 0x1_0000) {
      put(0xd800 + ((point - 0x1_0000) >> 10));
      put(0xdc00 + ((point - 0x1_0000) & 0x3ff));
    } else {
      put(point);
    }
    at = next;
  }
  const whole = new Uint8Array(units.buffer);
  const result = whole.slice(0, length);
  whole.fill(0);
  return result;
}

/** For names, which are no secret. */
export function utf16leOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16(index * 2, text.charCodeAt(index), true);
  }
  return bytes;
}

/** Any bytes give a text: an odd last byte is left out, half a surrogate pair becomes U+FFFD. */
export function textOfUtf16le(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const units: string[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    units.push(String.fromCharCode(view.getUint16(at, true)));
  }
  return units.join('').replace(/\p{Cs}/gu, '\ufffd');
}

/** Upper case one unit at a time, as Windows does it for account names: no letter becomes two (ß stays ß). */
export function upperCaseOf(name: string): string {
  return Array.from(name, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  }).join('');
}

/** How many continuation bytes follow a lead byte, what bits it brings, and between which limits the first of them lies. */
interface Lead {
  readonly bits: number;
  readonly following: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Source: Unicode Standard 3.9, well-formed UTF-8 byte sequences. */
function leadOf(byte: number): Lead | null {
  if (byte >= 0xc2 && byte <= 0xdf) return { bits: byte & 0x1f, following: 1, lowest: 0x80, highest: 0xbf };
  if (byte >= 0xe0 && byte <= 0xef) {
    const lowest = byte === 0xe0 ? 0xa0 : 0x80;
    return { bits: byte & 0x0f, following: 2, lowest, highest: byte === 0xed ? 0x9f : 0xbf };
  }
  if (byte >= 0xf0 && byte <= 0xf4) {
    const lowest = byte === 0xf0 ? 0x90 : 0x80;
    return { bits: byte & 0x07, following: 3, lowest, highest: byte === 0xf4 ? 0x8f : 0xbf };
  }
  return null;
}

function readCodePoint(utf8: Uint8Array, at: number): { readonly point: number; readonly next: number } {
  const first = utf8[at] ?? 0;
  if (first < 0x80) return { point: first, next: at + 1 };
  const lead = leadOf(first);
  if (lead === null) return { point: REPLACEMENT, next: at + 1 };
  let { bits: point, lowest, highest } = lead;
  for (let index = 1; index <= lead.following; index += 1) {
    const byte = utf8[at + index] ?? 0;
    if (byte < lowest || byte > highest) return { point: REPLACEMENT, next: at + index };
    point = (point << 6) | (byte & 0x3f);
    [lowest, highest] = [0x80, 0xbf];
  }
  return { point, next: at + lead.following + 1 };
}
