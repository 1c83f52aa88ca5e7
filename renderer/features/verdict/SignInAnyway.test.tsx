import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeRun } from '../../../shared/findings/judge.ts';
import { writeLog } from '../../../shared/projections/testing/log-writer.ts';
import { connect, discover, finish } from '../../../shared/projections/testing/sample-logs.ts';
import { choiceOf, EMPTY_DRAFT } from '../../store/draft.ts';
import { pageStore } from '../../store/store.ts';
import { installFakeHost, quietHandlers } from '../../testing/fake-host.ts';
import { sampleRun } from '../../testing/sample-run.ts';
import { withoutMotion } from '../../testing/without-motion.ts';

withoutMotion();
const host = installFakeHost();
const { SignInAnyway } = await import('./SignInAnyway.tsx');
const { untrustedCertificate } = await import('../../store/untrusted-certificate.ts');

const credentials = { kind: 'password', user: 'CONTOSO\\alice' } as const;
const events = (() => {
  const writer = writeLog({ credentials, auth: 'auto' });
  discover(writer);
  connect(writer, [{ kind: 'expired', index: 0, notAfterMs: Date.UTC(2026, 10, 1) }]);
  return finish(writer, 130, 'completed');
})();
const findings = judgeRun(events);

beforeEach(() => {
  host.handlers = quietHandlers();
  pageStore.setState(
    {
      ...pageStore.getInitialState(),
      run: sampleRun({
        request: {
          ...choiceOf({ ...EMPTY_DRAFT, address: 'alice@contoso.test', way: 'password' }),
          credentials,
        },
        events,
      }),
    },
    true,
  );
});
afterEach(cleanup);

async function ask(): Promise<HTMLElement> {
  render(<SignInAnyway findings={findings} />);
  fireEvent.click(screen.getByRole('button', { name: /^Sign in anyway/ }));
  return screen.findByRole('alertdialog');
}

describe('signing in over a certificate that is not trusted', () => {
  it('shows the exact certificate and what is wrong with it before anything happens', async () => {
    const untrusted = untrustedCertificate(events, findings);
    if (untrusted === null) throw new Error('the log has no such certificate');
    const { certificate } = untrusted;

    const dialog = await ask();

    expect(dialog.textContent).toContain(certificate.subject);
    expect(dialog.textContent).toContain(certificate.issuer);
    expect(dialog.textContent).toMatch(/expired/);
    expect(dialog.textContent.replaceAll(' ', '').toLowerCase()).toContain(certificate.sha256);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(pageStore.getState().run?.runId).toBe('run-1');
  });

  it('is not offered for a run that was opened for reading', () => {
    pageStore.setState({ run: sampleRun({ events }) });

    const { container } = render(<SignInAnyway findings={findings} />);

    expect(container.textContent).toBe('');
  });

  it('goes back to the form with this certificate confirmed', async () => {
    await ask();

    fireEvent.click(screen.getByRole('button', { name: 'Trust it for this run' }));

    await waitFor(() => expect(pageStore.getState().run).toBeNull());
    expect(pageStore.getState().draft).toMatchObject({
      confirmedCertificates: [untrustedCertificate(events, findings)?.certificate.sha256],
      isRepeat: true,
    });
  });
});
