import * as z from 'zod';
import { failure, success, type Result } from '../lib/result.ts';
import { DOCUMENT_LIMITS } from './bundle-limits.ts';
import { documentMembers, type Entries } from './document-members.ts';
import { jsonSpan, type JsonSpan } from './json-bounds.ts';
import { parsedJson } from './parsed-json.ts';

const DOCUMENT_VERSION = 1;

const DAMAGED = 'It is damaged: it is not the JSON that Rungs writes.';
const FOREIGN = 'It is not a saved check of Rungs.';
const TOO_LARGE = 'It is larger or more deeply nested than a saved check ever is.';

/**
 * Where the observations of a saved check stand: of a run.json, or one a line. Takes any text; nothing of them is built yet, and
 * nothing at all of what is computed again anyway. Fails with a sentence.
 */
export function documentEntries(text: string): Result<Entries, string> {
  const whole = logOf(text);
  // One observation a line: such a text is no JSON as a whole.
  return whole.ok ? whole : (linesOf(text) ?? whole);
}

function logOf(text: string): Result<Entries, string> {
  // JSON as well, but no document.
  if (/^\s*(?:[["\d-]|true|false|null)/.test(text)) return failure(FOREIGN);
  const members = documentMembers(text);
  if (!members.ok) return failure(members.error === 'too large' ? TOO_LARGE : DAMAGED);
  const { format, version, log } = members.value;
  if (format !== 'rungs/run') return failure(FOREIGN);
  if (typeof version === 'number' && version > DOCUMENT_VERSION) {
    return failure(
      `It was saved by a newer Rungs (version ${version} of the format, this one knows ${DOCUMENT_VERSION}). Update Rungs to open it.`,
    );
  }
  if (version !== DOCUMENT_VERSION) return failure('It does not say in which version of the format it is.');
  return log === null ? failure('It holds no observations.') : success(log);
}

/** null: it is not one JSON value a line, beginning with an observation. */
function linesOf(text: string): Result<Entries, string> | null {
  const spans: JsonSpan[] = [];
  let left: number = DOCUMENT_LIMITS.values;
  for (let from = 0; from < text.length && spans.length <= DOCUMENT_LIMITS.events;) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(from, end);
    const start = from;
    from = end + 1;
    if (line.trim() === '') continue;
    if (spans.length === 0 && !isObservation(line)) return null;
    if (CLOSING.test(line)) {
      const closing = logOf(line);
      if (closing.ok) continue;
      // Cut off it is told of like any line that cannot be read.
      if (closing.error !== DAMAGED) return closing;
    }
    const { values, depth } = jsonSpan(line, 0, { values: left, depth: DOCUMENT_LIMITS.depth });
    left -= values;
    if (left < 0 || depth > DOCUMENT_LIMITS.depth) return failure(TOO_LARGE);
    spans.push({ from: start, to: end, values, depth });
  }
  return spans.length === 0 ? null : success({ spans, count: spans.length });
}

/** How the closing document begins, without its log: all of it is computed again. */
const CLOSING = /^\s*\{\s*"format"/;

const Observation = z.object({ seq: z.literal(0), kind: z.string() });

function isObservation(line: string): boolean {
  const { to, values, depth } = jsonSpan(line, 0, {
    values: DOCUMENT_LIMITS.valuesOfEvent,
    depth: DOCUMENT_LIMITS.depth,
  });
  const isSmall = values <= DOCUMENT_LIMITS.valuesOfEvent && depth <= DOCUMENT_LIMITS.depth;
  if (!isSmall || to < line.length) return false;
  const value = parsedJson(line);
  return value.ok && Observation.safeParse(value.value).success;
}
