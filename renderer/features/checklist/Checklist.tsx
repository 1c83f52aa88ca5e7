import type { ReactNode } from 'react';
import type { ChecklistStep, StepState } from '../../../shared/projections/checklist-model.ts';
import { duration } from '../../../shared/lib/duration.ts';
import type { RunView } from '../../store/run-view.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import styles from './checklist.module.css';
import { FindingCard } from './FindingCard.tsx';
import { SettingsCard } from './SettingsCard.tsx';

const STATE_NAMES: Readonly<Record<StepState, string>> = {
  pending: 'not started',
  running: 'in progress',
  passed: 'passed',
  warned: 'passed with a warning',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
  crashed: 'our own fault',
};

/** The five steps, what each came to, and what is wrong below the step where it is wrong. */
export function Checklist({ view }: { readonly view: RunView | null }) {
  return (
    <section aria-label="Steps of the sign-in" className={styles.checklist}>
      <h2 className={styles.heading}>Steps</h2>
      <ol className={styles.steps}>
        {view?.steps.map((step) => (
          <Step key={step.id} step={step}>
            {step.id === 'settings' && view.settings !== null && <SettingsCard model={view.settings} />}
          </Step>
        ))}
      </ol>
    </section>
  );
}

function Step({ step, children }: { readonly step: ChecklistStep; readonly children: ReactNode }) {
  return (
    <li className={styles.step} data-step={step.id} data-state={step.state}>
      <div className={styles.line}>
        <StateIcon state={step.state} />
        <h3 className={styles.title}>
          {step.number}. {step.title}
          <span className={styles.hidden}>: {STATE_NAMES[step.state]}</span>
        </h3>
        {step.durationMs !== null && step.state !== 'skipped' && (
          <span className={styles.time}>{duration(step.durationMs)}</span>
        )}
      </div>
      {step.summary !== '' && <p className={styles.summary}>{step.summary}</p>}
      {children}
      {step.findings.map((finding) => (
        <FindingCard key={finding.id} finding={finding} />
      ))}
    </li>
  );
}
