import { catalogue, eventsOf, type LoggedEvent } from '../../../../../shared/events/catalogue.ts';
import type { SipRequest } from '../../../../../shared/protocol/sip/message.ts';
import type { Network } from '../../../../../shared/run/ids.ts';
import { SipAssociation } from '../../../auth/sip-association.ts';
import type { Registration } from '../../../auth/registration.ts';
import { systemClock } from '../../../clock.ts';
import type { ProbeContext } from '../../../context.ts';
import type { EnginePorts } from '../../../ports.ts';
import { createTrust } from '../../../transport/tls.ts';
import type { NameResolver } from '../../../transport/dns.ts';
import { GOOD, type LoopbackServers } from '../../connectivity/fixtures/loopback-server.ts';
import {
  createTestProbe,
  type TestProbe,
  type TestSettings,
} from '../../connectivity/fixtures/probe-context.ts';
import { probeEndpoint } from '../../connectivity/probe-endpoint.ts';
import { createRegisterDialog } from '../../registration/register-dialog.ts';
import { SipChannel } from '../../registration/sip-channel.ts';
import type { RegistrationDescription } from '../../../../../shared/protocol/sip/registration-description.ts';
import { loadSettings } from '../load-settings.ts';
import { response, NO_BODY, SettingsServer, TEST_SECURITY, testOffer } from './settings-server.ts';

/** A registration that stands at a server of the test's making. */
export interface RegisteredSession {
  readonly probe: TestProbe;
  readonly ctx: ProbeContext;
  readonly registration: Registration;
  /** Its end of the connection. */
  readonly server: SettingsServer;
  readonly description: RegistrationDescription;
  readonly load: (changes?: Partial<RegistrationDescription>, network?: Network) => Promise<void>;
}

/** The ports are those of the time after the sign-in. */
export type SessionSettings = TestSettings & { readonly ports?: Partial<EnginePorts> };

const DESCRIPTION: RegistrationDescription = {
  allowEvents: [],
  supported: ['adhoclist'],
  gruu: 'sip:alice@contoso.test;opaque=user:epid:abc;gruu',
  keepAlive: null,
  isRemote: false,
  registerAction: 'added',
  primaryClusterType: 'central',
  isConnectedToPrimary: true,
  userServices: null,
};

export async function registeredAt(
  servers: LoopbackServers,
  onRequest: (server: SettingsServer, request: SipRequest) => void,
  { ports = {}, ...settings }: SessionSettings = {},
): Promise<RegisteredSession> {
  let server: SettingsServer | undefined;
  const port = await servers.tls(GOOD, (socket) => {
    server = new SettingsServer(socket, onRequest);
  });
  const connectTo = [
    ...(settings.plan?.connectTo ?? []),
    { fromHost: 'fe01.contoso.test', fromPort: 5061, toHost: '127.0.0.1', toPort: port },
  ];
  const probe = createTestProbe({ ...settings, plan: { ...settings.plan, connectTo } });
  const trust = await createTrust(probe.ctx);
  const endpoint = { host: 'fe01.contoso.test', port: 5061, transport: 'tls', via: 'manual' } as const;
  const reached = await probeEndpoint(probe.ctx, NO_NAMES, trust, endpoint);
  if (reached.kind !== 'connected') throw new Error(`expected a connection, got ${reached.kind}`);
  await waitFor(() => server !== undefined);
  if (server === undefined) throw new Error('the server took no connection');
  Object.assign(probe.ctx.ports, ports);
  const { connection } = reached;
  connection.holdOpen();
  const ctx = probe.ctx.at({ step: 'settings', flow: connection.flow });
  const channel = new SipChannel(ctx, connection);
  const association = new SipAssociation(
    ctx.at({ step: 'authentication' }),
    connection.peer,
    TEST_SECURITY,
    testOffer(),
  );
  const request = {
    kind: 'request',
    method: 'REGISTER',
    requestUri: 'sip:contoso.test',
    headers: [],
    body: NO_BODY.bytes,
  } as const;
  const registration: Registration = {
    dialog: createRegisterDialog(ctx, channel),
    association,
    answer: { kind: 'answered', response: response(request, 200, NO_BODY), seq: 0, tookMs: 0 },
  };
  return {
    probe,
    ctx,
    registration,
    server,
    description: DESCRIPTION,
    load: async (changes = {}, network = 'internal') => {
      const description = { ...DESCRIPTION, ...changes };
      await loadSettings(ctx, registration, description, { names: NO_NAMES, trust, network });
      channel.close();
      for (const { kind, data } of probe.events) catalogue[kind].parse(data);
    },
  };
}

/** "provisioning received piggyback", in the order of their conclusion. */
export function conclusions(events: readonly LoggedEvent[]): readonly string[] {
  return eventsOf(events, 'settings.request.concluded').map(({ data }) =>
    [data.request, data.pool, data.outcome, data.status, data.delivery]
      .filter((part) => part !== null)
      .join(' '),
  );
}

/** What is said of one of them. */
export function conclusionOf(events: readonly LoggedEvent[], request: string) {
  return eventsOf(events, 'settings.request.concluded').find(({ data }) => data.request === request);
}

/** Lets the loopback do its work until something has come about. */
export async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await systemClock.sleep(1, NEVER);
}

const NEVER = new AbortController().signal;

export const NO_NAMES: NameResolver = {
  addresses: () => Promise.resolve({ outcome: 'nxdomain', addresses: [], seq: 0, tookMs: 0 } as const),
  srv: () => Promise.reject(new Error('not asked')),
};
