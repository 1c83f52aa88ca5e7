import type { SipEndpoint } from '../../events/connection-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import type { Area } from './area.ts';
import type { Connection, ConnectionFacts } from './connections.ts';
import type { NameFact, NameFacts } from './names.ts';
import { isUsable, type Registration } from './registrations.ts';

/** How far an endpoint let us come, over all its addresses. pending: no word yet, or none before the run ended. */
export type EndpointStage = 'pending' | 'unresolved' | 'tcp-failed' | 'tls-failed' | 'untrusted' | 'trusted';

/** What became of the sign-in there. redirected: sent on before anybody asked who is there, and the run went there. */
export type RegistrationOutcome =
  'none' | 'pending' | 'usable' | 'redirected' | 'refused' | 'not-sip' | 'no-answer';

export interface EndpointFact {
  readonly index: number;
  readonly key: string;
  readonly endpoint: SipEndpoint;
  readonly name: NameFact | null;
  readonly connections: readonly Connection[];
  readonly stage: EndpointStage;
  /** The first REGISTER that is no withdrawal. */
  readonly registration: Registration | null;
  readonly outcome: RegistrationOutcome;
}

/** What endpoints are known by. */
export interface EndpointSources {
  readonly names: NameFacts;
  readonly connections: ConnectionFacts;
  readonly registrations: readonly Registration[];
  /** Keys of the servers that sent the sign-in on. */
  readonly redirecting: ReadonlySet<string>;
  readonly isOver: boolean;
}

/** What became of these endpoints in one part of the run. */
export function endpointFactsOf(
  endpoints: readonly SipEndpoint[],
  area: Area,
  { names, connections, registrations, redirecting, isOver }: EndpointSources,
): readonly EndpointFact[] {
  const firsts = new Map<string, Registration>();
  for (const one of registrations) {
    if (one.area !== area || one.isWithdrawal) continue;
    const known = firsts.get(one.key);
    // In a log of somebody else an answer may be missing that the next request proves.
    if (known === undefined || (isUntold(known) && one.final !== null)) firsts.set(one.key, one);
  }
  return endpoints.map((endpoint, index): EndpointFact => {
    const key = endpointKey(endpoint);
    const own = connections.to(endpoint.host, endpoint.port, 'sip', area);
    const name = names.addressOf(endpoint.host);
    const registration = firsts.get(key) ?? null;
    const stage = stageOf(own, name, isOver);
    return {
      index,
      key,
      endpoint,
      name,
      connections: own,
      stage,
      registration,
      outcome: outcomeOf(registration, stage, redirecting),
    };
  });
}

function stageOf(connections: readonly Connection[], name: NameFact | null, isOver: boolean): EndpointStage {
  const stages = new Set(connections.map(({ stage }) => stage));
  if (stages.has('trusted')) return 'trusted';
  if (connections.length === 0) {
    return name !== null && name.addresses.length === 0 ? 'unresolved' : 'pending';
  }
  const isWaiting = stages.has('tcp-pending') || stages.has('tls-pending') || stages.has('open');
  // After the end what was given up says nothing, and what failed is all there is.
  if (
    isWaiting &&
    !(isOver && (stages.has('untrusted') || stages.has('tls-failed') || stages.has('tcp-failed')))
  ) {
    return 'pending';
  }
  if (stages.has('untrusted')) return 'untrusted';
  return stages.has('tls-failed') ? 'tls-failed' : 'tcp-failed';
}

/** true: it answered as a server of the sign-in should, and what comes next is up to others. */
export function hasAnsweredWell({ outcome }: EndpointFact): boolean {
  return outcome === 'usable' || outcome === 'redirected';
}

function outcomeOf(
  registration: Registration | null,
  stage: EndpointStage,
  redirecting: ReadonlySet<string>,
): RegistrationOutcome {
  // With TLS 1.3 a server may refuse the connection itself only after the request is on its way.
  if (registration === null || stage === 'tls-failed') return 'none';
  if (registration.final !== null) {
    const { status } = registration.final;
    if (status >= 300 && status < 400 && redirecting.has(registration.key)) return 'redirected';
    return isUsable(registration.final) ? 'usable' : 'refused';
  }
  const { rejected, failed } = registration;
  if (rejected !== null && !(failed !== null && isUnfinishedSip(rejected))) return 'not-sip';
  if (failed === null) return 'pending';
  return failed.failure === 'cancelled' && !hasWaitedInVain(registration) ? 'none' : 'no-answer';
}

function isUntold({ final, rejected, failed }: Registration): boolean {
  return final === null && rejected === null && failed === null;
}

/** A SIP answer that began well and stopped halfway: a server that hangs, not another service. */
function isUnfinishedSip(rejected: NonNullable<Registration['rejected']>): boolean {
  return rejected.code === 'truncated' && rejected.looksLike === 'sip';
}

/** Given up for the next server, which answered; only a wait as long as the one for that says something about this one. */
function hasWaitedInVain({ failed }: Registration): boolean {
  return failed !== null && failed.tookMs >= SHORTEST_WAIT_MS;
}

/** A little less than limits.sipHedgeMs, after which the next server is asked as well. */
const SHORTEST_WAIT_MS = 2_000;
