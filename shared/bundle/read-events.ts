import * as z from 'zod';
import { parseLoggedEvent, type LoggedEvent, type ParsedEvent } from '../events/catalogue.ts';
import { abridged, counted } from '../lib/listing.ts';
import { failure, success, type Result } from '../lib/result.ts';
import { DEFAULT_LIMITS } from '../run/limits.ts';
import { createPlan, RunPlan } from '../run/plan.ts';
import { DOCUMENT_LIMITS } from './bundle-limits.ts';
import { valueBounds, type JsonSpan } from './json-bounds.ts';
import { parsedJson } from './parsed-json.ts';
import { shown } from './shown.ts';

interface ReadEvents {
  readonly events: readonly LoggedEvent[];
  readonly notes: readonly string[];
}

/** What went wrong on the way, for the notes. */
interface Faults {
  damaged: number;
  damagedValues: number;
  /** Position in the document and kind of the first that could not be read. */
  firstDamaged: string | null;
  readonly unknownKinds: Map<string, number>;
  unknownValues: number;
  repeated: number;
  misplaced: number;
  missing: number;
  looseCauses: number;
}

/**
 * Reads the entries of a log one by one, so that there is never more of it in memory than what is good and one more. What cannot be read is left out, so that one damaged observation does not cost the whole
 * check; the rest is numbered anew without gaps, as everything that reads logs relies on. Fails when too much of it is damaged.
 */
export function readEvents(text: string, spans: readonly JsonSpan[]): Result<ReadEvents, string> {
  const faults: Faults = {
    damaged: 0,
    damagedValues: 0,
    firstDamaged: null,
    unknownKinds: new Map(),
    unknownValues: 0,
    repeated: 0,
    misplaced: 0,
    missing: 0,
    looseCauses: 0,
  };
  const known: LoggedEvent[] = [];
  for (const [position, span] of spans.entries()) {
    const { entry, values, event } = readEntry(text, span);
    if (!event.ok) {
      faults.damaged += 1;
      faults.damagedValues += values;
      faults.firstDamaged ??= `number ${position + 1}${kindOf(entry)}`;
      if (faults.damagedValues > DOCUMENT_LIMITS.damagedValues) {
        return failure('So much of it is damaged that it cannot be opened.');
      }
    } else if (event.known) known.push(event.event);
    else {
      faults.unknownKinds.set(event.event.kind, (faults.unknownKinds.get(event.event.kind) ?? 0) + 1);
      faults.unknownValues += values;
      if (faults.unknownValues > DOCUMENT_LIMITS.unknownValues) {
        return failure(
          'So much of it is from a newer Rungs that it cannot be opened. Update Rungs to open it.',
        );
      }
    }
  }
  const events = renumbered(inOrder(known, faults), faults);
  return success({ events, notes: notesOf(faults) });
}

interface ReadEntry {
  /** undefined: it was not built. */
  readonly entry: unknown;
  /** What it counts where it is damaged. */
  readonly values: number;
  readonly event: ParsedEvent;
}

/** Larger than anything observed, no JSON, or with a number with which times can no longer be reckoned. */
const OUT_OF_BOUNDS: ParsedEvent = { ok: false, error: 'out of bounds' };

/** As what a text counts that is no JSON: to find that out takes about as long. */
const BROKEN_VALUES = 20;

function readEntry(text: string, span: JsonSpan): ReadEntry {
  if (span.values > DOCUMENT_LIMITS.valuesOfEvent) {
    return { entry: undefined, values: span.values, event: OUT_OF_BOUNDS };
  }
  const built = parsedJson(text.slice(span.from, span.to));
  if (!built.ok) return { entry: undefined, values: BROKEN_VALUES, event: OUT_OF_BOUNDS };
  const entry = built.value;
  const { values, largest } = valueBounds(entry, DOCUMENT_LIMITS.valuesOfEvent);
  const isOutOfBounds = largest > Number.MAX_SAFE_INTEGER;
  return { entry, values, event: isOutOfBounds ? OUT_OF_BOUNDS : parsedEvent(entry) };
}

const Started = z.object({
  kind: z.literal('run.started'),
  data: z.object({ plan: z.object({ address: z.string() }) }),
});
const Parts = z.record(z.string(), z.unknown());

/** Plans gain fields with time; without the beginning nothing can be read, so that it is filled up with what held before. */
function parsedEvent(entry: unknown): ParsedEvent {
  const event = parseLoggedEvent(entry);
  const started = event.ok ? null : Started.safeParse(entry);
  if (started?.success !== true) return event;
  const { data, ...envelope } = Parts.parse(entry);
  const start = Parts.parse(data);
  const plan = Parts.parse(start['plan']);
  const limits = Parts.safeParse(plan['limits']);
  const filled = {
    ...knownFields({ ...createPlan(started.data.data.plan.address), ...plan }, RunPlan.shape),
    limits: knownFields(
      { ...DEFAULT_LIMITS, ...(limits.success ? limits.data : {}) },
      RunPlan.shape.limits.shape,
    ),
  };
  return parseLoggedEvent({ ...envelope, data: { ...start, plan: filled } });
}

function knownFields(
  value: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(shape, name)));
}

/** By number, each number and the start of the run once. */
function inOrder(events: readonly LoggedEvent[], faults: Faults): readonly LoggedEvent[] {
  const isSorted = events.every(({ seq }, index) => index === 0 || (events[index - 1]?.seq ?? 0) <= seq);
  if (!isSorted) faults.misplaced += 1;
  const sorted = isSorted ? events : [...events].sort((a, b) => a.seq - b.seq);
  const unique = sorted.filter(
    ({ seq, kind }, index) => sorted[index - 1]?.seq !== seq && (index === 0 || kind !== 'run.started'),
  );
  faults.repeated += sorted.length - unique.length;
  return unique;
}

/** seq dense from 0; what was caused by something that is not there any more, or by something later, has no cause. */
function renumbered(events: readonly LoggedEvent[], faults: Faults): readonly LoggedEvent[] {
  const places = new Map(events.map(({ seq }, index) => [seq, index]));
  const last = events.at(-1)?.seq ?? -1;
  const leftOut =
    faults.damaged + faults.repeated + [...faults.unknownKinds.values()].reduce((a, b) => a + b, 0);
  faults.missing = Math.max(0, last + 1 - events.length - leftOut);
  return events.map((event, seq) => {
    const cause = event.cause === null ? undefined : places.get(event.cause);
    const isEarlier = cause !== undefined && cause < seq;
    if (event.cause !== null && !isEarlier) faults.looseCauses += 1;
    return { ...event, seq, cause: isEarlier ? cause : null };
  });
}

/** As long as our own ever are. */
const KIND_CHARACTERS = 60;

function kindOf(entry: unknown): string {
  const kind = z.object({ kind: z.string() }).safeParse(entry);
  return kind.success ? `, ${shown(kind.data.kind, KIND_CHARACTERS)}` : '';
}

function notesOf(faults: Faults): readonly string[] {
  const { damaged, firstDamaged, unknownKinds, repeated, misplaced, missing, looseCauses } = faults;
  const unknown = [...unknownKinds.values()].reduce((sum, count) => sum + count, 0);
  const kinds = abridged(
    [...unknownKinds.keys()].map((kind) => shown(kind, KIND_CHARACTERS)),
    5,
  );
  const notes = [
    damaged > 0 &&
      `${counted(damaged, 'observation')} could not be read and ${were(damaged)} left out (the first: ${firstDamaged ?? ''}).`,
    unknown > 0 &&
      `${counted(unknown, 'observation')} of a kind that this version of Rungs does not know ${were(unknown)} left out (${kinds}). A newer version may show more.`,
    repeated > 0 && `${counted(repeated, 'observation')} stood there twice; each was read once.`,
    misplaced > 0 && 'The observations were not in their order and have been sorted by their numbers.',
    missing > 0 &&
      (missing > DOCUMENT_LIMITS.events
        ? 'The observations are not numbered as they should be.'
        : `${counted(missing, 'observation')} ${missing === 1 ? 'is' : 'are'} missing.`),
    looseCauses > 0 &&
      `${counted(looseCauses, 'observation')} ${looseCauses === 1 ? 'refers' : 'refer'} to others that are not there.`,
  ];
  return notes.filter((note) => note !== false);
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
