import type { EventData, LoggedEvent } from '../events/catalogue.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { DOCUMENT_LIMITS } from './bundle-limits.ts';
import { documentEntries } from './document-entries.ts';
import { readEvents } from './read-events.ts';

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
  const content = text.startsWith('\ufeff') ? text.slice(1) : text;
  const entries = documentEntries(content);
  if (!entries.ok) return entries;
  const { spans, count } = entries.value;
  if (count > DOCUMENT_LIMITS.events) {
    return failure(
      `It holds ${count.toLocaleString('en')} observations; Rungs opens up to ${DOCUMENT_LIMITS.events.toLocaleString('en')}.`,
    );
  }
  const read = readEvents(content, spans);
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
