import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';

/** The only source of time in the engine. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean anything. */
  now(): number;
  /** Epoch milliseconds, for display and for certificate dates. */
  wall(): number;
  /** Resolves true after ms, or false as soon as the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve(false);
        return;
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve(true);
      }, ms);
      function onAbort(): void {
        clearTimeout(timer);
        resolve(false);
      }
      signal.addEventListener('abort', onAbort, { once: true });
    }),
};

/** Why an operation under a deadline ended. */
export type Deadlined<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancelled' };

/**
 * Runs one operation under a time limit.
 * The operation gets a signal that aborts at the limit or with the outer signal, and must clean up after itself when it does.
 * Returns its value if it settles first. Rejections other than by abort pass through (they are bugs).
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  operation: (signal: AbortSignal) => Promise<T>,
): Promise<Deadlined<T>> {
  if (signal.aborted) return { kind: 'cancelled' };
  const inner = new AbortController();
  // Every exchange of a run waits on its signal at the same time; Node would take more than ten for a leak and say so on stderr.
  setMaxListeners(0, inner.signal);
  const timer = new AbortController();
  const onAbort = (): void => inner.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([
      operation(inner.signal).then((value): Deadlined<T> => ({ kind: 'done', value })),
      clock.sleep(ms, timer.signal).then((elapsed): Promise<Deadlined<T>> | Deadlined<T> => {
        if (!elapsed) return new Promise(() => undefined);
        inner.abort();
        return { kind: 'timeout' };
      }),
      aborted(inner.signal).then((): Promise<Deadlined<T>> | Deadlined<T> =>
        signal.aborted ? { kind: 'cancelled' } : new Promise(() => undefined),
      ),
    ]);
  } finally {
    timer.abort();
    signal.removeEventListener('abort', onAbort);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
