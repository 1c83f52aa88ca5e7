import type { LoggedEvent } from '../events/catalogue.ts';
import type { LogBatch } from './contract.ts';

/**
 * Bounds of the log feed. A batch closes at whichever of the first three is reached first. Of a log that is complete already nobody
 * waits for the next event: behind a first batch of the usual size, which the page can show at once, it comes in large ones.
 */
export const FEED_LIMITS = {
  batchMs: 50,
  batchEvents: 256,
  batchBytes: 262_144,
  wholeBatchEvents: 2_048,
  wholeBatchBytes: 2_097_152,
  unacknowledged: 4,
  wholeUnacknowledged: 2,
} as const;

/** A log that can be read by position and waited for. */
export interface FollowedLog {
  readonly events: readonly LoggedEvent[];
  readonly isClosed: boolean;
  read(options: { from: number; follow: boolean; signal?: AbortSignal }): AsyncIterable<LoggedEvent>;
}

export interface Feed {
  acknowledge(received: number): void;
  stop(): void;
}

/**
 * Sends a log in batches to one reader. Keeps a position only, never a queue: the log is the buffer, and a reader that does not
 * acknowledge simply gets nothing more. Stops after the batch that reaches the end of a closed log.
 * signal must belong to abort alone; sleep resolves after so many milliseconds. onFailure is told when the log could not be
 * read or a batch not sent; nothing more is sent then.
 */
export function startFeed(
  log: FollowedLog,
  from: number,
  send: (batch: LogBatch) => void,
  sleep: (ms: number) => Promise<void>,
  control: { readonly signal: AbortSignal; abort(): void },
  onFailure: (error: unknown) => void,
): Feed {
  let sent = 0;
  let acknowledged = 0;
  let wake: () => void = () => undefined;
  // A function, because the compiler takes a flag that was read once for settled.
  const isStopped = (): boolean => control.signal.aborted;

  const isWhole = log.isClosed;
  const mostAhead = (): number => {
    if (!isWhole) return FEED_LIMITS.unacknowledged;
    // The rest of a log that is complete waits until the page shows how it begins, and leaves it time to draw.
    return sent === 1 ? 1 : FEED_LIMITS.wholeUnacknowledged;
  };

  async function pump(): Promise<void> {
    let next = from;
    for (;;) {
      await firstFrom(log, next, control.signal);
      if (isStopped()) return;
      if (!log.isClosed) await sleep(FEED_LIMITS.batchMs);
      while (sent - acknowledged >= mostAhead() && !isStopped()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isStopped()) return;
      const events = takeBatch(log.events, next, isWhole && sent > 0);
      next += events.length;
      const isEnd = log.isClosed && next >= log.events.length;
      sent += 1;
      send({ events, isEnd });
      if (isEnd) return;
    }
  }

  pump().catch(onFailure);
  return {
    acknowledge(received) {
      acknowledged = Math.max(acknowledged, Math.min(received, sent));
      wake();
    },
    stop() {
      control.abort();
      wake();
    },
  };
}

/** Resolves as soon as there is an event at this position, or the log is closed, or the signal aborts. */
async function firstFrom(log: FollowedLog, position: number, signal: AbortSignal): Promise<void> {
  const reader = log.read({ from: position, follow: true, signal })[Symbol.asyncIterator]();
  await reader.next();
  await reader.return?.();
}

function takeBatch(events: readonly LoggedEvent[], from: number, isLarge: boolean): LoggedEvent[] {
  const maxEvents = isLarge ? FEED_LIMITS.wholeBatchEvents : FEED_LIMITS.batchEvents;
  const maxBytes = isLarge ? FEED_LIMITS.wholeBatchBytes : FEED_LIMITS.batchBytes;
  const batch: LoggedEvent[] = [];
  let bytes = 0;
  for (let index = from; index < events.length && batch.length < maxEvents; index++) {
    const event = events[index];
    if (event === undefined) break;
    bytes += JSON.stringify(event.data).length;
    if (batch.length > 0 && bytes > maxBytes) break;
    batch.push(event);
  }
  return batch;
}
