import { Field, Input } from '@fluentui/react-components';
import type { TrialView } from '../../../shared/projections/settings/number-trial.ts';
import styles from './settings.module.css';
import { clearOnEscape } from './clear-on-escape.ts';

export interface NumberTrialProps {
  readonly typed: string;
  readonly onType: (typed: string) => void;
  /** null: nothing was typed. */
  readonly trial: TrialView | null;
}

/** Shows what the dial plan makes of a number, before anybody dials it. */
export function NumberTrial({ typed, onType, trial }: NumberTrialProps) {
  return (
    <div>
      <Field label="Try a number" hint="As it would be dialled in the client; nothing is called.">
        <Input
          value={typed}
          onChange={(_event, { value }) => onType(value)}
          onKeyDown={clearOnEscape(typed, onType)}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <div role="status" className={styles.trial}>
        {trial !== null && (
          <>
            {trial.result !== null && <p className={styles.result}>{trial.result}</p>}
            <p className={styles.text}>{trial.sentence}</p>
            {trial.doubts.map((doubt) => (
              <p key={doubt} className={styles.quiet}>
                {doubt}
              </p>
            ))}
          </>
        )}
      </div>
    </div>
  );
}
