import { VIAS } from '../../shared/run/ids.ts';
import type { SipEndpoint } from '../../shared/events/connection-events.ts';
import { endpointKey } from '../../shared/lib/host-and-port.ts';
import type { ProbeContext } from './context.ts';
import { probeEndpoint, type EndpointOutcome } from './probes/connectivity/probe-endpoint.ts';
import { discover } from './probes/discovery/discover.ts';
import { registerAnonymously, type RegisterOutcome } from './probes/registration/register-anonymously.ts';
import { createNameResolver } from './transport/dns.ts';
import { createTrust } from './transport/tls.ts';

/**
 * The sign-in itself: finds the servers, reaches them, asks the first good one to register.
 * Endpoints are tried for connectivity as soon as they are known, all at once; the sign-in goes on with them in the client's order.
 */
export async function signIn(ctx: ProbeContext): Promise<void> {
  const names = createNameResolver(ctx);
  const trust = await createTrust(ctx);
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
    const discovery = await discover(discovering, names, trust, learn);
    discovering.record('step.finished', { step: 'discovery' });
    if (ctx.signal.aborted) return;
    learn(discovery.endpoints);

    const byKey = new Map(discovery.endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
    // A server can be found in several ways; it counts as found by the way that the client would have taken.
    const first = [...candidates].map(([key, one]) => ({ ...one, endpoint: byKey.get(key) ?? one.endpoint }));
    const isDecided = await registerInOrder(ctx, inOrder(discovery.endpoints, first));
    await discovery.background;
    // A candidate that came too late for the decision still counts when everything before it failed.
    const late = [...candidates.values()].slice(first.length);
    if (!isDecided) await registerInOrder(ctx, late);
  } finally {
    await Promise.all([...candidates.values()].map(leave));
  }
}

/** Closes what is still open of one endpoint, after what is still going on there has come to its end. */
async function leave({ outcome }: Candidate): Promise<void> {
  const result = await outcome;
  if (result.kind !== 'connected') return;
  result.connection.close();
  await result.remaining;
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
async function registerInOrder(ctx: ProbeContext, candidates: readonly Candidate[]): Promise<boolean> {
  const { clock } = ctx.ports;
  const at = ctx.at({ step: 'authentication' });
  const others = new AbortController();
  const stop = (): void => others.abort();
  ctx.signal.addEventListener('abort', stop, { once: true });
  const pending: Promise<boolean>[] = [];
  let isDecided = false;
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
    const attempt = registerAnonymously(at.under(others.signal), outcome.connection).then(isDecisive);
    const hedge = new AbortController();
    const settled = await Promise.race([
      attempt.then((decisive) => ({ decisive })),
      clock.sleep(ctx.plan.limits.sipHedgeMs, hedge.signal).then(() => null),
      ...pending.map((earlier) => earlier.then((decisive) => (decisive ? { decisive } : forever()))),
    ]);
    hedge.abort();
    if (settled?.decisive === true) {
      isDecided = true;
      break;
    }
    if (settled === null) pending.push(attempt);
  }

  if (!isDecided) isDecided = (await Promise.all(pending)).includes(true);
  others.abort();
  await Promise.all(pending);
  ctx.signal.removeEventListener('abort', stop);
  if (!isFirst) at.record('step.finished', { step: 'authentication' });
  return isDecided;
}

/** true: the next server would say the same. Overload, a dead next hop, silence and non-SIP are not decisive. */
function isDecisive(outcome: RegisterOutcome): boolean {
  return outcome.kind === 'final' && outcome.status !== 408 && outcome.status < 500;
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
