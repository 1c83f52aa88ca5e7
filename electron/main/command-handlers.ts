import type { CommandReply, StartRunRequest } from '../../shared/ipc/contract.ts';
import { practiceSignIn } from '../../shared/lab/practice-sign-in.ts';
import { parseHostAndPort } from '../../shared/lib/host-and-port.ts';
import { parseLogonName } from '../../shared/lib/logon-name.ts';
import { IpcRefusal, type IpcHandlers } from '../../shared/ipc/server.ts';
import { parseSipAddress } from '../../shared/lib/sip-address.ts';
import {
  createPlan,
  type CredentialsChoice,
  type ManualServer,
  type RunPlan,
} from '../../shared/run/plan.ts';
import type { RunHandle, Services, StartRefusal } from '../services/services.ts';
import type { FileHandlers } from './desk-handlers.ts';
import type { RecentAddresses } from './recent-addresses.ts';
import type { RunShelf } from './run-shelf.ts';

export interface CommandDependencies {
  /** May still be loading. */
  readonly services: Services | Promise<Services>;
  readonly shelf: RunShelf;
  readonly recents: RecentAddresses;
  readonly version: string;
  /** Whether the operating system has a protected store that is really protected. */
  readonly canKeepCertificate: () => boolean;
  /** Told of every run that has begun. */
  readonly onStart: (run: RunHandle) => void;
  readonly writeClipboard: (text: string) => Promise<void> | void;
}

/** What the page can ask for; each refusal is a sentence that the page shows as it is. */
export function createCommandHandlers(
  dependencies: CommandDependencies,
): Omit<IpcHandlers, keyof FileHandlers> {
  const { shelf, recents, version, writeClipboard } = dependencies;
  return {
    'app.describe': async () => ({
      version,
      scenarios: [...(await dependencies.services).scenarios],
      recentAddresses: [...(await recents.list())],
    }),
    'sign-in.describe': async () => ({
      singleSignOn: (await dependencies.services).singleSignOn(),
      canKeepCertificate: dependencies.canKeepCertificate(),
    }),
    'run.start': async (request) => {
      const { password, credentials } = splitCredentials(request);
      try {
        const services = await dependencies.services;
        const practice = findPractice(services, request.scenario);
        const address = parseSipAddress(practice?.address ?? request.address);
        if (!address.ok) throw new IpcRefusal('invalid-input', address.error.sentence);
        const { profile, network, scenario, confirmedCertificates, keepCertificate, isConfirmed } = request;
        const server = parseServer(request.server);
        const plan = createPlan(address.value.address, {
          profile,
          network,
          server,
          scenario,
          confirmedCertificates,
          keepCertificate,
          auth: practice?.auth ?? (credentials.kind === 'none' ? 'none' : request.auth),
          credentials: practice?.credentials ?? credentials,
        });
        // The run takes its copy over and wipes it; this one came by IPC and ends here.
        const own = plan.credentials.kind === 'password' && practice === null ? password?.slice() : undefined;
        const started = await services.startRun(plan, {
          isConfirmed,
          ...(own === undefined ? {} : { password: own }),
        });
        if (!started.ok) return answerRefusal(started.error);
        const run = started.value;
        shelf.add(run);
        dependencies.onStart(run);
        if (practice === null) await recents.remember(address.value.address);
        return {
          kind: 'started',
          runId: run.id,
          address: address.value.address,
          note: address.value.note,
        };
      } finally {
        password?.fill(0);
      }
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

/** The password goes its own way: it must not be in a plan. */
function splitCredentials({ credentials: given, auth, scenario }: StartRunRequest): {
  readonly credentials: CredentialsChoice;
  readonly password: Uint8Array | null;
} {
  const password = given.kind === 'password' ? given.password : null;
  // On the practice network the scenario says who signs in; a method of "none" signs nobody in.
  if (auth === 'none' || scenario !== null) return { credentials: { kind: 'none' }, password };
  if (given.kind !== 'password') return { credentials: given, password };
  const user = parseLogonName(given.user);
  if (user.ok) return { credentials: { kind: 'password', user: user.value }, password };
  given.password.fill(0);
  throw new IpcRefusal('invalid-input', user.error.sentence);
}

/** Who signs in on the practice network; null on the real one. */
function findPractice(
  services: Services,
  id: string | null,
): Pick<RunPlan, 'address' | 'auth' | 'credentials'> | null {
  if (id === null) return null;
  const scenario = services.scenarios.find((one) => one.id === id);
  if (scenario === undefined) throw new IpcRefusal('not-found', 'There is no such practice scenario.');
  return practiceSignIn(scenario);
}

function answerRefusal(refusal: StartRefusal): CommandReply<'run.start'> {
  switch (refusal.kind) {
    case 'recently-rejected':
      return refusal;
    case 'lab-needs':
      throw new IpcRefusal('refused', refusal.sentence);
    case 'no-single-sign-on':
      throw new IpcRefusal('refused', refusal.reason);
  }
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
