import type { LoggedEvent } from '../../events/catalogue.ts';
import { authenticationFactsOf, type AuthenticationFacts } from './authentication.ts';
import { clockFactsOf, type ClockFacts } from './clock.ts';
import { connectionFactsOf, type ConnectionFacts } from './connections.ts';
import { decisionOf, type Decision } from './decision.ts';
import { discoveryFactsOf, type DiscoveryFacts } from './discovery.ts';
import { endingOf, type Ending } from './ending.ts';
import { endpointFactsOf, type EndpointFact } from './endpoints.ts';
import { indexLog } from './log-index.ts';
import { nameFactsOf, type NameFacts } from './names.ts';
import { registrationsOf, type Registration } from './registrations.ts';
import { webFactsOf, type WebFacts } from './web.ts';

/** Everything that rules judge, derived once from a log. */
export interface RunFacts {
  readonly log: readonly LoggedEvent[];
  readonly ending: Ending;
  readonly names: NameFacts;
  readonly web: WebFacts;
  readonly discovery: DiscoveryFacts;
  readonly connections: ConnectionFacts;
  readonly registrations: readonly Registration[];
  readonly endpoints: readonly EndpointFact[];
  readonly authentication: AuthenticationFacts;
  readonly clock: ClockFacts;
  readonly decision: Decision;
}

/** A live log grows in place, so that its length belongs to the key. */
const memory = new WeakMap<readonly LoggedEvent[], { readonly length: number; readonly facts: RunFacts }>();

export function runFactsOf(log: readonly LoggedEvent[]): RunFacts {
  const known = memory.get(log);
  if (known?.length === log.length) return known.facts;
  const facts = derive(log);
  memory.set(log, { length: log.length, facts });
  return facts;
}

function derive(log: readonly LoggedEvent[]): RunFacts {
  const index = indexLog(log);
  const ending = endingOf(index);
  const names = nameFactsOf(index, ending);
  const web = webFactsOf(index);
  const discovery = discoveryFactsOf(index, names, web);
  const connections = connectionFactsOf(index, ending);
  const registrations = registrationsOf(index, ending);
  const endpoints = endpointFactsOf(discovery.endpoints, names, connections, registrations, ending.isOver);
  const clock = clockFactsOf(index);
  const authentication = authenticationFactsOf(index, registrations, discovery.network, ending);
  const decision = decisionOf(discovery, endpoints, authentication, ending);
  return {
    log,
    ending,
    names,
    web,
    discovery,
    connections,
    registrations,
    endpoints,
    authentication,
    clock,
    decision,
  };
}
