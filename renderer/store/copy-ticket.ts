import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { HistoryEntry } from '../../shared/ipc/history-commands.ts';
import { helpdeskText } from '../../shared/projections/helpdesk-text.ts';
import { signInFacts } from '../../shared/projections/sign-in-facts.ts';
import { copyText } from './actions.ts';
import { listHistory } from './history.ts';
import { runViewOf } from './run-view.ts';
import { pageStore, type RunState } from './store.ts';

/** Puts the ticket of the open run on the clipboard. Says whether that worked. */
export async function copyTicket(): Promise<boolean> {
  const { run } = pageStore.getState();
  if (run === null) return false;
  const { findings } = runViewOf(run.events);
  return copyText(helpdeskText(run.events, findings, await lastGoodAt(run)));
}

/** The earlier checks are of this computer; they tell nothing of a run of another one. */
async function lastGoodAt({ events, origin }: RunState): Promise<number | null> {
  if (origin.kind !== 'live' && origin.kind !== 'history') return null;
  const reply = await listHistory();
  return reply.ok ? lastGoodBefore(events, reply.value.entries) : null;
}

/** When the same was checked last and went well; where nobody meant to sign in, that the server was ready is as good. */
function lastGoodBefore(log: readonly LoggedEvent[], entries: readonly HistoryEntry[]): number | null {
  const { start, authentication } = signInFacts(log);
  if (start === null) return null;
  const { address, scenario } = start.data.plan;
  const times = entries
    .filter((entry) => entry.address === address && entry.scenario === scenario)
    .filter(
      ({ verdict: { outcome } }) =>
        outcome === 'signed-in' || (outcome === 'reachable' && !authentication.wantsSignIn),
    )
    .map(({ startedAt }) => Date.parse(startedAt))
    .filter((at) => at < start.wall);
  return times.length === 0 ? null : Math.max(...times);
}
