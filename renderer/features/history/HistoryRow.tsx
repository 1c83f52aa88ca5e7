import { Button } from '@fluentui/react-components';
import { Delete20Regular } from '@fluentui/react-icons';
import type { HistoryEntry } from '../../../shared/ipc/history-commands.ts';
import { dateTime } from '../../../shared/lib/date.ts';
import { duration } from '../../../shared/lib/duration.ts';
import { visible } from '../../../shared/lib/text.ts';
import type { StepState } from '../../../shared/projections/checklist-model.ts';
import type { OpenPurpose } from '../../store/file-state.ts';
import { openEarlierCheck } from '../../store/open-run.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import styles from './history.module.css';

const SIGNS: Readonly<Record<HistoryEntry['verdict']['outcome'], StepState>> = {
  'signed-in': 'passed',
  reachable: 'passed',
  failed: 'failed',
  cancelled: 'cancelled',
};

export interface HistoryRowProps {
  readonly entry: HistoryEntry;
  readonly purpose: OpenPurpose;
  /** null: it cannot be deleted here. */
  readonly onDelete: ((entry: HistoryEntry) => void) | null;
}

export function HistoryRow({ entry, purpose, onDelete }: HistoryRowProps) {
  const { id, verdict, server, scenario, durationMs } = entry;
  const when = dateTime(Date.parse(entry.startedAt));
  const address = visible(entry.address, 320);
  return (
    <li className={styles.entry} data-entry={id}>
      <StateIcon state={SIGNS[verdict.outcome]} />
      <div className={styles.words}>
        <p className={styles.title}>
          {address}
          <span className={styles.quiet}>
            {' '}
            {when}, {duration(durationMs)}
            {server === null ? '' : `, ${visible(server, 300)}`}
            {scenario === null ? '' : ', simulated network'}
          </span>
        </p>
        <p className={styles.summary}>{visible(verdict.summary, 1_000)}</p>
      </div>
      <Button
        size="small"
        aria-label={`${purpose === 'show' ? 'Open' : 'Compare with'} the check of ${address}, ${when}`}
        onClick={() => void openEarlierCheck(id, purpose)}
      >
        {purpose === 'show' ? 'Open' : 'Compare'}
      </Button>
      {onDelete !== null && (
        <Button
          size="small"
          appearance="subtle"
          icon={<Delete20Regular />}
          data-delete
          title="Delete"
          aria-label={`Delete the check of ${address}, ${when}`}
          onClick={() => onDelete(entry)}
        />
      )}
    </li>
  );
}

/** What a search looks through. */
export function textOf({ address, startedAt, verdict, server }: HistoryEntry): string {
  return [address, dateTime(Date.parse(startedAt)), verdict.outcome, verdict.summary, server]
    .join(' ')
    .toLowerCase();
}
