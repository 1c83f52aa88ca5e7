import type { EventData, EventKind, LoggedEvent, RunEvent } from '../../events/catalogue.ts';
import type { StepId } from '../../run/ids.ts';

/** Where an event belongs; what is left out is null. */
export interface Placing {
  readonly step?: StepId | null;
  readonly flow?: string;
  readonly cause?: number;
}

/** Writes a log of ours from one of somebody else's. Time only goes forward, whatever the other clock did. */
export class EventWriter {
  readonly events: LoggedEvent[] = [];
  private readonly startMs: number;
  private t = 0;

  /** startMs: epoch ms. */
  constructor(startMs: number) {
    this.startMs = startMs;
  }

  /** From now on; null: as before. */
  at(atMs: number | null): void {
    if (atMs !== null) this.t = Math.max(this.t, atMs - this.startMs);
  }

  get now(): number {
    return this.t;
  }

  add<K extends EventKind>(kind: K, data: EventData<K>, placing: Placing = {}): number {
    const seq = this.events.length;
    const { step = null, flow = null, cause = null } = placing;
    // Kind and data belong together by the signature, which the compiler cannot carry into the union.
    const event = { kind, data } as RunEvent;
    this.events.push({
      seq,
      t: this.t,
      wall: this.startMs + this.t,
      step,
      probe: null,
      flow,
      cause,
      ...event,
    });
    return seq;
  }
}
