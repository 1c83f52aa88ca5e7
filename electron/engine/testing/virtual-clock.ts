import type { Clock } from '../clock.ts';

/** A clock that stands still until the test moves it. */
export interface VirtualClock extends Clock {
  /** Moves on and wakes whoever slept until then, in the order of their times. */
  advance(ms: number): Promise<void>;
}

export function createVirtualClock(wallAtStart = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = 0;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => now,
    wall: () => wallAtStart + now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve(false);
          return;
        }
        const sleeper = { until: now + ms, wake: () => resolve(true) };
        sleepers.add(sleeper);
        signal.addEventListener(
          'abort',
          () => {
            sleepers.delete(sleeper);
            resolve(false);
          },
          { once: true },
        );
      }),
    async advance(ms) {
      now += ms;
      for (const sleeper of [...sleepers].sort((a, b) => a.until - b.until)) {
        if (sleeper.until > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      // whoever was woken gets to run before the test looks
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    },
  };
}
