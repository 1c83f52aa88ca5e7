import { runLabel } from '../../shared/projections/run-label.ts';
import { client } from '../bridge/client.ts';
import { NO_FOLDING } from './folding.ts';
import { followLog } from './follow-log.ts';
import { pageStore, type PreviousRun, type RunState } from './store.ts';

let stopFollowing: () => void = () => undefined;
let visits = 0;

/** Counts up when what the page shows is left: an answer to what was asked on it comes too late. */
export function currentVisit(): number {
  return visits;
}

/** Shows a run and follows its log, in place of whatever was shown. */
export function showRun(
  run: Pick<RunState, 'runId' | 'address' | 'note' | 'origin' | 'request' | 'chosenFrom'>,
): void {
  leave();
  pageStore.setState({ run: { ...run, events: [], isEnded: false, problem: null } });
  stopFollowing = followLog(run.runId, run.origin.kind === 'live' ? 'live' : 'whole', {
    prepare: async (events) => {
      // The start page need not load what computes a view.
      const { prepareRunView } = await import('./run-view.ts');
      await prepareRunView(events);
    },
    take: (events, isEnded) => changeRun(run.runId, { events, isEnded }),
    fail: (problem, isEnd) => changeRun(run.runId, isEnd ? { problem, isEnded: true } : { problem }),
  });
}

/** Shows no run any more; one in progress is cancelled. */
export async function closeRun(): Promise<void> {
  const cancelled = cancelRun();
  leave();
  pageStore.setState({ run: null });
  await cancelled;
}

export async function cancelRun(): Promise<void> {
  const { run } = pageStore.getState();
  if (run !== null && !run.isEnded && run.origin.kind === 'live') {
    await client.call('run.cancel', { runId: run.runId });
  }
}

export function changeRun(
  runId: string,
  change: Partial<Pick<RunState, 'events' | 'isEnded' | 'problem'>>,
): void {
  const { run } = pageStore.getState();
  if (run?.runId === runId) pageStore.setState({ run: { ...run, ...change } });
}

function leave(): void {
  visits += 1;
  stopFollowing();
  pageStore.setState((page) => ({
    previousRun: previousOf(page.run) ?? page.previousRun,
    selectedRow: null,
    folding: NO_FOLDING,
    startProblem: null,
    fileProblem: null,
    compared: null,
    replay: null,
  }));
}

function previousOf(run: RunState | null): PreviousRun | null {
  if (run === null || run.events.length === 0) return null;
  return { runId: run.runId, origin: run.origin, label: runLabel(run.events, run.origin) };
}
