import { describe, expect, it } from 'vitest';
import { failure, success, type Result } from '../../shared/lib/result.ts';
import type { ImportProgress, SignInOfLog } from '../../shared/ipc/open-commands.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import { expiredLog } from '../../shared/projections/testing/sample-logs.ts';
import type { LogImport } from '../services/import/log-import.ts';
import type { OpenedFile } from '../services/import/open-file.ts';
import { createOpening, type OpenDependencies } from './open-handlers.ts';
import { createRunShelf } from './run-shelf.ts';
import { createShellRequests } from './shell-requests.ts';

const ORIGIN: RunOrigin = { kind: 'log', fileName: 'a.uccapilog', format: 'uccapi', notes: [] };

interface FakeImport extends LogImport {
  readonly isCancelled: () => boolean;
  readonly finish: (progress: ImportProgress) => void;
}

function fakeImport(fileName: string): FakeImport {
  let state: ImportProgress = { kind: 'reading', readBytes: 5, totalBytes: 10, signIns: 1 };
  let isCancelled = false;
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    fileName,
    totalBytes: 10,
    progress: () => state,
    done,
    cancel: () => {
      isCancelled = true;
    },
    open: (signIn) =>
      Promise.resolve(
        signIn === 0
          ? success({ events: expiredLog(), origin: ORIGIN })
          : failure('There is no such sign-in.'),
      ),
    isCancelled: () => isCancelled,
    finish(progress) {
      state = progress;
      end();
    },
  };
}

type Reading = (signal: AbortSignal) => Promise<Result<OpenedFile, string>>;

function setUp(
  files: Readonly<Record<string, Result<OpenedFile, string> | Reading>>,
  choice: string | null = null,
) {
  const shelf = createRunShelf();
  const requests = createShellRequests();
  const pasted: FakeImport[] = [];
  const dependencies: OpenDependencies = {
    shelf,
    requests,
    chooseFile: () => Promise.resolve(choice),
    openFile: (path, signal) => {
      const file = files[path];
      if (typeof file === 'function') return file(signal);
      return file === undefined ? Promise.reject(new Error(`no ${path}`)) : Promise.resolve(file);
    },
    openText: (text) => {
      const reading = fakeImport(text);
      pasted.push(reading);
      return reading;
    },
    findNewestLog: () => Promise.resolve(null),
    sleep: () => Promise.resolve(),
  };
  return { ...createOpening(dependencies), shelf, requests, pasted };
}

const BUNDLE: OpenedFile = { kind: 'run', events: expiredLog(), origin: ORIGIN };

describe('opening', () => {
  it('puts a bundle on the shelf and says who it is about', async () => {
    const { handlers, shelf } = setUp({ '/a.rungs': success(BUNDLE) });

    const reply = await handlers['file.open']({ path: '/a.rungs' });

    expect(reply).toMatchObject({ kind: 'opened', address: 'alice@contoso.test', origin: ORIGIN });
    if (reply.kind !== 'opened') throw new Error(reply.kind);
    expect(shelf.find(reply.runId)?.log.events).toEqual(expiredLog());
  });

  it('says why a file is refused, and nothing when nobody chose one', async () => {
    const { handlers } = setUp({ '/a.etl': failure('It is a binary trace.') });

    expect(await handlers['file.open']({ path: '/a.etl' })).toEqual({
      kind: 'refused',
      sentence: 'It is a binary trace.',
    });
    expect(await handlers['file.choose']({})).toEqual({ kind: 'cancelled' });
  });

  it('reads a log with progress, and opens the sign-in that is chosen', async () => {
    const reading = fakeImport('a.uccapilog');
    const { handlers } = setUp({ '/a.uccapilog': success({ kind: 'log', reading }) }, '/a.uccapilog');

    const reply = await handlers['file.choose']({});
    if (reply.kind !== 'reading') throw new Error(reply.kind);
    const { importId } = reply;
    expect(await handlers['import.progress']({ importId })).toMatchObject({ kind: 'reading', readBytes: 5 });
    reading.finish({ kind: 'read', format: 'uccapi', signIns: [], notes: [] });
    expect(await handlers['import.progress']({ importId })).toMatchObject({ kind: 'read' });

    expect(await handlers['import.choose']({ importId, signIn: 0 })).toMatchObject({ kind: 'opened' });
    expect(await handlers['import.choose']({ importId, signIn: 1 })).toMatchObject({ kind: 'refused' });
  });

  it('gives up a log that is cancelled, or pushed out by later ones', async () => {
    const { handlers, pasted } = setUp({});
    const replies = [];
    for (const text of ['1', '2', '3', '4']) replies.push(await handlers['text.open']({ text }));

    expect(pasted.map((one) => one.isCancelled())).toEqual([true, false, false, false]);
    const [, second] = replies;
    if (second?.kind !== 'reading') throw new Error('not reading');
    await handlers['import.cancel']({ importId: second.importId });
    expect(pasted[1]?.isCancelled()).toBe(true);
    await expect(handlers['import.progress']({ importId: second.importId })).rejects.toThrow(
      'no longer open',
    );
  });

  it('gives up a file that is still being read when something else is opened', async () => {
    const late = fakeImport('late.uccapilog');
    const slow: Reading = (signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(success({ kind: 'log', reading: late })));
      });
    const opening = setUp({ '/slow.rungs': slow, '/a.rungs': success(BUNDLE) });
    const { handlers, requests } = opening;

    const first = handlers['file.open']({ path: '/slow.rungs' });
    const second = opening.openForPage('/slow.rungs');
    const third = handlers['file.open']({ path: '/a.rungs' });

    expect([await first, (await third).kind]).toEqual([{ kind: 'cancelled' }, 'opened']);
    expect(late.isCancelled()).toBe(true);
    await second;
    requests.put({ kind: 'save' });
    expect(await requests.next()).toEqual({ kind: 'save' });
  });

  it('keeps a log only while another of its sign-ins can be chosen', async () => {
    const { handlers, pasted } = setUp({});
    const signIn: SignInOfLog = {
      id: 0,
      atMs: null,
      address: null,
      server: null,
      method: null,
      outcome: 'unknown',
      outcomeText: '',
      registers: 1,
      messages: 2,
    };
    for (const signIns of [[signIn], [signIn, { ...signIn, id: 1 }]]) {
      const reply = await handlers['text.open']({ text: 'x' });
      if (reply.kind !== 'reading') throw new Error(reply.kind);
      pasted.at(-1)?.finish({ kind: 'read', format: 'sipe', signIns, notes: [] });
      await handlers['import.choose']({ importId: reply.importId, signIn: 0 });
    }

    expect(pasted.map((one) => one.isCancelled())).toEqual([true, false]);
  });

  it('tells the page of a file that the operating system asks for, also when it cannot be opened', async () => {
    const opening = setUp({ '/a.rungs': success(BUNDLE) });

    await opening.openForPage('/a.rungs');
    await opening.openForPage('/gone.rungs');

    expect(await opening.requests.next()).toMatchObject({ kind: 'open', reply: { kind: 'opened' } });
    expect(await opening.requests.next()).toEqual({
      kind: 'open',
      reply: { kind: 'refused', sentence: 'gone.rungs could not be opened: no /gone.rungs' },
    });
  });
});
