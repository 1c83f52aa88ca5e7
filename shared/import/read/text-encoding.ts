import { concatBytes } from '../../lib/concat-bytes.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** How the text of a file is written; 'utf-8' stands for every encoding with one byte for an ASCII character. */
export interface EncodingOfFile {
  readonly encoding: TextEncoding;
  /** Bytes of the byte order mark. */
  readonly markSize: number;
  readonly isGuessed: boolean;
}

/** Looked at for zero bytes, which ASCII text in UTF-16 has in every second place. */
const PROBED_BYTES = 4_096;
const REPLACEMENT = 0x1a;

/** Takes the first bytes of a file. */
export function encodingOf(head: Uint8Array): EncodingOfFile {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', markSize: 3, isGuessed: false };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', markSize: 2, isGuessed: false };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', markSize: 2, isGuessed: false };
  const zeros = [0, 0];
  const probed = head.subarray(0, PROBED_BYTES);
  for (let at = 0; at < probed.length; at += 1) {
    if (probed[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const most = probed.length * 0.3;
  const least = probed.length * 0.05;
  if (odd > most && even < least) return { encoding: 'utf-16le', markSize: 0, isGuessed: true };
  if (even > most && odd < least) return { encoding: 'utf-16be', markSize: 0, isGuessed: true };
  return { encoding: 'utf-8', markSize: 0, isGuessed: false };
}

/**
 * One byte for each character unit, so that all encodings are searched alike: the bytes themselves, or of UTF-16 the low byte of
 * what is ASCII and a placeholder for the rest. Takes an even number of bytes of UTF-16, and where to put the result if it fits.
 */
export function searchable(raw: Uint8Array, encoding: TextEncoding, spare?: Uint8Array): Uint8Array {
  if (encoding === 'utf-8') return raw;
  const size = raw.length >> 1;
  const units = spare !== undefined && spare.length >= size ? spare.subarray(0, size) : new Uint8Array(size);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const isLittle = encoding === 'utf-16le';
  for (let at = 0; at < size; at += 1) {
    const unit = view.getUint16(2 * at, isLittle);
    units[at] = unit < 0x80 ? unit : REPLACEMENT;
  }
  return units;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const wide = new TextDecoder('utf-16le', { ignoreBOM: true });

/** Reads bytes as text without NULs; what is not UTF-8 is taken for Windows-1252. Line ends become \n. Never fails. */
export function decodeText(
  raw: Uint8Array,
  encoding: TextEncoding,
): { readonly text: string; readonly isAnsi: boolean } {
  if (encoding !== 'utf-8') return { text: plain(wide.decode(littleEndian(raw, encoding))), isAnsi: false };
  try {
    return { text: plain(strict.decode(raw)), isAnsi: false };
  } catch {
    return { text: plain(windows1252(raw)), isAnsi: true };
  }
}

function plain(text: string): string {
  const whole = text.includes('\0') ? text.replaceAll('\0', '') : text;
  let lines = '';
  let from = 0;
  // Measured: faster than replacing, and than splitting and joining.
  for (let at = whole.indexOf('\r'); at !== -1; at = whole.indexOf('\r', from)) {
    const isPair = whole[at + 1] === '\n';
    lines += whole.slice(from, at);
    if (!isPair) lines += '\n';
    from = at + 1;
  }
  return from === 0 ? whole : lines + whole.slice(from);
}

function littleEndian(raw: Uint8Array, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-16le') return raw;
  const swapped = concatBytes(raw);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    swapped[at] = raw[at + 1] ?? 0;
    swapped[at + 1] = raw[at] ?? 0;
  }
  return swapped;
}

/** What Windows-1252 has at 0x80 to 0x9f; U+FFFD where it has nothing. */
const C1 = '€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ';

/** By a table of our own: decoders of that name differ between versions of the runtime. */
function windows1252(raw: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < raw.length; from += 8_192) {
    const codes = Array.from(raw.subarray(from, from + 8_192), (byte) =>
      byte >= 0x80 && byte < 0xa0 ? C1.charCodeAt(byte - 0x80) : byte,
    );
    parts.push(String.fromCharCode(...codes));
  }
  return parts.join('');
}
