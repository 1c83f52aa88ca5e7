import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { FollowedLog } from '../../shared/ipc/feed.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import type { RunHandle } from '../services/services.ts';

const KEPT = 5;

/** A run that the page can follow: live, or opened for reading. */
export interface ShelvedRun {
  readonly id: string;
  readonly log: FollowedLog;
  readonly origin: RunOrigin;
  cancel(): void;
}

/** The runs of this window: those in progress and the last few finished or opened ones. */
export interface RunShelf {
  add(run: RunHandle): void;
  /** Puts a whole log there for reading. Returns the id under which the page finds it. */
  open(events: readonly LoggedEvent[], origin: RunOrigin): string;
  find(runId: string): ShelvedRun | null;
  /** Nothing of any run is left: no socket, no practice network. */
  isIdle(): boolean;
  /** Resolves when nothing of any run is left. */
  cancelAll(): Promise<void>;
}

export function createRunShelf(): RunShelf {
  const runs = new Map<string, ShelvedRun>();
  const active = new Set<RunHandle>();
  let opened = 0;

  function put(run: ShelvedRun): void {
    runs.set(run.id, run);
    for (const [id, old] of runs) {
      if (runs.size <= KEPT) break;
      if (old.log.isClosed) runs.delete(id);
    }
  }

  return {
    add(run) {
      active.add(run);
      void run.done.then(() => active.delete(run));
      put({ id: run.id, log: run.log, origin: { kind: 'live' }, cancel: () => run.cancel() });
    },
    open(events, origin) {
      opened += 1;
      const id = `opened-${String(opened)}`;
      put({ id, log: closedLog(events), origin, cancel: () => undefined });
      return id;
    },
    find: (runId) => runs.get(runId) ?? null,
    isIdle: () => active.size === 0,
    async cancelAll() {
      for (const run of active) run.cancel();
      await Promise.all([...active].map((run) => run.done));
    },
  };
}

/** A log to which nothing is added any more. */
function closedLog(events: readonly LoggedEvent[]): FollowedLog {
  return {
    events,
    isClosed: true,
    async *read({ from }) {
      yield* await Promise.resolve(events.slice(from));
    },
  };
}
