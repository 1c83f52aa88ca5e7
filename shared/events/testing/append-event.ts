import type { StepId } from '../../run/ids.ts';
import type { EventData, EventKind, LoggedEvent, RunEvent } from '../catalogue.ts';

/** Where an event belongs; what is left out is null. */
export interface Placing {
  readonly step?: StepId;
  readonly probe?: string;
  readonly flow?: string;
  readonly cause?: number;
}

const UNPLACED = { step: null, probe: null, flow: null, cause: null } as const;

/** Puts an event at the end of a log, as the engine does. Takes its time since the run's start. Returns its seq. */
export function appendEvent<K extends EventKind>(
  log: LoggedEvent[],
  { t, startedAtMs }: { readonly t: number; readonly startedAtMs: number },
  kind: K,
  data: EventData<K>,
  placing: Placing = {},
): number {
  const seq = log.length;
  const { step, probe, flow, cause } = { ...UNPLACED, ...placing };
  // Kind and data belong together by the signature, which the compiler cannot carry into the union.
  const event = { kind, data } as RunEvent;
  log.push({ seq, t, wall: startedAtMs + t, step, probe, flow, cause, ...event });
  return seq;
}
