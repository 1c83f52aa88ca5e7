import type { LoggedEvent } from '../../events/catalogue.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { authenticationFactsOf, type AuthenticationFacts } from './authentication.ts';
import { clockFactsOf, type ClockFacts } from './clock.ts';
import { cloudFactsOf, type CloudFacts } from './cloud.ts';
import { connectionFactsOf, type ConnectionFacts } from './connections.ts';
import { decisionOf, type Decision } from './decision.ts';
import { discoveryFactsOf, type DiscoveryFacts } from './discovery.ts';
import { endingOf, type Ending } from './ending.ts';
import { endpointFactsOf, type EndpointFact } from './endpoints.ts';
import { indexLog } from './log-index.ts';
import { nameFactsOf, type NameFacts } from './names.ts';
import { redirectionFactsOf, type RedirectionFacts } from './redirection.ts';
import { registrationsOf, type Registration } from './registrations.ts';
import { settingsFactsOf, type SettingsFacts } from './settings.ts';
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
  /** Those that discovery found. */
  readonly endpoints: readonly EndpointFact[];
  readonly redirection: RedirectionFacts;
  readonly authentication: AuthenticationFacts;
  readonly settings: SettingsFacts;
  readonly clock: ClockFacts;
  readonly decision: Decision;
  readonly cloud: CloudFacts;
}

/** Every server that was to be asked to register: those that discovery found, and those to which it was sent on. */
export function registrarsOf({ endpoints, redirection }: RunFacts): readonly EndpointFact[] {
  return [...endpoints, ...redirection.endpoints];
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
  const sources = {
    names,
    connections,
    registrations,
    redirecting: new Set(index.of('redirection.received').map(({ data }) => endpointKey(data.from))),
    isOver: ending.isOver,
  };
  const endpoints = endpointFactsOf(discovery.endpoints, 'entry', sources);
  const redirection = redirectionFactsOf(index, sources, ending.isTimedOut);
  const clock = clockFactsOf(index);
  const { network } = discovery;
  const lastHopSeq = redirection.hops.at(-1)?.seq ?? -1;
  const authentication = authenticationFactsOf(index, registrations, network, ending, lastHopSeq);
  const settings = settingsFactsOf(index, connections, registrations, network, ending);
  const decision = decisionOf({ discovery, endpoints, redirection, authentication, settings, ending });
  return {
    log,
    ending,
    names,
    web,
    discovery,
    connections,
    registrations,
    endpoints,
    redirection,
    authentication,
    settings,
    clock,
    decision,
    cloud: cloudFactsOf({ discovery, names, redirection, decision }),
  };
}
