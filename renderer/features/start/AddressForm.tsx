import { Button, Field, Input } from '@fluentui/react-components';
import { lazy, Suspense, useRef, type SyntheticEvent } from 'react';
import { passwordFieldOf, type PasswordField } from '../../store/password-field.ts';
import { changeDraft, pageStore, usePage } from '../../store/store.ts';
import { useFieldProblem } from './field-problem.ts';
import { submitForm } from './start-actions.ts';
import styles from './start.module.css';

// Folded away at first, and a good part of the page's code: the field can be typed into before it is there.
const FormSections = lazy(async () => ({ default: (await import('./FormSections.tsx')).FormSections }));
const RejectedDialog = lazy(async () => ({ default: (await import('./RejectedDialog.tsx')).RejectedDialog }));

/** The sign-in address and, folded away, who signs in and what an administrator may want to fix by hand. */
export function AddressForm() {
  const problem = useFieldProblem('address');
  const isStarting = usePage((page) => page.isStarting);
  const address = usePage((page) => page.draft.address);
  const hasCredentials = usePage((page) => page.draft.way !== 'none');
  const rejection = usePage((page) => page.rejection);
  const form = useRef<HTMLFormElement>(null);
  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    void submitForm(passwordIn(form.current));
  }

  return (
    <>
      <form ref={form} onSubmit={submit} className={styles.form} noValidate>
        <div className={styles.line}>
          <Field className={styles.grow} label="Sign-in address" size="large" {...problem}>
            <Input
              name="address"
              size="large"
              value={address}
              onChange={(_event, { value }) => changeDraft({ address: value })}
              placeholder="you@contoso.com"
              autoComplete="off"
              spellCheck={false}
              // The one field of the page: a person who opens the app types into it.
              autoFocus // eslint-disable-line jsx-a11y/no-autofocus -- see above
            />
          </Field>
          <div className={styles.submit}>
            <Button type="submit" appearance="primary" size="large" disabled={isStarting}>
              {hasCredentials ? 'Sign in' : 'Check'}
            </Button>
          </div>
        </div>
        <div className={styles.more}>
          <Suspense>
            <FormSections />
          </Suspense>
        </div>
      </form>
      {rejection !== null && (
        <Suspense>
          <RejectedDialog
            rejection={rejection}
            onConfirm={() => void submitForm(passwordIn(form.current), true)}
            onCancel={() => {
              passwordIn(form.current)?.clear();
              pageStore.setState({ rejection: null });
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function passwordIn(form: HTMLFormElement | null): PasswordField | null {
  const input = form?.querySelector<HTMLInputElement>('input[name="password"]') ?? null;
  return input === null ? null : passwordFieldOf(input);
}
