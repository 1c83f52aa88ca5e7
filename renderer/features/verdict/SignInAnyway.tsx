import { Button } from '@fluentui/react-components';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Finding } from '../../../shared/findings/finding.ts';
import { runWithCertificate } from '../../store/actions.ts';
import { usePage } from '../../store/store.ts';
import { untrustedCertificate } from '../../store/untrusted-certificate.ts';

const TrustDialog = lazy(async () => ({ default: (await import('./TrustDialog.tsx')).TrustDialog }));

/** Where a certificate ended the sign-in: to look at it, and to go on with exactly this one. */
export function SignInAnyway({ findings }: { readonly findings: readonly Finding[] }) {
  // A run that was opened for reading cannot go on.
  const events = usePage((page) =>
    page.run === null || page.run.request === null ? undefined : page.run.events,
  );
  const untrusted = useMemo(
    () => (events === undefined ? null : untrustedCertificate(events, findings)),
    [events, findings],
  );
  const [isAsked, setIsAsked] = useState(false);
  if (untrusted === null) return null;
  return (
    <>
      <Button onClick={() => setIsAsked(true)}>Sign in anyway for this run…</Button>
      {isAsked && (
        <Suspense>
          <TrustDialog
            untrusted={untrusted}
            onConfirm={() => {
              setIsAsked(false);
              void runWithCertificate(untrusted.certificate.sha256);
            }}
            onCancel={() => setIsAsked(false)}
          />
        </Suspense>
      )}
    </>
  );
}
