import { textOfUtf16le } from '../protocol/ntlm/utf16.ts';

/** A stretch of a text that may be something else written in base64 or hex, with what it would say. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  /** As readingsOf has them, and what they are as UTF-8 or UTF-16. */
  readonly readings: readonly string[];
}

const RUN = /[A-Za-z0-9+/_-]{7,}(?:\r?\n[A-Za-z0-9+/_-]+(?=[\s=]|$))*={0,2}/g;
/** A word of a language; base64 has capitals and digits in its midst. */
const PLAIN_WORD = /^[A-Z]?[a-z]+$|^[A-Z]+$/;
const HEX = /^(?:[0-9a-fA-F]{2})+$/;

/**
 * The runs of a text that can be base64 or hex, lines joined. Where base64 is glued to what stands before it nobody knows where it
 * begins, so each of the four starts is read: that covers all alignments. Linear in the length.
 */
export function* encodedRuns(text: string): Generator<EncodedRun> {
  for (const match of text.matchAll(RUN)) {
    const [run] = match;
    if (PLAIN_WORD.test(run)) continue;
    yield {
      start: match.index,
      end: match.index + run.length,
      readings: readingsOf(run).flatMap(charsetsOf),
    };
  }
}

/** Base64 in base64 in base64. */
export const DEEPEST_RUN = 3;

/** Whether one of the readings of a run, or of what is wrapped up in it once more, is such a text. */
export function someReading(run: EncodedRun, isSought: (reading: string) => boolean, depth = 1): boolean {
  return run.readings.some((reading) => {
    if (isSought(reading)) return true;
    if (depth === DEEPEST_RUN || !isText(reading)) return false;
    return [...encodedRuns(reading)].some((inner) => someReading(inner, isSought, depth + 1));
  });
}

/** Enough printable characters in a row that it can be a text again. */
export function isText(reading: string): boolean {
  return /[\x20-\x7e\r\n]{12}/.test(reading);
}

/** A text of bytes (Latin-1) with what it would be in UTF-8, and in UTF-16 from either parity. */
export function charsetsOf(bytes: string): readonly string[] {
  const texts = [bytes];
  if (UTF8_LETTERS.test(bytes)) texts.push(new TextDecoder().decode(bytesOf(bytes)));
  if (bytes.includes('\u0000'))
    texts.push(textOfUtf16le(bytesOf(bytes)), textOfUtf16le(bytesOf(bytes).subarray(1)));
  return texts;
}

/** What a run would say if it were base64 or hex: bytes as characters of Latin-1, with the zeros of UTF-16 and without. */
export function readingsOf(run: string): readonly string[] {
  const compact = run
    .replace(/[\r\n=]+/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  const bytes = [0, 1, 2, 3].map((offset) => latin1OfBase64(compact.slice(offset)));
  if (HEX.test(compact)) bytes.push(latin1OfHex(compact));
  return bytes.flatMap((reading) =>
    reading.includes('\u0000') ? [reading, reading.replaceAll('\u0000', '')] : [reading],
  );
}

/** A letter beyond ASCII beside other letters; by itself it comes about by chance in what is no text. */
const UTF8_LETTERS =
  /[\u00c2-\u00f4][\u0080-\u00bf]{1,3}(?:[A-Za-z]{2}|[\u00c2-\u00f4][\u0080-\u00bf])|[A-Za-z]{2}[\u00c2-\u00f4][\u0080-\u00bf]/;

function bytesOf(latin1: string): Uint8Array {
  const bytes = new Uint8Array(latin1.length);
  for (let at = 0; at < latin1.length; at += 1) bytes[at] = latin1.charCodeAt(at);
  return bytes;
}

function latin1OfBase64(text: string): string {
  const usable = text.length % 4 === 1 ? text.slice(0, -1) : text;
  return atob(usable);
}

function latin1OfHex(text: string): string {
  return text.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}
