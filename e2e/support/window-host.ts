import { createCommandHandlers } from '../../electron/main/command-handlers.ts';
import { createRunShelf } from '../../electron/main/run-shelf.ts';
import type { RunHandle, Services } from '../../electron/services/services.ts';
import { createIpcClient } from '../../shared/ipc/client.ts';
import type { StartRunRequest } from '../../shared/ipc/contract.ts';
import { serveIpc } from '../../shared/ipc/server.ts';
import { exampleFileHandlers } from '../../shared/ipc/testing/file-examples.ts';
import { createWirePair } from '../../shared/ipc/testing/wire-pair.ts';

/** What crossed from the main process to its page in one run, and the run itself. */
export interface WindowRun {
  readonly run: RunHandle;
  /** As structured clone delivers them: replies, batches, errors. */
  readonly messages: readonly unknown[];
  /** What the host was told of its own defects. */
  readonly defects: readonly unknown[];
}

/** Runs a sign-in as the window does: asked for over the wire of the page, followed over it to the end. */
export async function runFromWindow(services: Services, request: StartRunRequest): Promise<WindowRun> {
  const { page, host } = createWirePair();
  const messages: unknown[] = [];
  const defects: unknown[] = [];
  const clipboard: string[] = [];
  const started: RunHandle[] = [];
  page.onMessage((message) => messages.push(message));
  const shelf = createRunShelf();
  const stop = serveIpc(host, {
    handlers: {
      ...exampleFileHandlers(),
      ...createCommandHandlers({
        services,
        shelf,
        recents: {
          list: () => Promise.resolve([]),
          remember: () => Promise.resolve(),
          clear: () => Promise.resolve(),
        },
        version: '0.0.0-test',
        canKeepCertificate: () => true,
        onStart: (run) => started.push(run),
        writeClipboard: (text) => void clipboard.push(text),
      }),
    },
    findLog: (runId) => shelf.find(runId)?.log ?? null,
    // The feed's pause between batches only saves work.
    sleep: () => new Promise((resolve) => void setImmediate(resolve)),
    createControl: () => new AbortController(),
    onDefect: (error) => defects.push(error),
  });
  const client = createIpcClient(page);
  await client.call('app.describe', {});
  await client.call('sign-in.describe', {});
  const reply = await client.call('run.start', request);
  if (!reply.ok || reply.value.kind !== 'started') {
    throw new Error(`the window could not start a run: ${JSON.stringify(reply)}`);
  }
  const { runId } = reply.value;
  await new Promise<void>((resolve, reject) => {
    client.follow(
      { runId, from: 0 },
      () => undefined,
      (error) => (error === null ? resolve() : reject(new Error(error.message))),
    );
  });
  const run = started.find(({ id }) => id === runId);
  if (run === undefined) throw new Error('the shelf lost the run');
  await run.done;
  stop();
  return { run, messages, defects };
}
