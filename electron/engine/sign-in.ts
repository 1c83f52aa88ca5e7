import { VIAS, type Network } from '../../shared/run/ids.ts';
import type { SipEndpoint } from '../../shared/events/connection-events.ts';
import { endpointKey } from '../../shared/lib/host-and-port.ts';
import type { Credentials } from './auth/credentials.ts';
import { locateKdc, realmOf, type KdcLocation } from './auth/kerberos/locate-kdc.ts';
import { previewMethods } from './auth/preview.ts';
import { signInAtRegistrar } from './auth/sign-in-at-registrar.ts';
import type { ProbeContext } from './context.ts';
import { probeEndpoint, type EndpointOutcome } from './probes/connectivity/probe-endpoint.ts';
import { discover } from './probes/discovery/discover.ts';
import { registerAnonymously, type RegisterOutcome } from './probes/registration/register-anonymously.ts';
import { createNameResolver, type NameResolver } from './transport/dns.ts';
import { createHttpClient, type HttpClient } from './transport/http.ts';
import { createTrust } from './transport/tls.ts';

/**
 * The sign-in itself: finds the servers, reaches them, asks the first good one to register and signs in there.
 * Endpoints are tried for connectivity as soon as they are known, all at once; the sign-in goes on with them in the client's order.
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
    const goOn = (at: ProbeContext, outcome: Challenged): Promise<void> =>
      authenticate(at, outcome, { credentials, http, kdc, network: discovery.network });
    const isDecided = await registerInOrder(ctx, inOrder(discovery.endpoints, first), goOn);
    await discovery.background;
    // A candidate that came too late for the decision still counts when everything before it failed.
    const late = [...candidates.values()].slice(first.length);
    if (!isDecided) await registerInOrder(ctx, late, goOn);
    await kdc;
  } finally {
    http.close();
    await Promise.all([...candidates.values()].map(leave));
    await kdc.catch(() => undefined);
  }
}

/** Closes what is still open of one endpoint, after what is still going on there has come to its end. */
async function leave({ outcome }: Candidate): Promise<void> {
  const result = await outcome;
  if (result.kind !== 'connected') return;
  result.connection.close();
  await result.remaining;
}

type Challenged = Extract<RegisterOutcome, { readonly kind: 'challenged' }>;

/** Goes on with a registrar that asks who is there: signs in, or without credentials learns what can be learned. */
async function authenticate(
  ctx: ProbeContext,
  { dialog, response }: Challenged,
  resources: {
    readonly credentials: Credentials;
    readonly http: HttpClient;
    readonly kdc: Promise<KdcLocation | null>;
    readonly network: Network;
  },
): Promise<void> {
  const { credentials } = resources;
  try {
    if (credentials.kind === 'none' || ctx.plan.auth === 'none') await previewMethods(ctx, dialog, response);
    else await signInAtRegistrar(ctx, dialog, response, { ...resources, principal: credentials });
  } finally {
    dialog.channel.close();
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

interface Candidate {
  readonly endpoint: SipEndpoint;
  readonly outcome: Promise<EndpointOutcome>;
}

/** Discovery's own order first; what it did not list yet behind, by the client's order of candidates. */
function inOrder(listed: readonly SipEndpoint[], candidates: readonly Candidate[]): readonly Candidate[] {
  const rank = ({ endpoint }: Candidate): number => {
    const index = listed.findIndex((one) => endpointKey(one) === endpointKey(endpoint));
    return index >= 0 ? index : listed.length + VIAS.indexOf(endpoint.via);
  };
  return [...candidates].sort((a, b) => rank(a) - rank(b));
}

/**
 * Asks one endpoint after the other to register, until one gives an answer that another server would not change.
 * A silent server holds up the next one only for limits.sipHedgeMs. Returns whether there was such an answer.
 */
async function registerInOrder(
  ctx: ProbeContext,
  candidates: readonly Candidate[],
  goOn: (at: ProbeContext, outcome: Challenged) => Promise<void>,
): Promise<boolean> {
  const { clock } = ctx.ports;
  const at = ctx.at({ step: 'authentication' });
  const others = new AbortController();
  const stop = (): void => others.abort();
  ctx.signal.addEventListener('abort', stop, { once: true });
  const pending: Promise<RegisterOutcome>[] = [];
  let decided: RegisterOutcome | null = null;
  let isFirst = true;

  for (const [index, candidate] of candidates.entries()) {
    const outcome = await candidate.outcome;
    if (ctx.signal.aborted) break;
    if (outcome.kind !== 'connected') continue;
    if (isFirst) {
      ctx.at({ step: 'connectivity' }).record('step.finished', { step: 'connectivity' });
      at.record('step.started', { step: 'authentication' });
      isFirst = false;
    }
    at.record('connectivity.endpoint.selected', { endpoint: candidate.endpoint, index });
    const attempt = registerAnonymously(at.under(others.signal), outcome.connection);
    const hedge = new AbortController();
    const settled = await Promise.race([
      attempt,
      clock.sleep(ctx.plan.limits.sipHedgeMs, hedge.signal).then(() => null),
      ...pending.map((earlier) => earlier.then((one) => (isDecisive(one) ? one : forever()))),
    ]);
    hedge.abort();
    pending.push(attempt);
    if (settled !== null && isDecisive(settled)) {
      decided = settled;
      break;
    }
  }

  decided ??= await firstDecisive(pending);
  others.abort();
  ctx.signal.removeEventListener('abort', stop);
  for (const outcome of await Promise.all(pending)) {
    if (outcome !== decided && outcome.kind === 'challenged') outcome.dialog.channel.close();
  }
  if (decided?.kind === 'challenged') await goOn(at, decided);
  if (!isFirst) at.record('step.finished', { step: 'authentication' });
  return decided !== null;
}

/** true: the next server would say the same. Overload, a dead next hop, silence and non-SIP are not decisive. */
function isDecisive(outcome: RegisterOutcome): boolean {
  return (
    outcome.kind === 'challenged' ||
    (outcome.kind === 'final' && outcome.status !== 408 && outcome.status < 500)
  );
}

/** null when none of them is; waits for as many as that takes. */
async function firstDecisive(attempts: readonly Promise<RegisterOutcome>[]): Promise<RegisterOutcome | null> {
  const deciding = attempts.map((attempt) => attempt.then((one) => (isDecisive(one) ? one : forever())));
  const none = Promise.all(attempts).then((all) => all.find(isDecisive) ?? null);
  return Promise.race([...deciding, none]);
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
