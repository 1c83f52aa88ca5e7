/** Bytes, and a view of the same bytes. */
export interface SearchedBytes {
  readonly units: Uint8Array;
  readonly view: DataView;
}

/** Finds any of several ASCII words in bytes, upper and lower case alike, without looking at most of the bytes. */
export interface ByteNeedles {
  /** Where the first word is that is found; -1: none. */
  find(bytes: SearchedBytes, from: number, to: number): number;
}

/** Looked at together: four bytes of a word tell enough. */
const BLOCK = 4;
const BUCKET_BITS = 14;
/** Sets the bit by which upper and lower case differ, in each of four bytes. */
const FOLDED = 0x20_20_20_20;
/** Spreads similar numbers: 2^32 divided by the golden ratio. */
const SPREAD = 0x9e37_79b1 | 0;

interface Block {
  readonly word: Uint8Array;
  /** Where in the word the block begins. */
  readonly at: number;
  /** The first block of the word, which nearly always tells already that it is another one. */
  readonly first: number;
}

/**
 * Takes words in lower case, of four characters at least; the longer the shortest one, the faster. Only every nth block of the
 * bytes is looked at, n being so small that each word has one of its first blocks there. As the next place never depends on what
 * is found, this is faster than methods with longer jumps.
 */
export function createNeedles(words: readonly string[]): ByteNeedles {
  const stride = Math.min(...words.map(({ length }) => length)) - BLOCK + 1;
  if (!(stride >= 1)) throw new RangeError('a word is shorter than four characters');
  const bucketAt = new Uint16Array(1 << BUCKET_BITS);
  const buckets: Block[][] = [[]];
  for (const text of words) {
    const word = new TextEncoder().encode(text);
    const view = new DataView(word.buffer);
    const first = view.getInt32(0, true) | FOLDED;
    for (let at = 0; at < stride; at += 1) {
      const hash = hashOf(view.getInt32(at, true));
      const known = bucketAt[hash] ?? 0;
      if (known === 0) bucketAt[hash] = buckets.push([{ word, at, first }]) - 1;
      else buckets[known]?.push({ word, at, first });
    }
  }
  return {
    find: (bytes, from, to) => {
      const { view } = bytes;
      for (let place = from; place + BLOCK <= to; place += stride) {
        const bucket = bucketAt[hashOf(view.getInt32(place, true))] ?? 0;
        if (bucket === 0) continue;
        const start = startOfWord(buckets[bucket] ?? [], bytes, place, from, to);
        if (start !== -1) return start;
      }
      return -1;
    },
  };
}

function hashOf(block: number): number {
  return Math.imul(block | FOLDED, SPREAD) >>> (32 - BUCKET_BITS);
}

function startOfWord(
  blocks: readonly Block[],
  { units, view }: SearchedBytes,
  place: number,
  from: number,
  to: number,
): number {
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index];
    if (block === undefined) continue;
    const start = place - block.at;
    if (start < from || (view.getInt32(start, true) | FOLDED) !== block.first) continue;
    if (isWordAt(units, start, to, block.word)) return start;
  }
  return -1;
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
