import { PRACTICE_ADDRESS } from '../../shared/lab/practice-address.ts';
import { parseHostAndPort } from '../../shared/lib/host-and-port.ts';
import { IpcRefusal, type IpcHandlers } from '../../shared/ipc/server.ts';
import { parseSipAddress } from '../../shared/lib/sip-address.ts';
import { createPlan, type ManualServer } from '../../shared/run/plan.ts';
import type { Services } from '../services/services.ts';
import type { RecentAddresses } from './recent-addresses.ts';
import type { RunShelf } from './run-shelf.ts';

export interface CommandDependencies {
  /** May still be loading. */
  readonly services: Services | Promise<Services>;
  readonly shelf: RunShelf;
  readonly recents: RecentAddresses;
  readonly version: string;
  readonly writeClipboard: (text: string) => Promise<void> | void;
}

/** What the page can ask for; each refusal is a sentence that the page shows as it is. */
export function createCommandHandlers(dependencies: CommandDependencies): IpcHandlers {
  const { shelf, recents, version, writeClipboard } = dependencies;
  return {
    'app.describe': async () => ({
      version,
      scenarios: [...(await dependencies.services).scenarios],
      recentAddresses: [...(await recents.list())],
    }),
    'run.start': async (request) => {
      const services = await dependencies.services;
      const isPractice = request.scenario !== null;
      if (isPractice && !services.scenarios.some((one) => one.id === request.scenario)) {
        throw new IpcRefusal('not-found', 'There is no such practice scenario.');
      }
      const address = parseSipAddress(isPractice ? PRACTICE_ADDRESS : request.address);
      if (!address.ok) throw new IpcRefusal('invalid-input', address.error.sentence);
      const { profile, network, scenario } = request;
      const server = parseServer(request.server);
      const plan = createPlan(address.value.address, { profile, network, server, scenario });
      const run = await services.startRun(plan);
      shelf.add(run);
      if (!isPractice) await recents.remember(address.value.address);
      return { runId: run.id, address: address.value.address, note: address.value.note };
    },
    'run.cancel': ({ runId }) => {
      const run = shelf.find(runId);
      if (run === null) throw new IpcRefusal('not-found', 'There is no such run.');
      run.cancel();
      return {};
    },
    'recents.clear': async () => {
      await recents.clear();
      return {};
    },
    'clipboard.write': async ({ text }) => {
      await writeClipboard(text);
      return {};
    },
  };
}

function parseServer(text: string): ManualServer | null {
  if (text.trim() === '') return null;
  const server = parseHostAndPort(text);
  if (server === null)
    throw new IpcRefusal(
      'invalid-input',
      'The server must be a name, or a name and a port such as sip.contoso.com:443.',
    );
  return server;
}
