import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { SipResponse } from '../../../../shared/protocol/sip/message.ts';
import type { EnginePorts } from '../../ports.ts';
import type { ProbeContext } from '../../context.ts';
import { createTrust } from '../../transport/tls.ts';
import { createHttpClient } from '../../transport/http.ts';
import { GOOD, type LoopbackServers } from '../../probes/connectivity/fixtures/loopback-server.ts';
import {
  createTestProbe,
  type TestProbe,
  type TestSettings,
} from '../../probes/connectivity/fixtures/probe-context.ts';
import { probeEndpoint } from '../../probes/connectivity/probe-endpoint.ts';
import { registerAnonymously } from '../../probes/registration/register-anonymously.ts';
import type { RegisterDialog } from '../../probes/registration/register-dialog.ts';
import { createPasswordGuard, type PasswordGuard } from '../password-guard.ts';
import { Secret } from '../secret.ts';
import { signInAtRegistrar, type RegistrarOutcome } from '../sign-in-at-registrar.ts';
import { serveNtlm, type NtlmRegistrarLog, type NtlmRegistrarOptions } from './ntlm-registrar.ts';

export const PASSWORD = 'Tr0ub4dor&3';

/** A client in front of a registrar that has just asked who is there. */
export interface RegistrarSession {
  readonly log: NtlmRegistrarLog;
  readonly probe: TestProbe;
  readonly ctx: ProbeContext;
  readonly guard: PasswordGuard;
  readonly dialog: RegisterDialog;
  readonly challenge: SipResponse;
  /** Signs in with the password, whatever it takes, and closes the connection. */
  signIn(): Promise<RegistrarOutcome>;
}

export async function sessionAt(
  servers: LoopbackServers,
  options: NtlmRegistrarOptions,
  { ports = {}, ...settings }: TestSettings & { readonly ports?: Partial<EnginePorts> } = {},
): Promise<RegistrarSession> {
  const log: NtlmRegistrarLog = { requests: [], signatures: [], logons: 0, registered: false };
  const port = await servers.tls(GOOD, (socket) => serveNtlm(socket, options, log));
  const user = 'CONTOSO\\alice';
  const probe = createTestProbe({
    ...settings,
    plan: {
      auth: 'auto',
      credentials: { kind: 'password', user },
      ...settings.plan,
      connectTo: [{ fromHost: 'fe01.contoso.test', fromPort: 5061, toHost: '127.0.0.1', toPort: port }],
    },
  });
  Object.assign(probe.ctx.ports, ports);
  const trust = await createTrust(probe.ctx);
  const names = {
    addresses: () => Promise.resolve({ outcome: 'nxdomain', addresses: [], seq: 0, tookMs: 0 } as const),
    srv: () => Promise.reject(new Error('not asked')),
  };
  const endpoint = { host: 'fe01.contoso.test', port: 5061, transport: 'tls', via: 'manual' } as const;
  const reached = await probeEndpoint(probe.ctx, names, trust, endpoint);
  if (reached.kind !== 'connected') throw new Error(`expected a connection, got ${reached.kind}`);
  const ctx = probe.ctx.at({ step: 'authentication' });
  const asked = await registerAnonymously(ctx, reached.connection);
  if (asked.kind !== 'challenged') throw new Error(`expected a challenge, got ${asked.kind}`);
  const guard = createPasswordGuard(user, new Secret(new TextEncoder().encode(PASSWORD)));
  const { dialog, response } = asked;
  const http = createHttpClient(ctx, names, trust);
  return {
    log,
    probe,
    ctx,
    guard,
    dialog,
    challenge: response,
    async signIn() {
      const outcome = await signInAtRegistrar(ctx, dialog, response, {
        principal: { kind: 'password', user, guard },
        http,
        network: 'internal',
        kdc: Promise.resolve(null),
      });
      http.close();
      dialog.channel.close();
      return outcome;
    },
  };
}

/** Signs in there, once. */
export async function signInAt(
  servers: LoopbackServers,
  options: NtlmRegistrarOptions,
  settings: TestSettings & { readonly ports?: Partial<EnginePorts> } = {},
): Promise<RegistrarSession> {
  const session = await sessionAt(servers, options, settings);
  await session.signIn();
  return session;
}

/** What the log says of the attempts: "ntlm rejected". */
export function outcomes(probe: TestProbe): readonly string[] {
  return eventsOf(probe.events, 'authentication.attempt.ended').map(
    ({ data }) => `${data.method} ${data.outcome}`,
  );
}
