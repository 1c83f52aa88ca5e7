import { Button } from '@fluentui/react-components';
import { Checkmark20Regular, Copy20Regular, Save20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { visible } from '../../../shared/lib/text.ts';
import { OWNER_NAMES } from '../../../shared/projections/describe/owner.ts';
import type { LiveVerdict } from '../../../shared/projections/verdict-model.ts';
import type { StepState } from '../../../shared/projections/checklist-model.ts';
import { copyTicket } from '../../store/copy-ticket.ts';
import { openDialog } from '../../store/dialogs.ts';
import type { RunView } from '../../store/run-view.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import { SignInAnyway } from './SignInAnyway.tsx';
import styles from './verdict.module.css';

/** What came out, in one sentence, with what to do and who does it. */
export function VerdictBar({ view }: { readonly view: RunView | null }) {
  const state =
    view === null
      ? 'running'
      : stateOf(
          view.verdict,
          view.findings.some((one) => one.severity === 'warning'),
        );
  const rootCause = view?.findings.find((one) => one.rootCause);
  const isFinished = view?.verdict.state === 'finished';
  return (
    <section
      className={`${styles.bar ?? ''} ${styles[state] ?? ''}`}
      aria-label="Verdict"
      data-verdict={state}
    >
      <StateIcon state={state} />
      <div className={styles.words} aria-live="polite">
        <p className={styles.sentence}>{view === null ? 'Starting…' : sentenceOf(view.verdict)}</p>
        {isFinished && rootCause !== undefined && (
          <p className={styles.remedy}>
            <strong>{OWNER_NAMES[rootCause.owner]}:</strong> {visible(rootCause.remedy, 3_000)}
          </p>
        )}
      </div>
      {isFinished && (
        <div className={styles.buttons}>
          <SignInAnyway findings={view.findings} />
          <CopyButton />
          <Button icon={<Save20Regular />} onClick={() => openDialog({ kind: 'save' })}>
            Save bundle
          </Button>
        </div>
      )}
    </section>
  );
}

function CopyButton() {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <Button
      icon={isCopied ? <Checkmark20Regular /> : <Copy20Regular />}
      onClick={() => void copyTicket().then(setIsCopied)}
    >
      {isCopied ? 'Copied' : 'Copy for helpdesk'}
    </Button>
  );
}

function sentenceOf(verdict: LiveVerdict): string {
  return verdict.state === 'running' ? verdict.headline : verdict.verdict.summary;
}

function stateOf(verdict: LiveVerdict, hasWarning: boolean): StepState {
  if (verdict.state === 'running') return 'running';
  switch (verdict.verdict.outcome) {
    case 'signed-in':
    case 'reachable':
      return hasWarning ? 'warned' : 'passed';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
  }
}
