import { useMemo } from 'react';
import type { ScenarioInfo } from '../../../shared/lab/scenario-info.ts';
import { practiceChoice } from '../../store/draft.ts';
import { usePage } from '../../store/store.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import { practiceParts } from './practice-groups.ts';
import { startRun } from './start-actions.ts';
import styles from './start.module.css';

/** The practice scenarios, grouped by where they break; a click runs one for real on a simulated network. */
export function PracticeList() {
  const scenarios = usePage((page) => page.description?.scenarios);
  const problem = usePage((page) => page.startProblem);
  const parts = useMemo(() => practiceParts(scenarios ?? []), [scenarios]);
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
      {problem?.place === 'practice' && (
        <p className={styles.practiceProblem} role="alert">
          <StateIcon state="failed" />
          {problem.sentence}
        </p>
      )}
      {parts.map(({ title, note, groups }) => (
        <details key={title} open className={styles.part}>
          <summary className={styles.partTitle}>
            <h3>
              {title} <span className={styles.quiet}>({note})</span>
            </h3>
          </summary>
          <div className={styles.groups}>
            {groups.map((group) => (
              <section key={group.title} aria-label={`${title}: ${group.title}`} className={styles.group}>
                <h4 className={styles.groupTitle}>{group.title}</h4>
                <ul className={styles.scenarios}>
                  {group.scenarios.map((scenario) => (
                    <li key={scenario.id}>
                      <ScenarioButton scenario={scenario} />
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </details>
      ))}
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
      onClick={() => void startRun(practiceChoice(scenario.id))}
    >
      <StateIcon state={outcome === 'failed' ? 'failed' : warnings.length > 0 ? 'warned' : 'passed'} />
      <span>{scenario.title}</span>
    </button>
  );
}
