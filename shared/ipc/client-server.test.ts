import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIpcClient, type IpcClient } from './client.ts';
import type { LogBatch } from './contract.ts';
import { IpcRefusal, serveIpc, type IpcHandlers, type IpcServerOptions } from './server.ts';
import { exampleFileHandlers } from './testing/file-examples.ts';
import { createGrowingLog } from './testing/growing-log.ts';
import { createWirePair } from './testing/wire-pair.ts';
import type { HostMessage, PageMessage, Wire } from './wire.ts';

const HANDLERS: IpcHandlers = {
  'app.describe': () => ({ version: '0.1.0', scenarios: [], recentAddresses: [] }),
  'sign-in.describe': () => ({ singleSignOn: { ok: true }, canKeepCertificate: true }),
  'run.start': ({ address }) => ({ kind: 'started', runId: 'run-1', address, note: null }),
  'run.cancel': () => ({}),
  'recents.clear': () => ({}),
  'clipboard.write': () => ({}),
  ...exampleFileHandlers(),
};

interface Setting {
  readonly client: IpcClient;
  readonly page: Wire<PageMessage>;
  readonly host: Wire<HostMessage>;
  readonly defects: unknown[];
  readonly answers: unknown[];
  readonly stopServing: () => void;
}

function serve(options: Partial<IpcServerOptions> = {}): Setting {
  const { page, host } = createWirePair();
  const defects: unknown[] = [];
  const answers: unknown[] = [];
  const stopServing = serveIpc(host, {
    handlers: HANDLERS,
    findLog: () => null,
    sleep: () => Promise.resolve(),
    createControl: () => new AbortController(),
    onDefect: (error) => defects.push(error),
    ...options,
  });
  page.onMessage((message) => answers.push(message));
  return { client: createIpcClient(page), page, host, defects, answers, stopServing };
}

describe('a command', () => {
  it('shows a refusal to the page as it is', async () => {
    const { client, defects } = serve({
      handlers: {
        ...HANDLERS,
        'run.cancel': () => {
          throw new IpcRefusal('not-found', 'There is no such run.');
        },
      },
    });

    const reply = await client.call('run.cancel', { runId: 'run-9' });

    expect(reply).toEqual({ ok: false, error: { code: 'not-found', message: 'There is no such run.' } });
    expect(defects).toEqual([]);
  });

  it('keeps the words and the stack of a defect in the main process', async () => {
    const defect = new Error('secret path /home/alice');
    const { client, defects } = serve({
      handlers: { ...HANDLERS, 'recents.clear': () => Promise.reject(defect) },
    });

    const reply = await client.call('recents.clear', {});

    expect(reply).toEqual({
      ok: false,
      error: { code: 'internal', message: 'Something went wrong inside Rungs.' },
    });
    expect(defects).toEqual([defect]);
  });

  it('takes a reply outside the contract for our own fault, not for the page’s', async () => {
    const { client, defects } = serve({
      handlers: { ...HANDLERS, 'run.start': () => ({ kind: 'started', runId: '', address: '', note: null }) },
    });

    const reply = await client.call('run.cancel', { runId: 'run-1' });
    const broken = await client.call('run.start', {
      address: '',
      scenario: null,
      profile: 'sfb',
      network: 'auto',
      server: '',
      auth: 'none',
      credentials: { kind: 'none' },
      confirmedCertificates: [],
      keepCertificate: false,
      isConfirmed: false,
    });

    expect(reply.ok).toBe(true);
    expect(broken).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(defects).toHaveLength(1);
  });

  it('refuses input outside the contract without asking the handler', async () => {
    let calls = 0;
    const { page, answers } = serve({
      handlers: {
        ...HANDLERS,
        'clipboard.write': () => {
          calls += 1;
          return {};
        },
      },
    });

    page.post({ kind: 'call', id: 7, name: 'clipboard.write', input: { text: 'x', file: '/etc/passwd' } });
    await setImmediate();

    expect(answers).toMatchObject([{ kind: 'error', id: 7, error: { code: 'invalid-input' } }]);
    expect(calls).toBe(0);
  });

  it.each(['no.such', 'toString', '__proto__', 'constructor'])('knows no command %s', async (name) => {
    const { page, answers } = serve();

    page.post({ kind: 'call', id: 7, name, input: {} });
    page.post({ kind: 'follow', id: 8, name, request: {} });
    await setImmediate();

    expect(answers).toMatchObject([
      { kind: 'error', id: 7, error: { code: 'not-found' } },
      { kind: 'error', id: 8, error: { code: 'not-found' } },
    ]);
  });

  it('is an internal error on the page when the answer does not fit', async () => {
    const { page, host } = createWirePair();
    host.onMessage(() => host.post({ kind: 'reply', id: 1, value: { version: 1 } }));

    const reply = await createIpcClient(page).call('app.describe', {});

    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
  });
});

describe('the server', () => {
  it('survives any message at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true }),
        async (message) => {
          const defects: unknown[] = [];
          const received: unknown[] = [];
          serveIpc(
            {
              post: (answer) => received.push(answer),
              onMessage: (handler) => {
                handler(message);
                return () => undefined;
              },
            },
            {
              handlers: HANDLERS,
              findLog: () => null,
              sleep: () => Promise.resolve(),
              createControl: () => new AbortController(),
              onDefect: (error) => defects.push(error),
            },
          );
          await Promise.resolve();

          expect(received).toEqual([]);
          expect(defects).toHaveLength(1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('says nothing more once it is stopped', async () => {
    const log = createGrowingLog();
    const { client, page, answers, stopServing } = serve({ findLog: () => log });
    client.follow(
      { runId: 'run-1', from: 0 },
      () => undefined,
      () => undefined,
    );
    await setImmediate();

    stopServing();
    log.grow(3);
    page.post({ kind: 'call', id: 9, name: 'app.describe', input: {} });
    await setImmediate();

    expect(answers).toEqual([]);
    expect(log.waiting).toBe(0);
  });
});

describe('following a log', () => {
  it('brings every event once, in order, however slow the page is, and then the end', async () => {
    const log = createGrowingLog();
    const { client } = serve({ findLog: () => log });
    const seqs: number[] = [];
    const unfinished: (() => void)[] = [];
    let deepest = 0;
    const ended = new Promise<unknown>((resolve) => {
      client.follow(
        { runId: 'run-1', from: 0 },
        (batch) => {
          seqs.push(...batch.events.map(({ seq }) => seq));
          return new Promise<void>((done) => {
            deepest = Math.max(deepest, unfinished.push(done));
          });
        },
        resolve,
      );
    });

    for (let round = 0; round < 40; round++) {
      log.grow(7);
      await setImmediate();
      if (round % 5 === 0) unfinished.shift()?.();
    }
    expect(deepest).toBe(4);
    log.close();
    for (let isOver = false; !isOver;) {
      unfinished.shift()?.();
      isOver = await Promise.race([ended.then(() => true), setImmediate(false)]);
    }

    expect(await ended).toBeNull();
    expect(seqs).toEqual(Array.from({ length: 280 }, (_unused, index) => index));
  });

  it('stops when the page no longer wants it', async () => {
    const log = createGrowingLog();
    const { client } = serve({ findLog: () => log });
    const batches: LogBatch[] = [];
    const stop = client.follow(
      { runId: 'run-1', from: 0 },
      (batch) => void batches.push(batch),
      () => undefined,
    );
    log.grow(1);
    await setImmediate();

    stop();
    await setImmediate();
    log.grow(1);
    await setImmediate();

    expect(batches).toHaveLength(1);
    expect(log.waiting).toBe(0);
  });

  it('ends with an error when there is no such run', async () => {
    const { client } = serve();

    const error = await new Promise((resolve) =>
      client.follow({ runId: 'run-9', from: 0 }, () => undefined, resolve),
    );

    expect(error).toEqual({ code: 'not-found', message: 'there is no such run' });
  });

  it('ends with an error on the page, and in the main process, when a batch does not fit', async () => {
    const { page, host } = createWirePair();
    const received: unknown[] = [];
    host.onMessage((message) => {
      received.push(message);
      host.post({ kind: 'batch', id: 1, item: { events: 'none' } });
    });

    const error = await new Promise((resolve) =>
      createIpcClient(page).follow({ runId: 'run-1', from: 0 }, () => undefined, resolve),
    );
    await setImmediate();

    expect(error).toMatchObject({ code: 'internal' });
    expect(received).toContainEqual({ kind: 'unfollow', id: 1 });
  });

  it('tells the page when the log can no longer be read', async () => {
    const failure = new Error('unreadable');
    const { client, defects } = serve({
      findLog: () => ({
        events: [],
        isClosed: false,
        // eslint-disable-next-line require-yield -- it fails before it could
        async *read() {
          await Promise.resolve();
          throw failure;
        },
      }),
    });

    const error = await new Promise((resolve) =>
      client.follow({ runId: 'run-1', from: 0 }, () => undefined, resolve),
    );

    expect(error).toMatchObject({ code: 'internal' });
    expect(defects).toEqual([failure]);
  });

  it('refuses a second feed under the same number', async () => {
    const log = createGrowingLog();
    const { page, answers } = serve({ findLog: () => log });
    const follow = {
      kind: 'follow',
      id: 3,
      name: 'log.follow',
      request: { runId: 'run-1', from: 0 },
    } as const;

    page.post(follow);
    page.post(follow);
    await setImmediate();

    expect(answers).toMatchObject([{ kind: 'error', id: 3, error: { code: 'invalid-input' } }]);
    expect(log.waiting).toBe(1);
  });
});
