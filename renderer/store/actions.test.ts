import { beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeRun } from '../../shared/findings/judge.ts';
import type { StartRunRequest } from '../../shared/ipc/contract.ts';
import { IpcRefusal } from '../../shared/ipc/server.ts';
import { createGrowingLog } from '../../shared/ipc/testing/growing-log.ts';
import { expiredLog } from '../../shared/projections/testing/sample-logs.ts';
import { installFakeHost, quietHandlers } from '../testing/fake-host.ts';
import { choiceOf, EMPTY_DRAFT, practiceChoice, type RunChoice } from './draft.ts';
import type { PasswordField } from './password-field.ts';
import { pageStore } from './store.ts';

const host = installFakeHost();
const actions = await import('./actions.ts');
const { selectRow } = await import('./choose-row.ts');
const { selectFinding } = await import('./select-finding.ts');
const { runViewOf } = await import('./run-view.ts');

const REQUEST: RunChoice = choiceOf({ ...EMPTY_DRAFT, address: 'alice@contoso.com' });
const WITH_PASSWORD: RunChoice = choiceOf({
  ...EMPTY_DRAFT,
  address: 'alice@contoso.com',
  way: 'password',
  method: 'ntlm',
  user: 'CONTOSO\\alice',
});

beforeEach(() => {
  host.handlers = quietHandlers();
  host.logs.clear();
  host.calls.splice(0);
  pageStore.setState(pageStore.getInitialState(), true);
});

/** For what comes at once, on a slow machine. */
const PATIENCE = { timeout: 10_000 };

const state = () => pageStore.getState();

const CANARY = 'canary-7Qx!ü';

/** A field in which the canary stands, and every copy of it that was handed out. */
function typedPassword(): PasswordField & { value: string; readonly handedOut: Uint8Array[] } {
  const field = {
    value: CANARY,
    handedOut: [] as Uint8Array[],
    read: () => {
      const bytes = new TextEncoder().encode(field.value);
      field.handedOut.push(bytes);
      return bytes;
    },
    clear: () => {
      field.value = '';
    },
  };
  return field;
}

function refuse(message: string): never {
  throw new IpcRefusal('invalid-input', message);
}

describe('describeApp', () => {
  it('takes in what the main process says of itself', async () => {
    await actions.describeApp();

    expect(state().description).toEqual({
      version: '0.1.0',
      scenarios: [],
      recentAddresses: ['bob@contoso.com'],
    });
  });
});

describe('startRun', () => {
  it('opens the run and takes in its log to the end', async () => {
    const log = createGrowingLog();
    log.grow(300);
    host.logs.set('run-1', log);

    await actions.startRun(REQUEST);
    expect(state().run).toMatchObject({ runId: 'run-1', address: 'alice@contoso.com', isEnded: false });
    await vi.waitFor(() => expect(state().run?.events).toHaveLength(300), PATIENCE);
    log.grow(5);
    log.close();
    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true), PATIENCE);

    expect(state().run?.events.map(({ seq }) => seq)).toEqual([...log.events.keys()]);
    expect(state().run?.problem).toBeNull();
  });

  it('shows a refusal where the address was typed', async () => {
    host.handlers = { ...host.handlers, 'run.start': () => refuse('There is no @ in it.') };

    await actions.startRun(REQUEST);

    expect(state()).toMatchObject({
      run: null,
      isStarting: false,
      startProblem: { place: 'address', sentence: 'There is no @ in it.' },
    });
  });

  it('shows what a practice network lacks beside the practice list', async () => {
    host.handlers = { ...host.handlers, 'run.start': () => refuse('It needs krb5kdc.') };

    await actions.startRun(practiceChoice('kerberos'));

    expect(state().startProblem).toEqual({ place: 'practice', sentence: 'It needs krb5kdc.' });
  });

  it('forgets the refusal with the next try', async () => {
    pageStore.setState({ startProblem: { place: 'address', sentence: 'There is no @ in it.' } });
    host.logs.set('run-1', createGrowingLog());

    await actions.startRun(REQUEST);

    expect(state().startProblem).toBeNull();
  });

  it('starts one run, however often it is asked meanwhile', async () => {
    host.logs.set('run-1', createGrowingLog());

    await Promise.all([actions.startRun(REQUEST), actions.startRun(REQUEST), actions.startRun(REQUEST)]);

    expect(host.calls).toEqual(['run.start']);
  });

  it('says so when the log cannot be followed', async () => {
    await actions.startRun(REQUEST);

    await vi.waitFor(
      () => expect(state().run).toMatchObject({ isEnded: true, problem: 'there is no such run' }),
      PATIENCE,
    );
  });
});

describe('runAgain', () => {
  it('cancels the run that is open and starts the same check', async () => {
    host.logs.set('run-1', createGrowingLog());
    host.logs.set('run-2', createGrowingLog());
    await actions.startRun(REQUEST);
    selectRow('some-row');
    host.handlers = {
      ...host.handlers,
      'run.start': ({ address }) => ({ kind: 'started', runId: 'run-2', address, note: null }),
    };

    await actions.runAgain();

    expect(host.calls).toEqual(['run.start', 'run.cancel', 'run.start']);
    expect(state()).toMatchObject({ run: { runId: 'run-2', request: REQUEST }, selectedRow: null });
  });

  it('leaves the old run in place, with the reason, when it cannot be repeated', async () => {
    const log = createGrowingLog();
    host.logs.set('run-1', log);
    await actions.startRun(REQUEST);
    host.handlers = { ...host.handlers, 'run.start': () => refuse('Not now.') };

    await actions.runAgain();
    log.grow(2);
    log.close();

    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true), PATIENCE);
    expect(state().run).toMatchObject({ runId: 'run-1', problem: 'Not now.' });
    expect(state().run?.events).toHaveLength(2);
  });
});

describe('with a password', () => {
  it('sends it as bytes, wipes them, empties the field and keeps nothing of it', async () => {
    const field = typedPassword();
    const sent: StartRunRequest[] = [];
    host.logs.set('run-1', createGrowingLog());
    host.handlers = {
      ...host.handlers,
      'run.start': (request) => {
        sent.push(request);
        return { kind: 'started', runId: 'run-1', address: request.address, note: null };
      },
    };

    await actions.startRun(WITH_PASSWORD, { password: field });

    expect(sent).toMatchObject([
      {
        auth: 'ntlm',
        credentials: { kind: 'password', user: 'CONTOSO\\alice', password: new TextEncoder().encode(CANARY) },
        isConfirmed: false,
      },
    ]);
    expect(field.value).toBe('');
    expect(field.handedOut.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
    expect(JSON.stringify(state())).not.toContain(CANARY);
    expect(state().run?.request?.credentials).toEqual({ kind: 'password', user: 'CONTOSO\\alice' });
  });

  it('keeps the field, and asks, when the account was rejected a short while ago', async () => {
    const field = typedPassword();
    host.handlers = {
      ...host.handlers,
      'run.start': ({ isConfirmed, address }) =>
        isConfirmed
          ? { kind: 'started', runId: 'run-1', address, note: null }
          : { kind: 'recently-rejected', user: 'CONTOSO\\alice', secondsAgo: 130 },
    };
    host.logs.set('run-1', createGrowingLog());

    await actions.startRun(WITH_PASSWORD, { password: field });
    expect(state()).toMatchObject({
      run: null,
      isStarting: false,
      rejection: { user: 'CONTOSO\\alice', secondsAgo: 130 },
    });
    expect(field.value).toBe(CANARY);
    await actions.startRun(WITH_PASSWORD, { password: field, isConfirmed: true });

    expect(state()).toMatchObject({ run: { runId: 'run-1' }, rejection: null });
    expect(field.value).toBe('');
  });

  it('keeps the field when the address is refused', async () => {
    const field = typedPassword();
    host.handlers = { ...host.handlers, 'run.start': () => refuse('There is no @ in it.') };

    await actions.startRun(WITH_PASSWORD, { password: field });

    expect(field.value).toBe(CANARY);
  });

  it('asks for it again, in the form as it was, when the run shall be repeated', async () => {
    host.logs.set('run-1', createGrowingLog());
    await actions.startRun(WITH_PASSWORD, { password: typedPassword() });
    expect(state().draft).toMatchObject({ address: '', user: null });

    await actions.runAgain();

    expect(host.calls.filter((name) => name === 'run.start')).toHaveLength(1);
    expect(state()).toMatchObject({
      run: null,
      draft: {
        address: 'alice@contoso.com',
        way: 'password',
        method: 'ntlm',
        user: 'CONTOSO\\alice',
        openSections: ['sign-in'],
        confirmedCertificates: [],
        isRepeat: true,
      },
    });
  });
});

describe('runWithCertificate', () => {
  const ONE = '1'.repeat(64);
  const OTHER = '2'.repeat(64);

  it('goes on at once as the signed-in user, with what was confirmed before too', async () => {
    const sent: (readonly string[])[] = [];
    host.handlers = {
      ...host.handlers,
      'run.start': ({ address, confirmedCertificates }) => {
        sent.push(confirmedCertificates);
        return { kind: 'started', runId: 'run-1', address, note: null };
      },
    };
    host.logs.set('run-1', createGrowingLog());
    await actions.startRun({ ...REQUEST, auth: 'auto', credentials: { kind: 'current-user' } });

    await actions.runWithCertificate(ONE);
    await actions.runWithCertificate(OTHER);
    await actions.runWithCertificate(OTHER);
    await actions.runAgain();

    // What was confirmed was for one run: the same check once more begins without it.
    expect(sent).toEqual([[], [ONE], [ONE, OTHER], [ONE, OTHER], []]);
  });

  it('goes back to the form when a password is needed, and forgets the confirmation once it is used', async () => {
    host.logs.set('run-1', createGrowingLog());
    await actions.startRun(WITH_PASSWORD, { password: typedPassword() });

    await actions.runWithCertificate(ONE);
    expect(state()).toMatchObject({ run: null, draft: { confirmedCertificates: [ONE], isRepeat: true } });
    await actions.startRun(choiceOf(state().draft), { password: typedPassword() });

    expect(state().run?.request?.confirmedCertificates).toEqual([ONE]);
    expect(state().draft.confirmedCertificates).toEqual([]);
  });
});

describe('describeSignIn', () => {
  it('asks once', async () => {
    await actions.describeSignIn();
    await actions.describeSignIn();

    expect(host.calls).toEqual(['sign-in.describe']);
    expect(state().abilities).toEqual({ singleSignOn: { ok: true }, canKeepCertificate: true });
  });

  it('offers nothing beyond a password when it gets no answer', async () => {
    host.handlers = { ...host.handlers, 'sign-in.describe': () => refuse('Not now.') };

    await actions.describeSignIn();

    expect(state().abilities).toEqual({
      singleSignOn: { ok: false, reason: 'Not now.' },
      canKeepCertificate: false,
    });
  });
});

describe('leaveRun', () => {
  it('cancels the run, goes back to the start and asks for the addresses anew', async () => {
    host.logs.set('run-1', createGrowingLog());
    await actions.startRun(REQUEST);

    await actions.leaveRun();

    expect(host.calls).toEqual(['run.start', 'run.cancel', 'app.describe']);
    expect(state().run).toBeNull();
  });

  it('does not cancel what is over', async () => {
    const log = createGrowingLog();
    log.close();
    host.logs.set('run-1', log);
    await actions.startRun(REQUEST);
    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true), PATIENCE);

    await actions.leaveRun();

    expect(host.calls).toEqual(['run.start', 'app.describe']);
  });

  it('gives up a run that was still about to start', async () => {
    host.logs.set('run-1', createGrowingLog());
    await actions.startRun(REQUEST);
    let start: () => void = () => undefined;
    host.handlers = {
      ...host.handlers,
      'run.start': ({ address }) =>
        new Promise((resolve) => {
          start = () => resolve({ kind: 'started', runId: 'run-2', address, note: null });
        }),
    };
    const again = actions.startRun(REQUEST);

    await actions.leaveRun();
    start();
    await again;

    expect(state()).toMatchObject({ run: null, isStarting: false });
    expect(host.calls.filter((name) => name === 'run.cancel')).toHaveLength(2);
  });
});

describe('selectFinding', () => {
  it('chooses the row that proves it', async () => {
    const log = createGrowingLog(expiredLog());
    log.close();
    host.logs.set('run-1', log);
    await actions.startRun(REQUEST);
    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true), PATIENCE);
    const events = state().run?.events ?? [];
    const finding = judgeRun(events).find(({ id }) => id === 'connectivity.certificate-expired');
    if (finding === undefined) throw new Error('the log has no such finding');

    selectFinding(finding);

    const row = runViewOf(events).ladder.rungs.find(({ id }) => id === state().selectedRow);
    expect(row).toMatchObject({ protocol: 'tls', outcome: 'failed' });
  });
});

describe('copyText', () => {
  it('says whether it was copied', async () => {
    expect(await actions.copyText('words')).toBe(true);
    expect(await actions.copyText('x'.repeat(200_001))).toBe(false);
  });
});
