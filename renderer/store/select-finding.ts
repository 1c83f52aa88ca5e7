import type { Finding } from '../../shared/findings/finding.ts';
import { selectRow } from './choose-row.ts';
import { runViewOf } from './run-view.ts';
import { pageStore } from './store.ts';
import { tellingRow } from './telling-row.ts';

/** Selects the row of the ladder that shows a finding best. */
export function selectFinding(finding: Finding): void {
  const { run } = pageStore.getState();
  if (run === null) return;
  const row = tellingRow(runViewOf(run.events).ladder, finding);
  if (row !== undefined) selectRow(row.id);
}
