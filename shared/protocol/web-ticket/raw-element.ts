/** A tag in the raw text, from its < to behind its >. */
interface RawTag {
  readonly kind: 'open' | 'close' | 'empty';
  readonly localName: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Returns an element as it stands in the text, byte for byte: one that is signed must not be written anew.
 * The element is the first of that local name directly inside of one of the other name. null: not there, or not closed.
 * Takes text that a parser has found to be well-formed; linear in its length.
 */
export function rawElement(text: string, parent: string, name: string): string | null {
  const open: string[] = [];
  let found: { readonly start: number; readonly depth: number } | null = null;
  for (let tag = nextTag(text, 0); tag !== null; tag = nextTag(text, tag.end)) {
    if (tag.kind === 'close') {
      open.pop();
      if (found !== null && open.length === found.depth) return text.slice(found.start, tag.end);
      continue;
    }
    if (found === null && tag.localName === name && open.at(-1) === parent) {
      if (tag.kind === 'empty') return text.slice(tag.start, tag.end);
      found = { start: tag.start, depth: open.length };
    }
    if (tag.kind === 'open') open.push(tag.localName);
  }
  return null;
}

/** Comments, CDATA sections, declarations and processing instructions are passed over. */
function nextTag(text: string, from: number): RawTag | null {
  let at = text.indexOf('<', from);
  while (at !== -1) {
    const skipped = skipNonElement(text, at);
    if (skipped === null) return readTag(text, at);
    at = skipped === -1 ? -1 : text.indexOf('<', skipped);
  }
  return null;
}

/** null: an element's tag stands here. -1: nothing follows. */
function skipNonElement(text: string, at: number): number | null {
  for (const [begin, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
    ['<!', '>'],
  ] as const) {
    if (!text.startsWith(begin, at)) continue;
    const ends = text.indexOf(end, at + begin.length);
    return ends === -1 ? -1 : ends + end.length;
  }
  return null;
}

/** The > that ends a tag is the first outside of quotes. */
function readTag(text: string, start: number): RawTag | null {
  let quote = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '>') {
      const isClose = text.charAt(start + 1) === '/';
      const kind = isClose ? 'close' : text.charAt(at - 1) === '/' ? 'empty' : 'open';
      NAME.lastIndex = start + (isClose ? 2 : 1);
      const qualified = NAME.exec(text)?.[0] ?? '';
      return { kind, localName: qualified.slice(qualified.indexOf(':') + 1), start, end: at + 1 };
    }
  }
  return null;
}

const NAME = /[^\s/>]+/y;
