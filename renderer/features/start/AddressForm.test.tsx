import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StartRunRequest } from '../../../shared/ipc/contract.ts';
import { createGrowingLog } from '../../../shared/ipc/testing/growing-log.ts';
import { changeDraft, pageStore } from '../../store/store.ts';
import { installFakeHost, quietHandlers } from '../../testing/fake-host.ts';
import { withoutMotion } from '../../testing/without-motion.ts';

withoutMotion();
const host = installFakeHost();
const { AddressForm } = await import('./AddressForm.tsx');

const CANARY = 'canary-7Qx!ü';
let sent: StartRunRequest[];

beforeEach(() => {
  sent = [];
  host.calls.splice(0);
  host.logs.clear();
  host.logs.set('run-1', createGrowingLog());
  host.handlers = {
    ...quietHandlers(),
    'run.start': (request) => {
      sent.push(request);
      return { kind: 'started', runId: 'run-1', address: request.address, note: null };
    },
  };
  pageStore.setState(pageStore.getInitialState(), true);
});
afterEach(cleanup);

const address = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Sign-in address' });
const user = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'User name' });
const password = () => screen.getByLabelText<HTMLInputElement>('Password');

function type(field: HTMLInputElement, text: string): void {
  fireEvent.change(field, { target: { value: text } });
}

/** The form with the section open. */
async function openForm(): Promise<void> {
  render(<AddressForm />);
  fireEvent.click(await screen.findByRole('button', { name: /^Sign-in options/ }));
  await screen.findByRole('radio', { name: 'Without signing in' });
}

async function openWithPassword(): Promise<void> {
  await openForm();
  fireEvent.click(screen.getByRole('radio', { name: 'With a password' }));
  await screen.findByLabelText('Password');
}

describe('without signing in', () => {
  it('is what the form does unless told otherwise', async () => {
    render(<AddressForm />);
    expect((await screen.findByRole('button', { name: /^Sign-in options/ })).ariaExpanded).not.toBe('true');

    type(address(), 'alice@contoso.com');
    fireEvent.click(screen.getByRole('button', { name: 'Check' }));

    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent).toMatchObject([
      { address: 'alice@contoso.com', auth: 'none', credentials: { kind: 'none' }, scenario: null },
    ]);
    expect(host.calls).not.toContain('sign-in.describe');
  });
});

describe('with a password', () => {
  it('sends what was typed, and leaves it neither in the field nor in the store', async () => {
    await openWithPassword();
    type(address(), 'alice@contoso.com');
    expect(user().value).toBe('alice@contoso.com');
    type(user(), 'CONTOSO\\alice');
    const field = password();
    type(field, CANARY);
    expect(JSON.stringify(pageStore.getState())).not.toContain(CANARY);

    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));

    await waitFor(() => expect(pageStore.getState().run).not.toBeNull());
    expect(sent).toMatchObject([
      {
        address: 'alice@contoso.com',
        auth: 'auto',
        credentials: {
          kind: 'password',
          user: 'CONTOSO\\alice',
          password: new TextEncoder().encode(CANARY),
        },
        keepCertificate: false,
      },
    ]);
    expect(field.value).toBe('');
    expect(JSON.stringify(pageStore.getState())).not.toContain(CANARY);
    expect(document.documentElement.outerHTML).not.toContain(CANARY);
  });

  it('says at the field what is missing, one thing after the other, and sends nothing', async () => {
    await openWithPassword();
    const press = () => fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));

    press();
    await waitFor(() => expect(document.activeElement).toBe(address()));
    expect(pageStore.getState().startProblem?.place).toBe('address');

    type(address(), 'alice@contoso.com');
    type(user(), ' ');
    press();
    await waitFor(() => expect(document.activeElement).toBe(user()));
    expect(screen.getByText(/^Type the user name/)).toBeTruthy();

    type(user(), 'CONTOSO\\');
    press();
    await screen.findByText(/both parts/);

    type(user(), 'CONTOSO\\alice');
    press();
    await waitFor(() => expect(document.activeElement).toBe(password()));
    expect(screen.getByText('Type the password.')).toBeTruthy();
    expect(password().getAttribute('aria-invalid')).toBe('true');

    type(password(), 'ü'.repeat(600));
    press();
    await screen.findByText(/too long/);
    expect(sent).toEqual([]);
  });

  it('unfolds the section again in which the password is missing', async () => {
    changeDraft({ address: 'alice@contoso.com', way: 'password' });
    render(<AddressForm />);
    await screen.findByRole('button', { name: /with a password/ });

    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));

    await screen.findByText('Type the password.');
    await waitFor(() => expect(document.activeElement).toBe(password()));
  });

  it('keeps the certificate only when asked to', async () => {
    await openWithPassword();
    type(address(), 'alice@contoso.com');
    type(password(), CANARY);
    fireEvent.click(await screen.findByRole('checkbox', { name: /^Keep the certificate/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));

    await waitFor(() => expect(sent).toMatchObject([{ keepCertificate: true }]));
  });

  it('does not offer to keep it where there is no protected store', async () => {
    host.handlers = {
      ...host.handlers,
      'sign-in.describe': () => ({ singleSignOn: { ok: true }, canKeepCertificate: false }),
    };
    await openWithPassword();
    await screen.findByText(/what this computer already holds/);

    expect(screen.queryByRole('checkbox')).toBeNull();
  });
});

describe('as the signed-in user', () => {
  it('can be chosen where the computer can do it, and needs no password', async () => {
    await openForm();
    await screen.findByText(/what this computer already holds/);
    fireEvent.click(screen.getByRole('radio', { name: /^As the user signed in/ }));
    expect(screen.queryByLabelText('Password')).toBeNull();
    type(address(), 'alice@contoso.com');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));

    await waitFor(() =>
      expect(sent).toMatchObject([{ auth: 'auto', credentials: { kind: 'current-user' } }]),
    );
  });

  it('says why not, where it cannot', async () => {
    host.handlers = {
      ...host.handlers,
      'sign-in.describe': () => ({
        singleSignOn: { ok: false, reason: 'There is no Kerberos library.' },
        canKeepCertificate: false,
      }),
    };
    await openForm();

    await screen.findByText('Not possible here: There is no Kerberos library.');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /^As the user/ }).disabled).toBe(true);
  });
});

describe('an account that was rejected a short while ago', () => {
  beforeEach(() => {
    host.handlers = {
      ...host.handlers,
      'run.start': (request) => {
        sent.push(request);
        return request.isConfirmed
          ? { kind: 'started', runId: 'run-1', address: request.address, note: null }
          : { kind: 'recently-rejected', user: 'CONTOSO\\alice', secondsAgo: 185 };
      },
    };
  });

  async function submitOnce(): Promise<void> {
    await openWithPassword();
    type(address(), 'alice@contoso.com');
    type(password(), CANARY);
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('alertdialog', { name: 'Try this password?' });
  }

  it('is tried again with the same password when the person says so', async () => {
    await submitOnce();
    expect(screen.getByRole('alertdialog').textContent).toContain(
      'The password of CONTOSO\\alice was rejected 3 minutes ago.',
    );

    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));

    await waitFor(() => expect(pageStore.getState().run).not.toBeNull());
    const typed = { kind: 'password', password: new TextEncoder().encode(CANARY) };
    expect(sent).toMatchObject([
      { isConfirmed: false, credentials: typed },
      { isConfirmed: true, credentials: typed },
    ]);
  });

  it('is left alone, and the field emptied, when the person cancels', async () => {
    await submitOnce();
    const field = document.querySelector<HTMLInputElement>('input[name="password"]');

    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));

    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(sent).toHaveLength(1);
    expect(field?.value).toBe('');
  });
});

describe('what holds for the next run only', () => {
  it('is said in the form, and can be taken back', async () => {
    changeDraft({
      address: 'alice@contoso.com',
      way: 'password',
      openSections: ['sign-in'],
      confirmedCertificates: ['ab'.repeat(32)],
      isRepeat: true,
    });
    render(<AddressForm />);

    await screen.findByText(/did not keep the password/);
    expect(screen.getByText(`${'ABAB '.repeat(15)}ABAB`)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(password()));
    fireEvent.click(screen.getByRole('button', { name: 'Do not trust it' }));

    expect(pageStore.getState().draft.confirmedCertificates).toEqual([]);
  });
});
