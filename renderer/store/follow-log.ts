import '../without-generated-code.ts';
import { parseLoggedEvent, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { client } from '../bridge/client.ts';

export interface LogReader {
  /** The log so far, a new array each time. */
  readonly take: (events: readonly LoggedEvent[], isEnd: boolean) => void;
  /** Gets ready for taking a log that is long and complete. */
  readonly prepare?: (events: readonly LoggedEvent[]) => Promise<void>;
  /** What went wrong; isEnd: nothing more will come. */
  readonly fail: (sentence: string, isEnd: boolean) => void;
}

/** What is computed of a log up to this length takes no longer than a frame or two. */
const SHORT_EVENTS = 1_000;

/**
 * Follows a run's log. live: every batch is shown and acknowledged after the next frame, which is how the page slows the feed
 * down. whole: the log is complete already; how it begins is shown first, then all of it each time that it is four times as long,
 * so that what is computed from it stays in proportion. Returns how to stop.
 */
export function followLog(runId: string, pace: 'live' | 'whole', reader: LogReader): () => void {
  const all: LoggedEvent[] = [];
  let shown = 0;
  let isStopped = false;
  let taken = Promise.resolve();
  // One after the other, in their order: batches come while the log before them is still being prepared.
  const takePrepared = (events: readonly LoggedEvent[], isEnd: boolean): Promise<void> => {
    taken = taken.then(async () => {
      // What fails here fails again where it is shown, and is told there.
      if (events.length > SHORT_EVENTS && !isStopped) await reader.prepare?.(events).catch(() => undefined);
      if (!isStopped) reader.take(events, isEnd);
    });
    return taken;
  };
  const stop = client.follow(
    { runId, from: 0 },
    async (batch) => {
      for (const entry of batch.events) {
        const parsed = parseLoggedEvent(entry);
        // An event that this version does not know stays in the main process's log; there is nothing to draw of it.
        if (parsed.ok && parsed.known) all.push(parsed.event);
        else if (!parsed.ok) reader.fail(parsed.error, false);
      }
      const isBeginning = pace === 'whole' && shown === 0;
      if (pace === 'live' || batch.isEnd || all.length >= 4 * shown) {
        shown = all.length;
        if (pace === 'live' || isBeginning) reader.take([...all], batch.isEnd);
        else await takePrepared([...all], batch.isEnd);
      }
      await nextFrame();
      // At the second one the first is on the screen: only then the rest is asked for.
      if (isBeginning) await nextFrame();
    },
    (error) => {
      if (error !== null) reader.fail(error.message, true);
    },
  );
  return () => {
    isStopped = true;
    stop();
  };
}

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
}
