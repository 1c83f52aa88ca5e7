import { Field, Input } from '@fluentui/react-components';
import { changeDraft, usePage } from '../../store/store.ts';
import { useFieldProblem } from './field-problem.ts';
import styles from './start.module.css';

/** As long as a request may hold. */
const LONGEST_USER = 320;

export function PasswordFields() {
  const userProblem = useFieldProblem('user');
  const passwordProblem = useFieldProblem('password');
  const user = usePage((page) => page.draft.user ?? page.draft.address);
  const isRepeat = usePage((page) => page.draft.isRepeat);
  return (
    <>
      <Field label="User name" hint="The sign-in address, or DOMAIN\name" {...userProblem}>
        <Input
          name="user"
          value={user}
          onChange={(_event, { value }) => changeDraft({ user: value })}
          maxLength={LONGEST_USER}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Field label="Password" {...passwordProblem}>
        {(control) => (
          // Not Fluent's Input: that one keeps what is typed in React's state.
          <input
            {...control}
            type="password"
            name="password"
            className={styles.password}
            autoComplete="off"
            // The run shall be made once more, and this is all that is missing.
            autoFocus={isRepeat} // eslint-disable-line jsx-a11y/no-autofocus -- see above
          />
        )}
      </Field>
    </>
  );
}
