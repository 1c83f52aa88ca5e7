import * as z from 'zod';
import type { EventData, LoggedEvent } from '../events/catalogue.ts';
import { counted } from '../lib/listing.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { DOCUMENT_LIMITS } from './bundle-limits.ts';
import { jsonBounds } from './json-bounds.ts';
import { readEvents } from './read-events.ts';

const DOCUMENT_VERSION = 1;

/** A run that was saved: its log, and what is to be said of how it was read. */
export interface ReadRun {
  readonly events: readonly LoggedEvent[];
  /** What of it could not be read or was mended, a sentence each. */
  readonly notes: readonly string[];
  /** The program that made the log. */
  readonly tool: EventData<'run.started'>['tool'];
}

/**
 * Reads a run.json, or what `rungs check` printed with --json or --ndjson. Of the document only the log counts, as everything else
 * is computed from it again. Takes any text. Returns a log that begins with run.started (its source is now 'bundle'), seq dense
 * from 0, every event as the catalogue has it, causes earlier than what they caused. Fails with a sentence.
 */
export function readRunDocument(text: string): Result<ReadRun, string> {
  const entries = entriesOf(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (!entries.ok) return entries;
  if (entries.value.length > DOCUMENT_LIMITS.events) {
    return failure(
      `It holds ${entries.value.length.toLocaleString('en')} observations; Rungs opens up to ${DOCUMENT_LIMITS.events.toLocaleString('en')}.`,
    );
  }
  const read = readEvents(entries.value);
  if (!read.ok) return read;
  const [first] = read.value.events;
  if (first?.kind !== 'run.started') {
    return failure('The beginning of the check is missing, without which the rest cannot be read.');
  }
  const start: LoggedEvent = { ...first, data: { ...first.data, source: 'bundle' } };
  return success({
    events: [start, ...read.value.events.slice(1)],
    notes: read.value.notes,
    tool: first.data.tool,
  });
}

const DAMAGED = 'It is damaged: it is not the JSON that Rungs writes.';
const FOREIGN = 'It is not a saved check of Rungs.';
const TOO_LARGE = `It is larger or more deeply nested than a saved check ever is.`;

const Head = z.object({ format: z.literal('rungs/run'), version: z.unknown(), log: z.unknown() });

/** The log as it stands in the document, nothing checked yet. */
function entriesOf(text: string): Result<readonly unknown[], string> {
  const bounds = jsonBounds(text, DOCUMENT_LIMITS);
  const whole = isWithin(bounds) ? parsed(text) : failure(TOO_LARGE);
  if (whole.ok) return logOf(whole.value);
  // One observation a line: such a text is no JSON as a whole.
  const lines = linesOf(text);
  return lines ?? whole;
}

function logOf(document: unknown): Result<readonly unknown[], string> {
  const head = Head.safeParse(document);
  if (!head.success) return failure(FOREIGN);
  const { version, log } = head.data;
  if (typeof version === 'number' && version > DOCUMENT_VERSION) {
    return failure(
      `It was saved by a newer Rungs (version ${version} of the format, this one knows ${DOCUMENT_VERSION}). Update Rungs to open it.`,
    );
  }
  if (version !== DOCUMENT_VERSION) return failure('It does not say in which version of the format it is.');
  return Array.isArray(log) ? success(log) : failure('It holds no observations.');
}

/** null: it is not one JSON value a line, beginning with an observation. */
function linesOf(text: string): Result<readonly unknown[], string> | null {
  const entries: unknown[] = [];
  let values = 0;
  let broken = 0;
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(from, end);
    from = end + 1;
    if (line.trim() === '') continue;
    const bounds = jsonBounds(line, { ...DOCUMENT_LIMITS, values: DOCUMENT_LIMITS.values - values });
    values += bounds.values;
    if (bounds.depth > DOCUMENT_LIMITS.depth || values > DOCUMENT_LIMITS.values) return failure(TOO_LARGE);
    const value = parsed(line);
    if (entries.length === 0 && !(value.ok && isObservation(value.value))) return null;
    if (!value.ok) broken += 1;
    // The closing document, without its log: all of it is computed again.
    else if (Head.safeParse(value.value).success) {
      const head = logOf(value.value);
      if (!head.ok) return head;
      continue;
    }
    // What cannot be read stays in its place, so that it is counted and told.
    entries.push(value.ok ? value.value : null);
    if (entries.length > DOCUMENT_LIMITS.events) break;
  }
  if (entries.length === 0) return null;
  return broken > DAMAGED_LINES ? failure(`${counted(broken, 'line')} of it are damaged.`) : success(entries);
}

const DAMAGED_LINES = 10_000;

const Observation = z.object({ seq: z.literal(0), kind: z.string() });

function isObservation(value: unknown): boolean {
  return Observation.safeParse(value).success;
}

function isWithin({ values, depth }: { readonly values: number; readonly depth: number }): boolean {
  return values <= DOCUMENT_LIMITS.values && depth <= DOCUMENT_LIMITS.depth;
}

function parsed(json: string): Result<unknown, string> {
  try {
    return success(JSON.parse(json));
  } catch {
    return failure(DAMAGED);
  }
}
