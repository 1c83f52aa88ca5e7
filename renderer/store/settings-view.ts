import { goTo, type Place } from '../ui/places.ts';
import { selectRow } from './choose-row.ts';
import { runViewOf } from './run-view.ts';
import { pageStore, usePage } from './store.ts';

/** Where the focus goes when the settings close: the call flow when something there was asked for. */
let returnTo: Place = 'open-settings';

/** Opens the settings of the run that is open, in place of its call flow. */
export function openSettings(): void {
  returnTo = 'open-settings';
  pageStore.setState(({ run }) => ({ settingsOf: run?.runId ?? null }));
}

export function closeSettings(place: Place = 'open-settings'): void {
  returnTo = place;
  pageStore.setState({ settingsOf: null });
}

/** Called when the settings have gone from the page: what is behind them can take the focus only then. */
export function returnFocus(): void {
  goTo(returnTo);
}

/** Another run begins with its call flow. */
export function useAreSettingsOpen(): boolean {
  return usePage(({ run, settingsOf }) => run !== null && run.runId === settingsOf);
}

/** Leads back to the call flow and chooses there what the first of these observations belongs to. */
export function showEvidence(evidence: readonly number[]): void {
  const { run } = pageStore.getState();
  if (run === null) return;
  const { rows } = runViewOf(run.events).ladder;
  for (const seq of evidence) {
    const row = rows.find((one) => 'evidence' in one && one.evidence.includes(seq));
    if (row === undefined) continue;
    selectRow(row.id);
    break;
  }
  closeSettings('call-flow');
}
