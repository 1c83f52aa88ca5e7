import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImportProgress, OpenedRun, SignInOfLog } from '../../shared/ipc/open-commands.ts';
import { IpcRefusal } from '../../shared/ipc/server.ts';
import { createGrowingLog } from '../../shared/ipc/testing/growing-log.ts';
import { healthyLog } from '../../shared/projections/testing/sample-logs.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import { installFakeHost, quietHandlers } from '../testing/fake-host.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { pageStore } from './store.ts';

const host = installFakeHost();
const open = await import('./open-run.ts');

const ORIGIN: RunOrigin = { kind: 'log', fileName: 'lync.uccapilog', format: 'uccapi', notes: [] };
const OPENED: OpenedRun = {
  kind: 'opened',
  runId: 'opened-1',
  address: 'alice@contoso.test',
  origin: ORIGIN,
};
const READING = { kind: 'reading', importId: 'i1', fileName: 'lync.uccapilog', totalBytes: 9e6 } as const;
const state = () => pageStore.getState();

function signIn(id: number): SignInOfLog {
  const found = { server: 'pool01.contoso.test', method: 'ntlm', outcome: 'signed-in' } as const;
  return {
    ...found,
    id,
    atMs: Date.UTC(2026, 2, 3, 10, id),
    address: 'alice@contoso.test',
    outcomeText: 'signed in',
    registers: 3,
    messages: 12,
  };
}

function read(...signIns: readonly SignInOfLog[]): ImportProgress {
  return { kind: 'read', format: 'uccapi', signIns: [...signIns], notes: ['The clock is not told.'] };
}

function answer(handlers: Partial<typeof host.handlers>): void {
  host.handlers = { ...host.handlers, ...handlers };
}

beforeEach(() => {
  host.handlers = quietHandlers();
  host.logs.clear();
  host.calls.splice(0);
  const log = createGrowingLog(healthyLog());
  log.close();
  host.logs.set('opened-1', log);
  pageStore.setState(pageStore.getInitialState(), true);
});

describe('opening a saved check', () => {
  it('shows it for reading, with its whole log', async () => {
    answer({ 'file.choose': () => OPENED });

    await open.chooseFile();

    expect(state().run).toMatchObject({ runId: 'opened-1', origin: ORIGIN, request: null });
    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true));
    expect(state().run?.events).toHaveLength(healthyLog().length);
  });

  it('shows a log of any length to its end', async () => {
    const log = createGrowingLog();
    log.grow(3_000);
    log.close();
    host.logs.set('opened-1', log);
    answer({ 'file.choose': () => OPENED });

    await open.chooseFile();

    await vi.waitFor(() => expect(state().run?.isEnded).toBe(true));
    expect(state().run?.events.map(({ seq }) => seq)).toEqual([...log.events.keys()]);
  });

  it('cancels the check in progress in whose place it comes, and remembers it', async () => {
    answer({ 'file.choose': () => OPENED });
    pageStore.setState({ run: sampleRun({ events: healthyLog(), isEnded: false }) });

    await open.chooseFile();

    expect(host.calls).toEqual(['file.choose', 'run.cancel']);
    expect(state().previousRun).toMatchObject({
      runId: 'run-1',
      label: expect.stringMatching(/^alice@/) as unknown,
    });
  });

  it('says why a file is refused, and leaves what was shown', async () => {
    answer({ 'file.choose': () => ({ kind: 'refused', sentence: 'This is no bundle.' }) });
    pageStore.setState({ run: sampleRun() });

    await open.chooseFile();

    expect(state()).toMatchObject({ fileProblem: 'This is no bundle.', run: { runId: 'run-1' } });
  });

  it('puts it beside the run that is shown when it is for comparing', async () => {
    answer({ 'history.open': () => OPENED });
    pageStore.setState({ run: sampleRun({ events: healthyLog() }) });

    await open.openEarlierCheck('h1', 'compare');

    await vi.waitFor(() => expect(state().compared).toMatchObject({ runId: 'opened-1', isEnded: true }));
    expect(state().run?.runId).toBe('run-1');
  });
});

describe('dropping files', () => {
  const file = (name: string): File => new File(['x'], name);

  it('opens the first of several and says so', async () => {
    const paths: string[] = [];
    answer({
      'file.open': ({ path }) => {
        paths.push(path);
        return OPENED;
      },
    });

    await open.openDropped([file('a.rungs'), file('b.rungs')]);

    expect(paths).toEqual(['/dropped/a.rungs']);
    expect(state().run?.note).toBe('2 files were dropped. Only the first was opened: a.rungs');
  });

  it('says so when what was dropped is no file of this computer', async () => {
    await open.openDropped([new File([], 'picture')]);

    expect(state().fileProblem).toMatch(/not a file on this computer/);
    expect(host.calls).toEqual([]);
  });
});

describe('reading a client log', () => {
  it('tells how far it is, then opens its only sign-in', async () => {
    const steps: ImportProgress[] = [
      { kind: 'reading', readBytes: 4e6, totalBytes: 9e6, signIns: 1 },
      read(signIn(0)),
    ];
    const seen: unknown[] = [];
    answer({
      'file.choose': () => READING,
      'import.progress': () => {
        seen.push(state().opening);
        return steps.shift() ?? read();
      },
      'import.choose': () => OPENED,
    });

    await open.chooseFile();

    expect(seen).toMatchObject([
      { kind: 'reading', readBytes: 0 },
      { kind: 'reading', readBytes: 4e6, totalBytes: 9e6, signIns: 1 },
    ]);
    expect(state()).toMatchObject({ opening: null, run: { runId: 'opened-1', chosenFrom: null } });
  });

  it('offers several sign-ins, opens the chosen one, and another one afterwards', async () => {
    const chosen: number[] = [];
    answer({
      'file.choose': () => READING,
      'import.progress': () => read(signIn(0), signIn(1)),
      'import.choose': ({ signIn: id }) => {
        chosen.push(id);
        return OPENED;
      },
    });

    await open.chooseFile();
    expect(state()).toMatchObject({ run: null, opening: { kind: 'choosing', list: { importId: 'i1' } } });
    await open.chooseSignIn(1);
    expect(state()).toMatchObject({ opening: null, run: { runId: 'opened-1' } });
    open.chooseAnotherSignIn();
    expect(state().opening?.kind).toBe('choosing');
    open.cancelOpening();
    open.chooseAnotherSignIn();
    await open.chooseSignIn(0);

    expect(chosen).toEqual([1, 0]);
    expect(host.calls).not.toContain('import.cancel');
  });

  it('says so when there is none, with what is odd about the log', async () => {
    answer({ 'text.open': () => READING, 'import.progress': () => read() });

    await open.openText('hello');

    expect(state().fileProblem).toBe('There is no sign-in in lync.uccapilog. The clock is not told.');
  });

  it('stops when the person cancels, and nothing comes of it any more', async () => {
    let go: (progress: ImportProgress) => void = () => undefined;
    answer({
      'file.choose': () => READING,
      'import.progress': () =>
        new Promise((resolve) => {
          go = resolve;
        }),
    });
    const reading = open.chooseFile();
    await vi.waitFor(() => expect(host.calls).toContain('import.progress'));

    open.cancelOpening();
    go(read(signIn(0)));
    await reading;

    expect(state()).toMatchObject({ opening: null, run: null, fileProblem: null });
    expect(host.calls).toEqual(['file.choose', 'import.progress', 'import.cancel']);
  });

  it('gives up what is being opened when something else is', async () => {
    let go: (reply: typeof READING) => void = () => undefined;
    answer({
      'newest-log.open': () =>
        new Promise((resolve) => {
          go = resolve;
        }),
      'file.choose': () => OPENED,
    });
    const late = open.openNewestLog();

    await open.chooseFile();
    go(READING);
    await late;

    expect(state().run?.runId).toBe('opened-1');
    expect(host.calls).toContain('import.cancel');
  });

  it('shows a refusal in the middle of it', async () => {
    answer({
      'file.choose': () => READING,
      'import.progress': () => {
        throw new IpcRefusal('not-found', 'This log is no longer open.');
      },
    });

    await open.chooseFile();

    expect(state()).toMatchObject({ opening: null, fileProblem: 'This log is no longer open.' });
  });
});
