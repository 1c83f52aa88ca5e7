import type { ScenarioInfo } from '../../../shared/lab/scenario-info.ts';
import { startRun } from './start-actions.ts';
import { usePage } from '../../store/store.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import styles from './start.module.css';

const GROUPS: readonly { readonly title: string; readonly holds: (one: ScenarioInfo) => boolean }[] = [
  { title: 'The sign-in works', holds: (one) => one.expect.outcome !== 'failed' },
  { title: 'The server is not found', holds: (one) => one.expect.step === 'discovery' },
  {
    title: 'The server is not reached',
    holds: (one) => one.expect.step === 'connectivity' && !isAboutCertificate(one),
  },
  { title: 'The certificate is not accepted', holds: isAboutCertificate },
  { title: 'The server turns the sign-in away', holds: (one) => one.expect.step === 'authentication' },
];

function isAboutCertificate(one: ScenarioInfo): boolean {
  return one.expect.finding?.includes('.certificate-') === true;
}

/** The practice scenarios, grouped by where they break; a click runs one for real on a simulated network. */
export function PracticeList() {
  const scenarios = usePage((page) => page.description?.scenarios);
  if (scenarios === undefined) return null;
  return (
    <section className={styles.practice} aria-labelledby="practice">
      <h2 id="practice" className={styles.heading}>
        Practise on a simulated network
      </h2>
      <p className={styles.quiet}>
        No server at hand? Rungs brings a small company network of its own, on this PC only. Pick what shall
        be wrong with it.
      </p>
      <div className={styles.groups}>
        {GROUPS.map(({ title, holds }) => (
          <section key={title} aria-label={title} className={styles.group}>
            <h3 className={styles.groupTitle}>{title}</h3>
            <ul className={styles.scenarios}>
              {scenarios.filter(holds).map((scenario) => (
                <li key={scenario.id}>
                  <ScenarioButton scenario={scenario} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

function ScenarioButton({ scenario }: { readonly scenario: ScenarioInfo }) {
  const isStarting = usePage((page) => page.isStarting);
  const { outcome, warnings } = scenario.expect;
  return (
    <button
      type="button"
      className={styles.scenario}
      disabled={isStarting}
      title={scenario.story}
      data-scenario={scenario.id}
      onClick={() =>
        void startRun({ address: '', scenario: scenario.id, server: '', profile: 'sfb', network: 'auto' })
      }
    >
      <StateIcon state={outcome === 'failed' ? 'failed' : warnings.length > 0 ? 'warned' : 'passed'} />
      <span>{scenario.title}</span>
    </button>
  );
}
