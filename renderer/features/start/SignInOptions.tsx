import { Checkbox, Radio, RadioGroup } from '@fluentui/react-components';
import { useEffect, useId } from 'react';
import type { SignInMethod, SignInWay } from '../../store/draft.ts';
import { changeDraft, usePage } from '../../store/store.ts';
import { Choice } from '../../ui/Choice.tsx';
import { PasswordFields } from './PasswordFields.tsx';
import { describeSignIn } from './start-actions.ts';
import styles from './start.module.css';

const METHODS: Readonly<Record<SignInMethod, string>> = {
  auto: 'Automatic, as the client',
  kerberos: 'Kerberos',
  ntlm: 'NTLM',
  'tls-dsk': 'TLS-DSK (certificate)',
  all: 'Every method in turn (for administrators)',
};

/** Who signs in, and by which method. */
export function SignInOptions() {
  const way = usePage((page) => page.draft.way);
  const method = usePage((page) => page.draft.method);
  const keepCertificate = usePage((page) => page.draft.keepCertificate);
  const abilities = usePage((page) => page.abilities);
  useEffect(() => void describeSignIn(), []);
  const singleSignOn = abilities?.singleSignOn;
  return (
    <div className={styles.signIn}>
      <RadioGroup
        aria-label="How to sign in"
        value={way}
        onChange={(_event, { value }) => changeDraft({ way: wayOf(value) })}
      >
        <Way value="none" label="Without signing in">
          Finds the server, connects to it and reads which ways of signing in it offers. No account is
          touched.
        </Way>
        <Way value="password" label="With a password">
          Signs in for real, as the client would, and signs out again.
        </Way>
        <Way
          value="current-user"
          label="As the user signed in to this computer"
          isDisabled={singleSignOn?.ok !== true}
        >
          {singleSignOn === undefined
            ? 'Asking this computer …'
            : singleSignOn.ok
              ? 'Signs in for real with what this computer already holds; no password is typed.'
              : `Not possible here: ${singleSignOn.reason}`}
        </Way>
      </RadioGroup>
      {way !== 'none' && (
        <>
          <div className={styles.options}>
            {way === 'password' && <PasswordFields />}
            <Choice
              label="Method"
              value={method}
              texts={METHODS}
              onChoose={(value) => changeDraft({ method: value })}
            />
          </div>
          {abilities?.canKeepCertificate === true && (
            <Checkbox
              label="Keep the certificate for later sign-ins"
              checked={keepCertificate}
              onChange={(_event, { checked }) => changeDraft({ keepCertificate: checked === true })}
            />
          )}
        </>
      )}
      {way === 'password' && (
        <p className={styles.quiet}>
          Rungs sends the password once at most until a server accepts it, because accounts lock after a few
          wrong tries; only over connections with a trusted certificate; and it is never stored.
        </p>
      )}
    </div>
  );
}

function Way({
  value,
  label,
  isDisabled = false,
  children,
}: {
  readonly value: SignInWay;
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly children: string;
}) {
  const hint = useId();
  return (
    <div>
      <Radio value={value} label={label} disabled={isDisabled} aria-describedby={hint} />
      <p id={hint} className={styles.wayHint}>
        {children}
      </p>
    </div>
  );
}

function wayOf(value: string): SignInWay {
  return value === 'password' || value === 'current-user' ? value : 'none';
}
