import type { EventData, EventKind, LoggedEvent, RunEvent } from '../../shared/events/catalogue.ts';
import type { StepId } from '../../shared/run/ids.ts';
import type { Clock } from './clock.ts';

/** Where an observation belongs; all of it optional but the step. */
export interface RecordScope {
  readonly step: StepId | null;
  readonly probe: string | null;
  readonly flow: string | null;
}

/** Appends one observation and returns its seq. Synchronous: a slow reader can never distort a timing. */
export type RecordEvent = <K extends EventKind>(
  scope: RecordScope,
  kind: K,
  data: EventData<K>,
  cause?: number,
) => number;

/** The append-only log of one run, with readers that go at their own pace. */
export interface RunLog {
  readonly events: readonly LoggedEvent[];
  readonly isClosed: boolean;
  /** Yields events from the given seq on; with follow it waits for more until the log is closed or the signal aborts. */
  read(options: { from: number; follow: boolean; signal?: AbortSignal }): AsyncIterable<LoggedEvent>;
}

export interface Recorder {
  readonly log: RunLog;
  readonly record: RecordEvent;
  close(): void;
}

/**
 * Creates the log of a run. Time is measured from now on.
 * When the log's size limit is reached, one limit.exceeded is appended and everything but the run's own end is dropped.
 */
export function createRecorder(clock: Clock, logBytes: number): Recorder {
  const events: LoggedEvent[] = [];
  const waiting = new Set<() => void>();
  const startedAt = clock.now();
  let closed = false;
  let bytes = 0;
  let isFull = false;

  function append(scope: RecordScope, event: RunEvent, cause: number | undefined): number {
    const seq = events.length;
    const t = Math.max(0, Math.round((clock.now() - startedAt) * 100) / 100);
    events.push({ seq, t, wall: clock.wall(), ...scope, cause: cause ?? null, ...event });
    for (const wake of waiting) wake();
    waiting.clear();
    return seq;
  }

  const record: RecordEvent = (scope, kind, data, cause) => {
    // What comes after the end of a run, from a socket that is still closing, is no part of it.
    if (closed) return events.length - 1;
    // Kind and data belong together by the signature, which the compiler cannot carry into the union.
    const event = { kind, data } as RunEvent;
    if (!kind.startsWith('run.')) {
      if (isFull) return events.length - 1;
      bytes += JSON.stringify(data).length + 160;
      if (bytes > logBytes) {
        isFull = true;
        return append(
          { step: null, probe: null, flow: null },
          {
            kind: 'limit.exceeded',
            data: { limit: 'logBytes', allowed: logBytes, what: 'the log of this run' },
          },
          undefined,
        );
      }
    }
    return append(scope, event, cause);
  };

  async function* read(options: {
    from: number;
    follow: boolean;
    signal?: AbortSignal;
  }): AsyncGenerator<LoggedEvent> {
    let next = Math.max(0, options.from);
    for (;;) {
      for (let event = events[next]; event !== undefined; event = events[next]) {
        if (options.signal?.aborted === true) return;
        next += 1;
        yield event;
      }
      if (closed || !options.follow || options.signal?.aborted === true) return;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          options.signal?.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        options.signal?.addEventListener('abort', wake, { once: true });
      });
    }
  }

  return {
    log: {
      get events() {
        return events;
      },
      get isClosed() {
        return closed;
      },
      read,
    },
    record,
    close() {
      closed = true;
      for (const wake of [...waiting]) wake();
      waiting.clear();
    },
  };
}
