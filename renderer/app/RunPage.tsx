import { Button } from '@fluentui/react-components';
import { ArrowLeft20Regular } from '@fluentui/react-icons';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { visible } from '../../shared/lib/text.ts';
import { Checklist } from '../features/checklist/index.ts';
import { Inspector } from '../features/inspector/index.ts';
import { LadderView } from '../features/ladder/index.ts';
import { OpenedBanner } from '../features/open/OpenedBanner.tsx';
import { SettingsPage } from '../features/settings/index.ts';
import { VerdictBar } from '../features/verdict/index.ts';
import { leaveRun } from '../store/actions.ts';
import { useRunView } from '../store/run-view.ts';
import { scenarioOf } from '../store/scenario-of.ts';
import { useAreSettingsOpen } from '../store/settings-view.ts';
import { usePage } from '../store/store.ts';
import { FileProblem } from '../ui/FileProblem.tsx';
import { Wordmark } from '../ui/Wordmark.tsx';
import { RunActions } from './RunActions.tsx';
import styles from './run-page.module.css';

const ReplayBar = lazy(async () => ({
  default: (await import('../features/replay/ReplayBar.tsx')).ReplayBar,
}));
const ComparedRuns = lazy(async () => ({ default: (await import('./ComparedRuns.tsx')).ComparedRuns }));

/** The verdict on top; below it the five steps, the ladder, and what the chosen rung holds. */
export function RunPage() {
  const run = usePage((page) => page.run);
  const isReplayed = usePage((page) => page.replay !== null);
  const isCompared = usePage((page) => page.compared?.isOpen === true);
  const view = useRunView();
  const settings = view?.settings ?? null;
  const areSettingsOpen = useAreSettingsOpen() && settings !== null;
  const heading = useRef<HTMLHeadingElement>(null);
  const opened = run === null || run.origin.kind === 'live' ? null : run.runId;
  // The start page, or the dialog in which a run was chosen, went away with what had the focus on it.
  useEffect(() => heading.current?.focus(), [opened]);
  if (run === null) return null;
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <Button appearance="subtle" icon={<ArrowLeft20Regular />} onClick={() => void leaveRun()}>
          New check
        </Button>
        <Wordmark size="small" />
        <h1 ref={heading} tabIndex={-1} className={styles.address}>
          {visible(run.address, 320)}
          {scenarioOf(run) !== null && <span className={styles.practice}>simulated network</span>}
        </h1>
        <RunActions run={run} />
      </header>
      <OpenedBanner run={run} />
      <div className={styles.problem}>
        <FileProblem place="page" />
      </div>
      {run.note !== null && <p className={styles.note}>{run.note}</p>}
      {run.problem !== null && (
        <p className={styles.note} role="alert">
          {run.problem}
        </p>
      )}
      {isCompared ? (
        <Suspense>
          <ComparedRuns run={run} />
        </Suspense>
      ) : (
        <>
          <VerdictBar view={view} />
          {isReplayed && (
            <Suspense>
              <ReplayBar />
            </Suspense>
          )}
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
        </>
      )}
    </main>
  );
}
