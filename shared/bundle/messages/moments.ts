import type { Envelope } from '../../events/envelope.ts';

/** The last moment of the year 9999: no tool shows later ones. */
const LATEST_MS = Date.UTC(10_000, 0) - 1;

/**
 * When an event of this log was, in epoch ms with a fraction. The wall clock is read once, at the first event: what follows
 * comes from the monotonic time, so that a clock that is set in between does not turn the order round.
 */
export function momentsOf(log: readonly Envelope[]): (event: Pick<Envelope, 't'>) => number {
  const [first] = log;
  const startMs = first === undefined ? 0 : first.wall - first.t;
  return ({ t }) => Math.min(Math.max(startMs + t, 0), LATEST_MS);
}
