import { charsetsOf, DEEPEST_RUN, encodedRuns, isText } from './decoded-runs.ts';
import { withoutPercents, withoutReferences } from './escapes.ts';
import { PhraseSearch } from './phrase-search.ts';

/** An identity that a file still has. */
export interface Leak {
  readonly identity: string;
  /** How it is written there; encoded: in base64 or hex. */
  readonly form: 'plain' | 'utf-16' | 'url' | 'xml' | 'encoded';
  /** Where in the file, in characters, or bytes when it was given as such; of what wraps it up, where it is wrapped up. */
  readonly at: number;
}

const SHORTEST = 3;
/** In what is no base64 at all, anything shorter comes about by chance. */
const SHORTEST_ENCODED = 5;
/**
 * Looks for identities in a file after it was redacted, in any case: plain, in UTF-16, with the escapes of URLs and XML, in base64 at
 * every alignment and in hex, also in one another. Short ones count only as whole words; those of one or two characters cannot be
 * looked for. Returns each identity once for each form.
 */
export function findLeaks(content: string | Uint8Array, identities: readonly string[]): readonly Leak[] {
  const searched = new Searched(identities.filter(({ length }) => length >= SHORTEST));
  const text = typeof content === 'string' ? content : latin1Of(content);
  searched.look(text, 'plain', (at) => at);
  if (typeof content !== 'string') lookInBytes(text, searched);
  if (text.includes('\u0000')) searched.look(text.replaceAll('\u0000', ''), 'utf-16', () => 0);
  if (text.includes('%')) searched.look(withoutPercents(text), 'url', () => 0);
  if (text.includes('&')) searched.look(withoutReferences(text), 'xml', () => 0);
  lookInRuns(text, searched, null, 1);
  return searched.leaks;
}

function lookInBytes(bytes: string, searched: Searched): void {
  const [, ...texts] = charsetsOf(bytes);
  for (const text of texts) {
    searched.look(text, 'plain', () => 0);
    if (text.includes('%')) searched.look(withoutPercents(text), 'url', () => 0);
    if (text.includes('&')) searched.look(withoutReferences(text), 'xml', () => 0);
  }
}

class Searched {
  private readonly search: PhraseSearch;
  /** In lower case, as it was asked for. */
  private readonly asked = new Map<string, string>();
  private readonly found = new Map<string, Leak>();

  constructor(identities: readonly string[]) {
    for (const identity of identities) this.asked.set(identity.toLowerCase(), identity);
    this.search = new PhraseSearch(this.asked.keys());
  }

  get leaks(): readonly Leak[] {
    return [...this.found.values()];
  }

  look(text: string, form: Leak['form'], place: (at: number) => number): void {
    for (const { start, phrase } of this.search.matches(text)) {
      const identity = this.asked.get(phrase) ?? phrase;
      if (form === 'encoded' && identity.length < SHORTEST_ENCODED) continue;
      const key = `${form} ${identity}`;
      if (!this.found.has(key)) this.found.set(key, { identity, form, at: place(start) });
    }
  }
}

function lookInRuns(text: string, searched: Searched, outer: number | null, depth: number): void {
  for (const { start, readings } of encodedRuns(text)) {
    for (const reading of readings) {
      searched.look(reading, 'encoded', () => outer ?? start);
      if (depth < DEEPEST_RUN && isText(reading)) lookInRuns(reading, searched, outer ?? start, depth + 1);
    }
  }
}

function latin1Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8_192)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)));
  return pieces.join('');
}
