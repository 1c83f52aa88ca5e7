import type { historyCommands } from '../../shared/ipc/history-commands.ts';
import type { IpcHandlers } from '../../shared/ipc/server.ts';
import type { RunHistory } from '../services/history/run-history.ts';
import { openedRun } from './opened-run.ts';
import type { RunShelf } from './run-shelf.ts';

/** What the page can ask of the earlier checks. */
export function createHistoryHandlers(
  history: RunHistory,
  shelf: RunShelf,
): Pick<IpcHandlers, keyof typeof historyCommands> {
  return {
    'history.list': () => history.list(),
    'history.open': async ({ id }) => {
      const kept = await history.open(id);
      if (!kept.ok) return { kind: 'refused', sentence: kept.error };
      return openedRun(shelf, kept.value.events, { kind: 'history', keptAt: kept.value.keptAt });
    },
    'history.delete': ({ id }) => history.remove(id),
    'history.empty': () => history.empty(),
    'history.keep': ({ isKept }) => history.setKept(isKept),
  };
}
