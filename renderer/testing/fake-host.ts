import { serveIpc, type IpcHandlers } from '../../shared/ipc/server.ts';
import type { FollowedLog } from '../../shared/ipc/feed.ts';
import { createWirePair } from '../../shared/ipc/testing/wire-pair.ts';

/** What stands in for the main process behind the bridge; the contract's own client and server talk in between. */
export interface FakeHost {
  handlers: IpcHandlers;
  readonly logs: Map<string, FollowedLog>;
  /** Names of the commands that came, in order. */
  readonly calls: string[];
}

/** Puts the bridge in place. Must run before anything imports the page's client, which takes it on import. */
export function installFakeHost(): FakeHost {
  const { page, host } = createWirePair();
  Object.defineProperty(globalThis, 'rungs', { value: page, configurable: true });
  const fake: FakeHost = { handlers: quietHandlers(), logs: new Map(), calls: [] };
  serveIpc(host, {
    handlers: {
      'app.describe': (input) => answer('app.describe', (handlers) => handlers['app.describe'](input)),
      'sign-in.describe': (input) =>
        answer('sign-in.describe', (handlers) => handlers['sign-in.describe'](input)),
      'run.start': (input) => answer('run.start', (handlers) => handlers['run.start'](input)),
      'run.cancel': (input) => answer('run.cancel', (handlers) => handlers['run.cancel'](input)),
      'recents.clear': (input) => answer('recents.clear', (handlers) => handlers['recents.clear'](input)),
      'clipboard.write': (input) =>
        answer('clipboard.write', (handlers) => handlers['clipboard.write'](input)),
    },
    findLog: (runId) => fake.logs.get(runId) ?? null,
    sleep: () => Promise.resolve(),
    createControl: () => new AbortController(),
    onDefect: (error) => {
      throw error;
    },
  });
  return fake;

  function answer<T>(name: string, act: (handlers: IpcHandlers) => T): T {
    fake.calls.push(name);
    return act(fake.handlers);
  }
}

export function quietHandlers(): IpcHandlers {
  return {
    'app.describe': () => ({ version: '0.1.0', scenarios: [], recentAddresses: ['bob@contoso.com'] }),
    'sign-in.describe': () => ({ singleSignOn: { ok: true }, canKeepCertificate: true }),
    'run.start': ({ address }) => ({ kind: 'started', runId: 'run-1', address, note: null }),
    'run.cancel': () => ({}),
    'recents.clear': () => ({}),
    'clipboard.write': () => ({}),
  };
}
