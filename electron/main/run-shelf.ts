import type { RunHandle } from '../services/services.ts';

const KEPT = 5;

/** The runs of this window: those in progress and the last few finished ones. */
export interface RunShelf {
  add(run: RunHandle): void;
  find(runId: string): RunHandle | null;
  /** Nothing of any run is left: no socket, no practice network. */
  isIdle(): boolean;
  /** Resolves when nothing of any run is left. */
  cancelAll(): Promise<void>;
}

export function createRunShelf(): RunShelf {
  const runs = new Map<string, RunHandle>();
  const active = new Set<RunHandle>();
  return {
    add(run) {
      runs.set(run.id, run);
      active.add(run);
      void run.done.then(() => active.delete(run));
      for (const [id, old] of runs) {
        if (runs.size <= KEPT) break;
        if (old.log.isClosed) runs.delete(id);
      }
    },
    find: (runId) => runs.get(runId) ?? null,
    isIdle: () => active.size === 0,
    async cancelAll() {
      for (const run of runs.values()) run.cancel();
      await Promise.all([...runs.values()].map((run) => run.done));
    },
  };
}
