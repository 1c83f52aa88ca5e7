import { useEffect } from 'react';
import { runLabel } from '../../shared/projections/run-label.ts';
import { ComparePage } from '../features/compare/index.ts';
import { closeComparison } from '../store/compare-runs.ts';
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
  if (!compared.isEnded) return <p className={styles.note}>Reading the other run…</p>;
  const own = replayed ?? run.events;
  return (
    <div className={styles.compared}>
      <ComparePage
        a={own}
        b={compared.events}
        labels={{ a: runLabel(own, run.origin), b: runLabel(compared.events, compared.origin) }}
        onClose={closeComparison}
      />
    </div>
  );
}
