/** Finds any of several ASCII words in bytes, upper and lower case alike, without looking at most of the bytes. */
export interface ByteNeedles {
  /** Where the first word is that is found; -1: none. */
  find(units: Uint8Array, from: number, to: number): number;
}

/**
 * Takes words in lower case; the longer the shortest one, the faster.
 * The method is that of Wu and Manber (1994): a table tells for each pair of bytes how far the search may jump.
 */
export function createNeedles(words: readonly string[]): ByteNeedles {
  const reach = Math.min(...words.map(({ length }) => length));
  const jumps = new Uint8Array(65_536).fill(reach - 1);
  const wordsAt = new Map<number, Uint8Array[]>();
  for (const word of words) {
    const codes = new TextEncoder().encode(word);
    for (let at = 0; at + 1 < reach; at += 1) {
      for (const pair of spellings(codes[at] ?? 0, codes[at + 1] ?? 0)) {
        jumps[pair] = Math.min(jumps[pair] ?? 0, reach - 2 - at);
        if (at === reach - 2) wordsAt.set(pair, [...(wordsAt.get(pair) ?? []), codes]);
      }
    }
  }

  function find(units: Uint8Array, from: number, to: number): number {
    let at = from + reach - 1;
    while (at < to) {
      const pair = ((units[at - 1] ?? 0) << 8) | (units[at] ?? 0);
      const jump = jumps[pair] ?? 0;
      if (jump > 0) at += jump;
      else {
        const start = at - reach + 1;
        if (wordsAt.get(pair)?.some((word) => isWordAt(units, start, to, word)) === true) return start;
        at += 1;
      }
    }
    return -1;
  }

  return { find };
}

function spellings(first: number, second: number): readonly number[] {
  return [first, upper(first)].flatMap((high) => [second, upper(second)].map((low) => (high << 8) | low));
}

function upper(code: number): number {
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
}

function isWordAt(units: Uint8Array, start: number, to: number, word: Uint8Array): boolean {
  if (start + word.length > to) return false;
  for (let index = 0; index < word.length; index += 1) {
    const unit = units[start + index] ?? 0;
    if (unit !== word[index] && (unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit) !== word[index])
      return false;
  }
  return true;
}
