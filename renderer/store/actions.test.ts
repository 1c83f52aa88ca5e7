import { beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeRun } from '../../shared/findings/judge.ts';
import type { StartRunRequest } from '../../shared/ipc/contract.ts';
import { IpcRefusal } from '../../shared/ipc/server.ts';
import { createGrowingLog } from '../../shared/ipc/testing/growing-log.ts';
import { expiredLog } from '../../shared/projections/testing/sample-logs.ts';
import { installFakeHost, quietHandlers } from '../testing/fake-host.ts';
import { pageStore } from './store.ts';

const host = installFakeHost();
const actions = await import('./actions.ts');
const { selectFinding } = await import('./select-finding.ts');
const { runViewOf } = await import('./run-view.ts');

const REQUEST: StartRunRequest = {
  address: 'alice@contoso.com',
  scenario: null,
  profile: 'sfb',
  network: 'auto',
  server: '',
};

beforeEach(() => {
  host.handlers = quietHandlers();
  host.logs.clear();
  host.calls.splice(0);
  pageStore.setState(pageStore.getInitialState(), true);
});

const state = () => pageStore.getState();

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
    await vi.waitFor(() => expect(state().run?.events).toHaveLength(300));
    log.grow(5);
    log.close();
    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true));

    expect(state().run?.events.map(({ seq }) => seq)).toEqual([...log.events.keys()]);
    expect(state().run?.problem).toBeNull();
  });

  it('shows a refusal where the address was typed', async () => {
    host.handlers = { ...host.handlers, 'run.start': () => refuse('There is no @ in it.') };

    await actions.startRun(REQUEST);

    expect(state()).toMatchObject({ run: null, isStarting: false, startProblem: 'There is no @ in it.' });
  });

  it('forgets the refusal with the next try', async () => {
    pageStore.setState({ startProblem: 'There is no @ in it.' });
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

    await vi.waitFor(() =>
      expect(state().run).toMatchObject({ isEnded: true, problem: 'there is no such run' }),
    );
  });
});

describe('runAgain', () => {
  it('cancels the run that is open and starts the same check', async () => {
    host.logs.set('run-1', createGrowingLog());
    host.logs.set('run-2', createGrowingLog());
    await actions.startRun(REQUEST);
    actions.selectRow('some-row');
    host.handlers = {
      ...host.handlers,
      'run.start': ({ address }) => ({ runId: 'run-2', address, note: null }),
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

    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true));
    expect(state().run).toMatchObject({ runId: 'run-1', problem: 'Not now.' });
    expect(state().run?.events).toHaveLength(2);
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
    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true));

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
          start = () => resolve({ runId: 'run-2', address, note: null });
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
    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true));
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
