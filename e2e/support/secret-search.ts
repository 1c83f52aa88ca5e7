import { findPatterns, type Pattern, type Writing } from './pattern-search.ts';

/** Something that must be written nowhere. */
export interface MarkedSecret {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Shorter ones would be found by chance. */
const LEAST_BYTES = 8;
/** A long secret is given away by a part of it; every line of 48 bytes, as PEM has them, holds one whole part. */
const PART_BYTES = 24;
const PART_STEP = 12;

/**
 * Where the secrets, or parts of them, stand in what was written, as `writing: secret as form`. Looks for the bytes themselves,
 * text in UTF-8 and UTF-16, base64 in all three alignments, hex, and what careless code makes of bytes: decimal lists, and
 * strings with one character for each byte.
 */
export function findSecrets(writings: readonly Writing[], secrets: readonly MarkedSecret[]): string[] {
  return findPatterns(writings, secrets.flatMap(patternsOf));
}

/** Every way in which one secret could show, by name: for a test that plants each of them. */
export function formsOf(bytes: Uint8Array): ReadonlyMap<string, Buffer> {
  const forms = new Map<string, Buffer>();
  const raw = Buffer.from(bytes);
  addEncodings(forms, 'UTF-8', raw);
  const characters = raw.toString('latin1');
  forms.set('a character a byte', Buffer.from(characters, 'utf8'));
  forms.set('a character a byte, in JSON', asJson(characters));
  const text = raw.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(raw)) {
    addEncodings(forms, 'UTF-16LE', Buffer.from(text, 'utf16le'));
    addEncodings(forms, 'UTF-16BE', Buffer.from(text, 'utf16le').swap16());
    forms.set('text in JSON', asJson(text));
    forms.set('text in XML', Buffer.from(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')));
    forms.set('text in a web address', Buffer.from(encodeURIComponent(text)));
  }
  return forms;
}

function addEncodings(forms: Map<string, Buffer>, name: string, raw: Buffer): void {
  forms.set(name, raw);
  for (const alignment of [0, 1, 2]) {
    const base64 = alignedBase64(raw, alignment);
    forms.set(`base64 of ${name}, alignment ${alignment}`, Buffer.from(base64));
    const webSafe = base64.replaceAll('+', '-').replaceAll('/', '_');
    forms.set(`base64url of ${name}, alignment ${alignment}`, Buffer.from(webSafe));
  }
  const hex = raw.toString('hex');
  const pairs = hex.match(/../g) ?? [];
  forms.set(`hex of ${name}`, Buffer.from(hex));
  forms.set(`HEX of ${name}`, Buffer.from(hex.toUpperCase()));
  forms.set(`hex:hex of ${name}`, Buffer.from(pairs.join(':')));
  forms.set(`HEX:HEX of ${name}`, Buffer.from(pairs.join(':').toUpperCase()));
  forms.set(`hex hex of ${name}`, Buffer.from(pairs.join(' ')));
  forms.set(`decimal list of ${name}`, Buffer.from(raw.join(',')));
  const members = [...raw].map((byte, index) => `"${index}":${byte}`).join(',');
  forms.set(`decimal members of ${name}`, Buffer.from(members));
}

/** The characters of base64 that hold nothing but these bytes, when so many others stand before them. */
function alignedBase64(raw: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), raw]);
  const first = Math.ceil((before * 8) / 6);
  const last = Math.floor((whole.length * 8) / 6);
  return whole.toString('base64').slice(first, last);
}

function asJson(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}

function patternsOf({ name, bytes }: MarkedSecret): Pattern[] {
  if (bytes.length < LEAST_BYTES) throw new Error(`${name} has ${bytes.length} bytes: too few to look for`);
  if (bytes.every((byte) => byte === 0)) throw new Error(`${name} is all zero: it was taken down too late`);
  return partsOf(bytes).flatMap((part) =>
    [...formsOf(part)].map(([form, pattern]) => ({ label: `${name} as ${form}`, pattern })),
  );
}

function partsOf(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length <= PART_BYTES + PART_STEP) return [bytes];
  const last = bytes.length - PART_BYTES;
  const starts = Array.from({ length: Math.ceil(last / PART_STEP) }, (_, index) => index * PART_STEP);
  return [...starts, last].map((start) => bytes.subarray(start, start + PART_BYTES));
}
