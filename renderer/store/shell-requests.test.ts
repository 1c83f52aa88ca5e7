import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ShellRequest } from '../../shared/ipc/open-commands.ts';
import { IpcRefusal } from '../../shared/ipc/server.ts';
import { healthyLog } from '../../shared/projections/testing/sample-logs.ts';
import { installFakeHost, quietHandlers } from '../testing/fake-host.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { pageStore } from './store.ts';

const host = installFakeHost();
const { answerShell } = await import('./shell-requests.ts');
const state = () => pageStore.getState();

beforeEach(() => {
  host.calls.splice(0);
  pageStore.setState(pageStore.getInitialState(), true);
});

/** Lets the shell ask for these, one after the other, until the page waits for the next. */
async function ask(...requests: readonly ShellRequest[]): Promise<void> {
  const rest = [...requests];
  const quiet = quietHandlers();
  host.handlers = { ...quiet, 'shell.next': () => rest.shift() ?? new Promise(() => undefined) };
  void answerShell();
  await vi.waitFor(() => expect(host.calls).toHaveLength(requests.length + 1));
}

describe('what the menu and the operating system ask for', () => {
  it('is done one thing after the other', async () => {
    await ask({ kind: 'history' }, { kind: 'open', reply: { kind: 'refused', sentence: 'It is damaged.' } });

    expect(state()).toMatchObject({
      dialog: { kind: 'history', purpose: 'show' },
      fileProblem: 'It is damaged.',
    });
  });

  it.each(['save', 'compare'] as const)('can be to %s, which needs a finished run', async (kind) => {
    await ask({ kind });
    expect(state()).toMatchObject({ dialog: null, fileProblem: expect.stringMatching(kind) as unknown });

    pageStore.setState({ run: sampleRun({ events: healthyLog() }) });
    host.calls.splice(0);
    await ask({ kind });
    expect(state()).toMatchObject({ dialog: { kind }, fileProblem: null });
  });

  it('is not asked for without end where the answer fails', async () => {
    host.handlers = {
      ...quietHandlers(),
      'shell.next': () => {
        throw new IpcRefusal('refused', 'No.');
      },
    };

    await answerShell();

    expect(host.calls.length).toBeLessThan(10);
  });
});
