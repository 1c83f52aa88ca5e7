/** A place in a text where one of the phrases stands. */
export interface PhraseMatch {
  readonly start: number;
  readonly end: number;
  /** As given. */
  readonly phrase: string;
}

/** From this length on a phrase with letters in it is found inside of longer words as well; with a digit in it, from the other. */
const DISTINCTIVE = 8;
const DISTINCTIVE_WITH_DIGIT = 6;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

interface Node {
  readonly next: Map<number, Node>;
  fail: Node | null;
  /** The nearest node on the way of the failure links where a phrase ends. */
  shorter: Node | null;
  phrase: string | null;
  length: number;
}

/**
 * Finds many phrases at once, without regard to case (Aho and Corasick 1975): linear in the text, however many there are.
 * Short phrases count only as whole words.
 */
export class PhraseSearch {
  private readonly root = newNode();

  constructor(phrases: Iterable<string>) {
    for (const phrase of phrases) this.add(phrase);
    this.link();
  }

  /** Matches that do not overlap, the longest of those that begin first. */
  matches(text: string): readonly PhraseMatch[] {
    const folded = foldCase(text);
    const found: PhraseMatch[] = [];
    let node = this.root;
    for (let at = 0; at < folded.length; at += 1) {
      const code = folded.charCodeAt(at);
      while (node !== this.root && !node.next.has(code)) node = node.fail ?? this.root;
      node = node.next.get(code) ?? this.root;
      const match = longestAt(node, text, at + 1);
      if (match !== null) keep(found, match);
    }
    return found;
  }

  private add(phrase: string): void {
    const folded = foldCase(phrase);
    if (folded === '') return;
    let node = this.root;
    for (let at = 0; at < folded.length; at += 1) {
      const code = folded.charCodeAt(at);
      const next = node.next.get(code) ?? newNode();
      node.next.set(code, next);
      node = next;
    }
    node.phrase ??= phrase;
    node.length = folded.length;
  }

  private link(): void {
    const queue: Node[] = [];
    for (const child of this.root.next.values()) {
      child.fail = this.root;
      queue.push(child);
    }
    for (let at = 0; at < queue.length; at += 1) {
      const node = queue[at];
      if (node === undefined) break;
      for (const [code, child] of node.next) {
        let fallback = node.fail;
        while (fallback !== null && !fallback.next.has(code)) fallback = fallback.fail;
        child.fail = fallback?.next.get(code) ?? this.root;
        child.shorter = child.fail.phrase === null ? child.fail.shorter : child.fail;
        queue.push(child);
      }
    }
  }
}

function newNode(): Node {
  return { next: new Map(), fail: null, shorter: null, phrase: null, length: 0 };
}

/** Lower case one unit at a time, so that places stay what they are. */
function foldCase(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return text.replace(/[^]/g, (unit) => {
    const folded = unit.toLowerCase();
    return folded.length === 1 ? folded : unit;
  });
}

function longestAt(node: Node, text: string, end: number): PhraseMatch | null {
  let candidate: Node | null = node;
  while (candidate !== null) {
    const { phrase, length } = candidate;
    const start = end - length;
    if (phrase !== null && (isDistinctive(phrase) || isWhole(text, start, end)))
      return { start, end, phrase };
    candidate = candidate.shorter;
  }
  return null;
}

function isDistinctive(phrase: string): boolean {
  const length = /\d/.test(phrase) ? DISTINCTIVE_WITH_DIGIT : DISTINCTIVE;
  return phrase.length >= length && /\p{L}{3}/u.test(phrase);
}

function isWhole(text: string, start: number, end: number): boolean {
  return !LETTER_OR_DIGIT.test(text.charAt(start - 1)) && !LETTER_OR_DIGIT.test(text.charAt(end));
}

/** Takes the place of what it covers, unless an earlier one reaches into it. */
function keep(found: PhraseMatch[], match: PhraseMatch): void {
  let covered = found.length;
  while ((found[covered - 1]?.start ?? -1) >= match.start) covered -= 1;
  if ((found[covered - 1]?.end ?? 0) <= match.start) found.splice(covered, found.length, match);
}
