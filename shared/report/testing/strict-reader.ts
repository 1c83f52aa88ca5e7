/** An element with its attributes as they stand there. */
export interface ReadElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const REFERENCE = '&(?:amp|lt|gt|quot|#39|#13);';
/** What may stand in a text: no mark that begins anything, nothing that XML 1.0 does not allow. */
const TEXT = new RegExp(
  `(?:[\\t\\n\\u0020-%'-;=-\\ud7ff\\ue000-\\ufffd\\u{10000}-\\u{10ffff}]|${REFERENCE})*`,
  'uy',
);
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/iy;
const ATTRIBUTE = / ([a-zA-Z:-]+)="([^"<]*)"/g;
const PROLOGUE = /^(?:<\?xml version="1\.0" encoding="UTF-8"\?>|<!DOCTYPE html>)\n/;

/**
 * All elements of a text in the plainest XML: quotes around every attribute, every element closed, no comments, no sections, no
 * references but to the characters that have to be escaped. Fails on anything else.
 */
export function readStrictly(text: string): readonly ReadElement[] {
  const elements: ReadElement[] = [];
  const open: string[] = [];
  let at = PROLOGUE.exec(text)?.[0].length ?? 0;
  while (at < text.length) {
    at = endOfText(text, at);
    if (at === text.length) break;
    TAG.lastIndex = at;
    const [whole, isEnd, name = '', rest = '', isEmpty] = TAG.exec(text) ?? fail(text, at);
    if (isEnd === '/') {
      if (rest !== '' || isEmpty === '/' || open.pop() !== name) fail(text, at);
    } else {
      elements.push({ name, attributes: readAttributes(rest) });
      if (isEmpty !== '/') open.push(name);
    }
    at += whole.length;
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(', ')}`);
  return elements;
}

function readAttributes(text: string): Readonly<Record<string, string>> {
  const attributes = new Map<string, string>();
  for (const [whole, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    if (attributes.has(name) || endOfText(value, 0) !== value.length) fail(whole, 0);
    attributes.set(name, value);
  }
  return Object.fromEntries(attributes);
}

function endOfText(text: string, from: number): number {
  TEXT.lastIndex = from;
  return from + (TEXT.exec(text)?.[0].length ?? 0);
}

function fail(text: string, at: number): never {
  throw new Error(`not well-formed at ${at}: ${JSON.stringify(text.slice(at, at + 80))}`);
}
