import { commands, type CommandName } from '../../shared/ipc/contract.ts';
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
  const pathOf = ({ name, size }: File): string => (size === 0 ? '' : `/dropped/${name}`);
  Object.defineProperty(globalThis, 'rungs', { value: { ...page, pathOf }, configurable: true });
  const fake: FakeHost = { handlers: quietHandlers(), logs: new Map(), calls: [] };
  serveIpc(host, {
    handlers: answering(fake),
    findLog: (runId) => fake.logs.get(runId) ?? null,
    sleep: () => Promise.resolve(),
    createControl: () => new AbortController(),
    onDefect: (error) => {
      throw error;
    },
  });
  return fake;
}

/** The handlers that stand there at the moment of each call, which is written down. */
function answering(fake: FakeHost): IpcHandlers {
  const names = Object.keys(commands) as CommandName[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      (input: unknown): unknown => {
        fake.calls.push(name);
        // Name, input and handler belong together, which the compiler cannot follow through the list.
        return (fake.handlers[name] as (input: unknown) => unknown)(input);
      },
    ]),
  ) as unknown as IpcHandlers;
}

export function quietHandlers(): IpcHandlers {
  const noHistory = { isKept: true, entries: [], notice: null };
  return {
    'app.describe': () => ({ version: '0.1.0', scenarios: [], recentAddresses: ['bob@contoso.com'] }),
    'sign-in.describe': () => ({ singleSignOn: { ok: true }, canKeepCertificate: true }),
    'run.start': ({ address }) => ({ kind: 'started', runId: 'run-1', address, note: null }),
    'run.cancel': () => ({}),
    'recents.clear': () => ({}),
    'clipboard.write': () => ({}),
    'bundle.preview': () => ({ fileName: 'alice.rungs', packedBytes: 1_000, files: [], replaced: [] }),
    'bundle.save': () => ({ kind: 'cancelled' }),
    'bundle.drag': () => ({}),
    'ladder.draw': () => ({ svg: '<svg xmlns="http://www.w3.org/2000/svg"/>', width: 800, height: 600 }),
    'clipboard.write-picture': () => ({}),
    'shell.next': () => new Promise(() => undefined),
    'file.choose': () => ({ kind: 'cancelled' }),
    'file.open': () => ({ kind: 'cancelled' }),
    'text.open': () => ({ kind: 'cancelled' }),
    'newest-log.find': () => ({ log: null }),
    'newest-log.open': () => ({ kind: 'cancelled' }),
    'import.progress': () => ({ kind: 'refused', sentence: 'There is no such log.' }),
    'import.cancel': () => ({}),
    'import.choose': () => ({ kind: 'cancelled' }),
    'history.list': () => noHistory,
    'history.open': () => ({ kind: 'cancelled' }),
    'history.delete': () => noHistory,
    'history.empty': () => noHistory,
    'history.keep': ({ isKept }) => ({ ...noHistory, isKept }),
  };
}
