import { Button } from '@fluentui/react-components';
import { ArrowClockwise20Regular, ArrowLeft20Regular, Dismiss20Regular } from '@fluentui/react-icons';
import { useEffect, useRef } from 'react';
import { Checklist } from '../features/checklist/index.ts';
import { Inspector } from '../features/inspector/index.ts';
import { LadderView } from '../features/ladder/index.ts';
import { SettingsPage } from '../features/settings/index.ts';
import { VerdictBar } from '../features/verdict/index.ts';
import { cancelRun, leaveRun, runAgain } from '../store/actions.ts';
import { useRunView } from '../store/run-view.ts';
import { useAreSettingsOpen } from '../store/settings-view.ts';
import { usePage } from '../store/store.ts';
import { Wordmark } from '../ui/Wordmark.tsx';
import styles from './run-page.module.css';

/** The verdict on top; below it the five steps, the ladder, and what the chosen rung holds. */
export function RunPage() {
  const run = usePage((page) => page.run);
  const view = useRunView();
  const settings = view?.settings ?? null;
  const areSettingsOpen = useAreSettingsOpen() && settings !== null;
  const heading = useRef<HTMLHeadingElement>(null);
  // The start page went away with what had the focus on it.
  useEffect(() => heading.current?.focus(), []);
  if (run === null) return null;
  const isPractice = run.request.scenario !== null;
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <Button appearance="subtle" icon={<ArrowLeft20Regular />} onClick={() => void leaveRun()}>
          New check
        </Button>
        <Wordmark size="small" />
        <h1 ref={heading} tabIndex={-1} className={styles.address}>
          {run.address}
          {isPractice && <span className={styles.practice}>simulated network</span>}
        </h1>
        {run.isEnded ? (
          <Button icon={<ArrowClockwise20Regular />} onClick={() => void runAgain()}>
            Run again
          </Button>
        ) : (
          <Button icon={<Dismiss20Regular />} onClick={() => void cancelRun()}>
            Cancel
          </Button>
        )}
      </header>
      {run.note !== null && <p className={styles.note}>{run.note}</p>}
      {run.problem !== null && (
        <p className={styles.note} role="alert">
          {run.problem}
        </p>
      )}
      <VerdictBar view={view} />
      <div className={styles.columns} data-settings={areSettingsOpen ? 'open' : 'closed'}>
        <div className={styles.checklist}>
          <Checklist view={view} />
        </div>
        <div className={styles.ladder}>
          <LadderView key={run.runId} view={view} />
        </div>
        <div className={styles.inspector}>
          <Inspector view={view} />
        </div>
        {areSettingsOpen && (
          <div className={styles.settings}>
            <SettingsPage model={settings} />
          </div>
        )}
      </div>
    </main>
  );
}
