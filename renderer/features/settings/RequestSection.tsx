import { Button } from '@fluentui/react-components';
import type { RequestRow } from '../../../shared/projections/settings-model.ts';
import { showEvidence } from '../../store/settings-view.ts';
import { REQUEST_SIGNS, REQUEST_STATE_NAMES } from '../../ui/request-signs.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import { Section } from './Section.tsx';
import styles from './settings.module.css';

/** What was asked for and what became of it; each leads to its rung. */
export function RequestSection({ requests }: { readonly requests: readonly RequestRow[] }) {
  return (
    <Section title="What was asked for">
      <ul className={styles.remarks}>
        {requests.map((request) => (
          <li key={request.kind} className={styles.remark} data-request={request.kind}>
            <StateIcon state={REQUEST_SIGNS[request.state]} />
            <span className={styles.grow}>
              <strong>{request.title}</strong>
              <span className={styles.hidden}> ({REQUEST_STATE_NAMES[request.state]})</span>:{' '}
              {request.sentence}
              <span className={styles.meaning}>
                {request.measure === '' ? request.purpose : request.measure}
              </span>
            </span>
            {request.evidence.length > 0 && (
              <Button
                size="small"
                aria-label={`Show in the ladder: ${request.title}`}
                onClick={() => showEvidence(request.evidence)}
              >
                Show
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
