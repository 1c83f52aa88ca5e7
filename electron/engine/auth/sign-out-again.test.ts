import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { firstHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import {
  createLoopbackServers,
  type LoopbackServers,
} from '../probes/connectivity/fixtures/loopback-server.ts';
import type { TestSettings } from '../probes/connectivity/fixtures/probe-context.ts';
import { NO_NAMES } from '../probes/settings/testing/registered-session.ts';
import { createHttpClient } from '../transport/http.ts';
import { createTrust } from '../transport/tls.ts';
import { signOutAgain } from './sign-out-again.ts';
import { answer, type NtlmRegistrarOptions } from './testing/ntlm-registrar.ts';
import { outcomes, PASSWORD, sessionAt, type RegistrarSession } from './testing/registrar-session.ts';

let servers: LoopbackServers;
let connections: number;

beforeEach(() => {
  servers = createLoopbackServers();
  connections = 0;
  servers.onConnection(() => (connections += 1));
});
afterEach(() => servers.close());

/** What the registrar does on the second connection; on the first it only hangs up when asked to forget us. */
type Second = Pick<NtlmRegistrarOptions, 'instead' | 'write' | 'decorate'>;

/** Signed in over a connection that was lost before the registrar confirmed the end. */
async function leftBehind(second: Second = {}, settings: TestSettings = {}): Promise<RegistrarSession> {
  const session = await sessionAt(
    servers,
    {
      password: PASSWORD,
      instead: (request, logons) => (connections > 1 ? second.instead?.(request, logons) : undefined),
      decorate: (response, request) =>
        connections > 1 ? (second.decorate?.(response, request) ?? response) : response,
      write(socket, bytes, request) {
        if (connections === 1 && isWithdrawal(request)) socket.end();
        else if (connections > 1 && second.write !== undefined) second.write(socket, bytes, request);
        else socket.write(bytes);
      },
    },
    settings,
  );
  expect(await session.signIn()).toEqual({ kind: 'signed-in', isLeftBehind: true });
  return session;
}

async function signOut({ ctx, guard }: RegistrarSession): Promise<void> {
  const trust = await createTrust(ctx);
  const http = createHttpClient(ctx, NO_NAMES, trust);
  const endpoint = { host: 'fe01.contoso.test', port: 5061, transport: 'tls', via: 'manual' } as const;
  const principal = { kind: 'password', user: guard.user, guard } as const;
  const kdc = Promise.resolve(null);
  await signOutAgain(ctx, endpoint, { principal, http, network: 'internal', kdc, names: NO_NAMES, trust });
  http.close();
}

function isWithdrawal(request: SipRequest): boolean {
  return firstHeader(request, 'Expires') === '0';
}

describe('a registration that another connection has left behind', () => {
  it('is ended over a new one, in its own place', async () => {
    const session = await leftBehind();
    await signOut(session);

    const { requests, registered } = session.log;
    expect([connections, registered]).toEqual([2, false]);
    expect(requests.map(isWithdrawal)).toEqual([false, false, false, true, false, false, false, true]);
    expect(new Set(requests.map((one) => /;epid=\w+/.exec(firstHeader(one, 'From') ?? '')?.[0])).size).toBe(
      1,
    );
    // It is no sign-in: nothing is told as one.
    expect(eventsOf(session.probe.events, 'authentication.registered')).toHaveLength(1);
    await servers.idle();
  });

  it.each<[string, Second]>([
    [
      'is lost as well',
      { write: (socket, bytes, one) => (isWithdrawal(one) ? socket.end() : socket.write(bytes)) },
    ],
    ['is lost at once', { write: (socket) => socket.end() }],
    ['leads elsewhere', { instead: (request) => elsewhere(request) }],
    [
      'leads elsewhere after the logon',
      { decorate: (one) => ({ ...one, status: one.status === 200 ? 301 : one.status }) },
    ],
    ['is silent', { instead: () => null }],
    ['says no', { instead: (request) => answer(request, 403, []) }],
  ])('is given up when that one %s', async (_, second) => {
    const session = await leftBehind(second, { limits: { sipTransactionMs: 300 } });
    await signOut(session);

    expect(connections).toBe(2);
    expect(session.log.logons).toBeLessThanOrEqual(2);
    await servers.idle();
  });

  it('costs one wrong logon at most where the password counts no more', async () => {
    const session = await leftBehind({
      instead: (request) => (isLogon(request) ? challenge(request) : undefined),
    });
    await signOut(session);

    expect(outcomes(session.probe)).toEqual(['ntlm signed-in', 'ntlm rejected']);
    expect(session.guard.state).toBe('rejected');
    expect(session.log.requests.filter(isLogon)).toHaveLength(2);
  });

  it('is left to its time on a run that is cancelled', async () => {
    const session = await leftBehind();
    session.probe.cancel();
    await signOut(session);

    expect(connections).toBe(1);
  });
});

function isLogon(request: SipRequest): boolean {
  return (firstHeader(request, 'Authorization') ?? '').includes('TlRMTVNTUAAD');
}

function challenge(request: SipRequest) {
  const value = 'NTLM realm="SIP Communications Service", targetname="fe01.contoso.test", version=4';
  return answer(request, 401, [{ name: 'WWW-Authenticate', value }]);
}

function elsewhere(request: SipRequest) {
  return answer(request, 301, [{ name: 'Contact', value: '<sip:fe02.contoso.test:5061;transport=tls>' }]);
}
