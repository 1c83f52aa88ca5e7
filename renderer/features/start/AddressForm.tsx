import { Button, Field, Input } from '@fluentui/react-components';
import { lazy, Suspense, useRef, useState, type SyntheticEvent } from 'react';
import { startRun } from './start-actions.ts';
import { usePage } from '../../store/store.ts';
import type { Options } from './MoreOptions.tsx';
import styles from './start.module.css';

// Folded away at first, and a good part of the page's code: the field can be typed into before it is there.
const MoreOptions = lazy(async () => ({ default: (await import('./MoreOptions.tsx')).MoreOptions }));

/** The sign-in address and, folded away, what an administrator may want to fix by hand. */
export function AddressForm() {
  const problem = usePage((page) => page.startProblem);
  const isStarting = usePage((page) => page.isStarting);
  const form = useRef<HTMLFormElement>(null);
  const [options, setOptions] = useState<Options>({ profile: 'sfb', network: 'auto', server: '' });

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (form.current === null) return;
    const address = new FormData(form.current).get('address');
    void startRun({ address: typeof address === 'string' ? address : '', scenario: null, ...options });
  }

  return (
    <form ref={form} onSubmit={submit} className={styles.form}>
      <div className={styles.line}>
        <Field
          className={styles.grow}
          label="Sign-in address"
          size="large"
          {...(problem === null ? {} : { validationState: 'error' as const, validationMessage: problem })}
        >
          <Input
            name="address"
            size="large"
            placeholder="you@contoso.com"
            autoComplete="off"
            spellCheck={false}
            // The one field of the page: a person who opens the app types into it.
            autoFocus // eslint-disable-line jsx-a11y/no-autofocus -- see above
          />
        </Field>
        <div className={styles.submit}>
          <Button type="submit" appearance="primary" size="large" disabled={isStarting}>
            Check sign-in
          </Button>
        </div>
      </div>
      <div className={styles.more}>
        <Suspense>
          <MoreOptions
            options={options}
            onChange={(change) => setOptions((before) => ({ ...before, ...change }))}
          />
        </Suspense>
      </div>
    </form>
  );
}
