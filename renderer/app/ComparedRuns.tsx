import { Button } from '@fluentui/react-components';
import { useEffect } from 'react';
import { runLabel } from '../../shared/projections/run-label.ts';
import { ComparePage } from '../features/compare/index.ts';
import { closeComparison } from '../store/compare-runs.ts';
import { openDialog } from '../store/dialogs.ts';
import { usePage, type RunState } from '../store/store.ts';
import { goTo } from '../ui/places.ts';
import styles from './run-page.module.css';

/** The run that is open and another one, side by side in place of the call flow. */
export function ComparedRuns({ run }: { readonly run: RunState }) {
  const compared = usePage((page) => page.compared);
  const replayed = usePage((page) => page.replay?.whole);
  // What had the focus in it goes away with it.
  useEffect(() => () => goTo('compare-with'), []);
  if (compared === null) return null;
  if (!compared.isEnded) {
    return (
      <div className={styles.waiting}>
        <p role="status">Reading the other check…</p>
        <Button onClick={closeComparison}>Cancel</Button>
      </div>
    );
  }
  const own = replayed ?? run.events;
  return (
    <div className={styles.compared}>
      <ComparePage
        a={own}
        b={compared.events}
        labels={{ a: runLabel(own, run.origin), b: runLabel(compared.events, compared.origin) }}
        onSave={() => openDialog({ kind: 'save' })}
        onClose={closeComparison}
      />
    </div>
  );
}
