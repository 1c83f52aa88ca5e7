import { useDeferredValue, useMemo, useState } from 'react';
import { counted } from '../../../shared/lib/listing.ts';
import { tryInDialPlan } from '../../../shared/projections/settings/number-trial.ts';
import { dialPlanText } from '../../../shared/projections/settings/settings-text.ts';
import type { DialPlan, DialRule } from '../../../shared/projections/settings-model.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import { CopyButton } from './CopyButton.tsx';
import { FactList } from './FactList.tsx';
import { NumberTrial } from './NumberTrial.tsx';
import { Section } from './Section.tsx';
import styles from './settings.module.css';
import { useCapped } from '../../ui/useCapped.tsx';

/** The dial plan with its rules, and a box in which a number can be tried. */
export function DialPlanSection({ plan }: { readonly plan: DialPlan }) {
  const [typed, setTyped] = useState('');
  const tried = useDeferredValue(typed);
  const trial = useMemo(() => tryInDialPlan(plan, tried), [plan, tried]);
  const [shown, more] = useCapped(plan.rules.length, 'rule');
  return (
    <Section
      title={`Dial plan ${plan.name}`}
      action={<CopyButton text={() => dialPlanText(plan)}>Copy dial plan</CopyButton>}
    >
      <div className={styles.summary}>
        <NumberTrial typed={typed} onType={setTyped} trial={trial} />
        <FactList fields={plan.facts} />
      </div>
      <table className={`${styles.table ?? ''} ${styles.rules ?? ''}`}>
        <caption className={styles.caption}>
          {counted(plan.rules.length, 'rule')}; the first that matches decides
          {plan.omittedRules === 0 ? '' : `. ${counted(plan.omittedRules, 'more rule')} came and is not kept`}
        </caption>
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              Rule
            </th>
            <th scope="col">Pattern</th>
            <th scope="col">Becomes</th>
          </tr>
        </thead>
        <tbody>
          {plan.rules.slice(0, shown).map((rule) => (
            <Rule key={rule.number} rule={rule} isDeciding={trial?.rule === rule.number} />
          ))}
        </tbody>
      </table>
      {more}
    </Section>
  );
}

function Rule({ rule, isDeciding }: { readonly rule: DialRule; readonly isDeciding: boolean }) {
  return (
    <tr className={isDeciding ? styles.deciding : undefined} data-deciding={isDeciding}>
      <th scope="row" className={styles.number}>
        <span className={styles.sign}>
          {rule.number}
          {isDeciding && <StateIcon state="passed" />}
          {isDeciding && <span className={styles.hidden}> decides</span>}
        </span>
      </th>
      <td>
        <code className={styles.code}>{rule.pattern}</code>
        {rule.remarks.map(({ sentence }) => (
          <span key={sentence} className={styles.meaning}>
            {sentence}
          </span>
        ))}
      </td>
      <td>
        <code className={styles.code}>{rule.translation}</code>
        {rule.isInternalExtension && <span className={styles.meaning}>An extension inside.</span>}
      </td>
    </tr>
  );
}
