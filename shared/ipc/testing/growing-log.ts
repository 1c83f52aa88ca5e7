import type { LoggedEvent } from '../../events/catalogue.ts';
import type { FollowedLog } from '../feed.ts';

/** A log that a test lets grow and closes. */
export interface GrowingLog extends FollowedLog {
  /** Appends so many events; size is about the number of characters of each one's data. */
  grow(count: number, size?: number): void;
  close(): void;
  /** How many readers are waiting for more. */
  readonly waiting: number;
}

export function createGrowingLog(begun: readonly LoggedEvent[] = []): GrowingLog {
  const events = [...begun];
  const waiting = new Set<() => void>();
  let isClosed = false;

  function wakeAll(): void {
    for (const wake of [...waiting]) wake();
  }

  async function* read(options: {
    from: number;
    follow: boolean;
    signal?: AbortSignal;
  }): AsyncGenerator<LoggedEvent> {
    const { from, follow, signal } = options;
    for (let next = from; ;) {
      const event = events[next];
      if (event !== undefined) {
        next += 1;
        yield event;
      } else if (isClosed || !follow || signal?.aborted === true) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            signal?.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          signal?.addEventListener('abort', wake);
        });
      }
    }
  }

  return {
    events,
    get isClosed() {
      return isClosed;
    },
    get waiting() {
      return waiting.size;
    },
    read,
    grow(count, size = 20) {
      for (let index = 0; index < count; index++) events.push(eventAt(events.length, size));
      wakeAll();
    },
    close() {
      isClosed = true;
      wakeAll();
    },
  };
}

function eventAt(seq: number, size: number): LoggedEvent {
  const envelope = { seq, t: seq, wall: 0, step: null, probe: null, flow: null, cause: null };
  const message = 'x'.repeat(size);
  return { ...envelope, kind: 'probe.crashed', data: { message, stack: null } };
}
