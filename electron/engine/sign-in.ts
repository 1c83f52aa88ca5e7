import { VIAS, type Network } from '../../shared/run/ids.ts';
import type { SipEndpoint } from '../../shared/events/connection-events.ts';
import { endpointKey } from '../../shared/lib/host-and-port.ts';
import { authenticate } from './auth/authenticate.ts';
import type { Credentials } from './auth/credentials.ts';
import { locateKdc, realmOf, type KdcLocation } from './auth/kerberos/locate-kdc.ts';
import type { ProbeContext } from './context.ts';
import { leaveEndpoint, probeEndpoint } from './probes/connectivity/probe-endpoint.ts';
import { discover } from './probes/discovery/discover.ts';
import { Redirections } from './probes/redirection/redirections.ts';
import { registerInOrder, type Candidate, type Decided } from './probes/registration/register-in-order.ts';
import { createNameResolver, type NameResolver } from './transport/dns.ts';
import { createHttpClient, type HttpClient } from './transport/http.ts';
import { createTrust, type Trust } from './transport/tls.ts';

/** What the whole sign-in shares. */
interface Resources {
  readonly names: NameResolver;
  readonly trust: Trust;
  readonly http: HttpClient;
  readonly credentials: Credentials;
  readonly kdc: Promise<KdcLocation | null>;
  readonly network: Network;
}

/**
 * The sign-in itself: finds the servers, reaches them, asks the first good one to register, signs in there or where it sends us, and
 * loads the settings. Endpoints are tried for connectivity as soon as they are known, all at once; the sign-in goes on with them in
 * the client's order.
 */
export async function signIn(ctx: ProbeContext, credentials: Credentials): Promise<void> {
  const names = createNameResolver(ctx);
  const trust = await createTrust(ctx);
  const http = createHttpClient(ctx, names, trust);
  const kdc = findKdc(ctx, names, credentials);
  // A defect comes out where it is awaited, and must not count as unhandled before.
  kdc.catch(() => undefined);
  const candidates = new Map<string, Candidate>();

  const learn = (endpoints: readonly SipEndpoint[]): void => {
    for (const endpoint of endpoints) {
      const key = endpointKey(endpoint);
      if (candidates.has(key)) continue;
      const at = ctx.at({ step: 'connectivity' });
      if (candidates.size === 0) at.record('step.started', { step: 'connectivity' });
      candidates.set(key, { endpoint, outcome: probeEndpoint(at, names, trust, endpoint) });
    }
  };

  try {
    const discovering = ctx.at({ step: 'discovery' });
    discovering.record('step.started', { step: 'discovery' });
    const discovery = await discover(discovering, names, http, learn);
    discovering.record('step.finished', { step: 'discovery' });
    if (ctx.signal.aborted) return;
    learn(discovery.endpoints);

    const byKey = new Map(discovery.endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
    // A server can be found in several ways; it counts as found by the way that the client would have taken.
    const first = [...candidates].map(([key, one]) => ({ ...one, endpoint: byKey.get(key) ?? one.endpoint }));
    const resources = { names, trust, http, credentials, kdc, network: discovery.network };
    const isDecided = await signInAtFirst(ctx, inOrder(discovery.endpoints, first), resources);
    await discovery.background;
    // A candidate that came too late for the decision still counts when everything before it failed.
    const late = [...candidates.values()].slice(first.length);
    if (!isDecided) await signInAtFirst(ctx, late, resources);
    await kdc;
  } finally {
    http.close();
    await Promise.all([...candidates.values()].map(({ outcome }) => leaveEndpoint(outcome)));
    await kdc.catch(() => undefined);
  }
}

/** Signs in at the first server that gives an answer to go on with, and where that one sends us. Returns whether there was one. */
async function signInAtFirst(
  ctx: ProbeContext,
  candidates: readonly Candidate[],
  resources: Resources,
): Promise<boolean> {
  const at = ctx.at({ step: 'authentication' });
  let isReached = false;
  const decided = await registerInOrder(at, candidates, {
    onReached: () => {
      isReached = true;
      ctx.at({ step: 'connectivity' }).record('step.finished', { step: 'connectivity' });
      at.record('step.started', { step: 'authentication' });
    },
  });
  let isProving = isReached;
  const proved = (): void => {
    if (isProving) at.record('step.finished', { step: 'authentication' });
    isProving = false;
  };
  if (decided !== null) await signInFrom(at, decided, resources, proved);
  proved();
  return decided !== null;
}

/** From one registrar to the next, until one keeps us or none is left. proved: the first one has done with asking who is there. */
async function signInFrom(
  at: ProbeContext,
  first: Decided,
  resources: Resources,
  proved: () => void,
): Promise<void> {
  const redirections = new Redirections(at, resources.names, resources.trust, first.endpoint);
  try {
    let decided: Decided | null = first;
    while (decided !== null) {
      const here: ProbeContext = redirections.isUnderWay ? at.at({ step: 'redirection' }) : at;
      const redirect = await authenticate(here, decided, {
        ...resources,
        onRegistered: () => {
          redirections.arrive();
          proved();
        },
      });
      if (redirect === null) redirections.arrive();
      else proved();
      decided = redirect === null || at.signal.aborted ? null : await redirections.follow(redirect);
    }
  } finally {
    await redirections.close();
  }
}

/** Looked for beside everything else, so that it costs no time of its own when Kerberos is offered. */
async function findKdc(
  ctx: ProbeContext,
  names: NameResolver,
  credentials: Credentials,
): Promise<KdcLocation | null> {
  const { auth, address, network } = ctx.plan;
  const isMeant = credentials.kind !== 'none' && ['auto', 'all', 'kerberos'].includes(auth);
  if (!isMeant || (network === 'external' && auth !== 'kerberos')) return null;
  const systemRealm = credentials.kind === 'current-user' ? ctx.ports.systemSecurity().defaultRealm() : null;
  const user = credentials.kind === 'password' ? credentials.user : null;
  const at = ctx.at({ step: 'authentication' });
  return locateKdc(at, names, realmOf(address, user, systemRealm), systemRealm);
}

/** Discovery's own order first; what it did not list yet behind, by the client's order of candidates. */
function inOrder(listed: readonly SipEndpoint[], candidates: readonly Candidate[]): readonly Candidate[] {
  const rank = ({ endpoint }: Candidate): number => {
    const index = listed.findIndex((one) => endpointKey(one) === endpointKey(endpoint));
    return index >= 0 ? index : listed.length + VIAS.indexOf(endpoint.via);
  };
  return [...candidates].sort((a, b) => rank(a) - rank(b));
}
