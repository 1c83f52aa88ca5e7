import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Button,
} from '@fluentui/react-components';
import type { Finding } from '../../../shared/findings/finding.ts';
import { visible } from '../../../shared/lib/text.ts';
import { OWNER_NAMES } from '../../../shared/projections/describe/owner.ts';
import { selectFinding } from '../../store/select-finding.ts';
import { closeSettings } from '../../store/settings-view.ts';
import { goTo } from '../../ui/places.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import styles from './checklist.module.css';

/** Plain words first; what the helpdesk and the administrator need is one click below. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const state = { error: 'failed', warning: 'warned', info: 'info' } as const;
  return (
    <div className={styles.finding} data-finding={finding.id}>
      <div className={styles.line}>
        <StateIcon state={state[finding.severity]} />
        <p className={styles.findingTitle}>{visible(finding.title)}</p>
      </div>
      <p className={styles.findingText}>
        <strong>{OWNER_NAMES[finding.owner]}:</strong> {visible(finding.remedy, 3_000)}
      </p>
      <Accordion collapsible>
        <AccordionItem value="why">
          <AccordionHeader size="small">Why</AccordionHeader>
          <AccordionPanel className={styles.why}>
            <p className={styles.findingText}>{visible(finding.explanation, 3_000)}</p>
            {finding.alternatives.length > 0 && (
              <>
                <p className={styles.findingText}>It could also be:</p>
                <ul className={styles.alternatives}>
                  {finding.alternatives.map((one) => (
                    <li key={one}>{visible(one, 3_000)}</li>
                  ))}
                </ul>
              </>
            )}
            {finding.verify !== null && (
              <p className={styles.findingText}>
                Check by hand:
                <code className={styles.command}>{visible(finding.verify, 3_000)}</code>
              </p>
            )}
            <p className={styles.quiet}>
              {finding.id}
              {finding.reference === null ? '' : ` · ${finding.reference}`}
            </p>
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
      {finding.evidence.length > 0 && (
        <Button size="small" onClick={() => showInLadder(finding)}>
          Show in the ladder
        </Button>
      )}
    </div>
  );
}

function showInLadder(finding: Finding): void {
  selectFinding(finding);
  closeSettings('call-flow');
  goTo('call-flow');
}
