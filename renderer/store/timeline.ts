import type { LoggedEvent } from '../../shared/events/catalogue.ts';

/** A stretch in which nothing happens takes no longer than this, in ms of replayed time. */
export const LONGEST_WAIT_MS = 2_000;

/** When each event had come, in ms; where a log's clock went back, the latest time so far. */
export function timesOf(events: readonly LoggedEvent[]): readonly number[] {
  let latest = 0;
  return events.map(({ t }) => {
    latest = Math.max(latest, t);
    return latest;
  });
}

/**
 * The log up to a moment, at least its first event. Keeps the identity of the whole log, and of what was shown before, where
 * it is just as long.
 */
export function eventsUpTo(
  whole: readonly LoggedEvent[],
  times: readonly number[],
  atMs: number,
  before: readonly LoggedEvent[] = [],
): readonly LoggedEvent[] {
  const count = Math.max(1, countUpTo(times, atMs));
  if (count >= whole.length) return whole;
  return count === before.length ? before : whole.slice(0, count);
}

/** Where a replay stands after some time: waits pass faster, so that none is longer than LONGEST_WAIT_MS. */
export function advanced(times: readonly number[], fromMs: number, elapsedMs: number): number {
  let atMs = fromMs;
  let rest = elapsedMs;
  for (let next = countUpTo(times, atMs); next < times.length; next = countUpTo(times, atMs)) {
    const nextMs = times[next] ?? atMs;
    const pace = Math.max(1, (nextMs - (times[next - 1] ?? 0)) / LONGEST_WAIT_MS);
    const needed = (nextMs - atMs) / pace;
    if (rest < needed) return atMs + rest * pace;
    rest -= needed;
    atMs = nextMs;
  }
  return atMs;
}

/** How long the wait is in which this moment lies, where it is shortened; else null. */
export function shortenedWait(times: readonly number[], atMs: number): number | null {
  const next = countUpTo(times, atMs);
  const nextMs = times[next];
  if (nextMs === undefined) return null;
  const waitMs = nextMs - (times[next - 1] ?? 0);
  return waitMs > LONGEST_WAIT_MS ? waitMs : null;
}

/** How many of these ascending times are not after a moment. */
function countUpTo(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((times[middle] ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
