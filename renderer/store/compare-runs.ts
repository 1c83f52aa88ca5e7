import type { RunOrigin } from '../../shared/run/origin.ts';
import { tellProblem } from './dialogs.ts';
import { followLog } from './follow-log.ts';
import { pageStore, type ComparedRun } from './store.ts';

let stopFollowing: () => void = () => undefined;

/** Reads the log of another run and puts it beside the one that is shown. */
export function compareWith({ runId, origin }: { readonly runId: string; readonly origin: RunOrigin }): void {
  stopFollowing();
  pageStore.setState({
    dialog: null,
    fileProblem: null,
    compared: { runId, origin, events: [], isEnded: false, isOpen: true },
  });
  stopFollowing = followLog(runId, 'whole', {
    take: (events, isEnded) => change(runId, { events, isEnded }),
    fail: (sentence, isEnd) => {
      if (pageStore.getState().compared?.runId !== runId) return;
      if (isEnd) pageStore.setState({ compared: null });
      tellProblem(sentence);
    },
  });
}

/** Back to the run itself; what it was compared with can still go into its bundle. */
export function closeComparison(): void {
  const { compared } = pageStore.getState();
  if (compared === null) return;
  if (!compared.isEnded) stopFollowing();
  pageStore.setState({ compared: compared.isEnded ? { ...compared, isOpen: false } : null });
}

function change(runId: string, changed: Partial<ComparedRun>): void {
  const { compared } = pageStore.getState();
  if (compared?.runId === runId) pageStore.setState({ compared: { ...compared, ...changed } });
}
