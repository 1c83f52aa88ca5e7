import { failure, success, type Result } from '../lib/result.ts';
import { DOCUMENT_LIMITS } from './bundle-limits.ts';
import { endOfString, jsonSpan, type JsonSpan } from './json-bounds.ts';
import { parsedJson } from './parsed-json.ts';

/** Observations in a text, none of them built yet. */
export interface Entries {
  /** Where they stand; when there are too many only the first. */
  readonly spans: readonly JsonSpan[];
  readonly count: number;
}

/** What counts of a saved document; undefined: it is not there. */
interface DocumentMembers {
  readonly format: unknown;
  readonly version: unknown;
  /** null: it is no list. */
  readonly log: Entries | null;
}

type Fault = 'damaged' | 'too large';

/** What has been walked through. */
interface Walk {
  at: number;
  /** How many values there may still be. */
  left: number;
}

/** Longer than any name, version or format. */
const WORD_CHARACTERS = 100;

/**
 * Walks through the object that a text is without building it, so that memory is taken only by what is asked for. Of a name that
 * stands there twice the last counts, as with JSON.parse. Whether what is in the members is JSON is left to whoever builds it.
 */
export function documentMembers(text: string): Result<DocumentMembers, Fault> {
  const members: { format: unknown; version: unknown; log: Entries | null } = {
    format: undefined,
    version: undefined,
    log: null,
  };
  const walk: Walk = { at: blanksEnd(text, 0), left: DOCUMENT_LIMITS.values };
  if (text[walk.at] !== '{') return failure('damaged');
  do {
    const name = readName(text, walk);
    if (name === null) return failure('damaged');
    if (name === 'log' && text[walk.at] === '[') {
      const log = readElements(text, walk);
      if (!log.ok) return log;
      members.log = log.value;
    } else {
      const span = readSpan(text, walk);
      if (span === null) return failure('too large');
      if (name === 'log') members.log = null;
      else if (name === 'format' || name === 'version') members[name] = wordIn(text, span.from, span.to);
    }
  } while (text[walk.at] === ',');
  const isWhole = text[walk.at] === '}' && blanksEnd(text, walk.at + 1) === text.length;
  return isWhole ? success(members) : failure('damaged');
}

/** The name of the next member, and on to its value. null: there is none. '': one that is not asked for. */
function readName(text: string, walk: Walk): string | null {
  const from = blanksEnd(text, walk.at + 1);
  if (text[from] !== '"') return null;
  const to = endOfString(text, from + 1) + 1;
  const colon = blanksEnd(text, to);
  if (text[colon] !== ':') return null;
  walk.at = blanksEnd(text, colon + 1);
  const name = wordIn(text, from, to);
  return typeof name === 'string' ? name : '';
}

/** The elements of the list that begins here, and on to what follows the list. */
function readElements(text: string, walk: Walk): Result<Entries, Fault> {
  const spans: JsonSpan[] = [];
  let count = 0;
  const first = blanksEnd(text, walk.at + 1);
  if (text[first] === ']') walk.at = first;
  else {
    do {
      walk.at += 1;
      const span = readSpan(text, walk);
      if (span === null) return failure('too large');
      count += 1;
      if (count <= DOCUMENT_LIMITS.events) spans.push(span);
    } while (text[walk.at] === ',');
  }
  if (text[walk.at] !== ']') return failure('damaged');
  walk.at = blanksEnd(text, walk.at + 1);
  return success({ spans, count });
}

/** The value that begins here, and on to what follows it. null: it is too large. */
function readSpan(text: string, walk: Walk): JsonSpan | null {
  const span = jsonSpan(text, walk.at, { values: walk.left, depth: DOCUMENT_LIMITS.depth });
  walk.at = span.to;
  walk.left -= span.values;
  return walk.left < 0 || span.depth > DOCUMENT_LIMITS.depth ? null : span;
}

function wordIn(text: string, from: number, to: number): unknown {
  if (to - from > WORD_CHARACTERS) return undefined;
  const word = parsedJson(text.slice(from, to));
  return word.ok ? word.value : undefined;
}

function blanksEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}
