import type { LogIndex } from './log-index.ts';

/** How the run stands: still going, or how it ended. */
export interface Ending {
  readonly isOver: boolean;
  readonly isCancelled: boolean;
  /** The budget of the whole run ended it: what was pending then has waited in vain. */
  readonly isTimedOut: boolean;
  readonly budgetMs: number | null;
  /** A defect of ours ended it. */
  readonly crash: { readonly seq: number; readonly message: string } | null;
  /** seq of the last event of a log that is over. */
  readonly seq: number | null;
  readonly atMs: number | null;
}

export function endingOf(index: LogIndex): Ending {
  const finished = index.of('run.finished').at(-1);
  const timedOut = index.of('run.timedOut').at(-1);
  const crashed = index.of('probe.crashed').at(0);
  return {
    isOver: finished !== undefined,
    isCancelled: finished?.data.reason === 'cancelled' || index.of('run.cancelled').length > 0,
    isTimedOut: timedOut !== undefined,
    budgetMs: timedOut?.data.budgetMs ?? null,
    crash: crashed === undefined ? null : { seq: crashed.seq, message: crashed.data.message },
    seq: finished?.seq ?? null,
    atMs: (finished ?? timedOut)?.t ?? null,
  };
}

/** A wait that the end of the run cut off says something only when it was a real one. */
const SHORTEST_WAIT_MS = 1_000;

/** How long something begun at a time had waited when the budget of the run ended; null when it tells nothing. */
export function waitedInVainMs(ending: Ending, startedAtMs: number): number | null {
  if (!ending.isTimedOut || ending.atMs === null) return null;
  const waitedMs = ending.atMs - startedAtMs;
  return waitedMs >= SHORTEST_WAIT_MS ? waitedMs : null;
}
