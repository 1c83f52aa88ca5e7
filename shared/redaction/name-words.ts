import { isOrdinaryWord } from './ordinary-words.ts';

/** Shorter ones would be found in every second word. */
const SHORTEST_WORD = 3;
/** No name has more, and longer texts are replaced as a whole. */
const LONGEST_WORD = 256;

/** Found by itself it means somebody: neither a word of everybody nor a number like any other. */
export function isTelling(word: string): boolean {
  return (
    word.length >= SHORTEST_WORD &&
    word.length <= LONGEST_WORD &&
    !/^\d{1,5}$/.test(word) &&
    !isOrdinaryWord(word)
  );
}

/** The words of alice.adams and O'Brien, Pat; of a text that is no name nothing is to be learned. */
export function partsOf(name: string): readonly string[] {
  if (!/^[\p{L}\p{M}\p{N}.,_'’() -]{1,80}$/u.test(name)) return [];
  const parts = name.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return parts.filter((part) => !/^\d+$/.test(part));
}

/** As it stands in XML and in a URL. */
export function spellingsOf(word: string): ReadonlySet<string> {
  const escaped = word
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return new Set([word, escaped, escaped.replaceAll("'", '&apos;'), urlSpelling(word)]);
}

function urlSpelling(word: string): string {
  try {
    return encodeURIComponent(word).toLowerCase();
  } catch {
    // Half a surrogate pair has no such spelling, and the function no other way to say so.
    return word;
  }
}
