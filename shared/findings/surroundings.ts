import { formatHostAndPort } from '../lib/host-and-port.ts';
import { canonicalName } from '../protocol/dns/dns-name.ts';
import type { Via } from '../run/ids.ts';
import type { Servers } from './facts/decision.ts';
import type { EndpointFact } from './facts/endpoints.ts';
import type { Setback } from './facts/authentication.ts';
import type { RunFacts } from './facts/run-facts.ts';
import type { Fault } from './rule.ts';
import { METHOD_NAMES } from './authentication-words.ts';
import { listed } from './words.ts';

/** How a server was found, as part of a sentence. */
export function foundBy(via: Via): string {
  return WAYS[via];
}

const WAYS: Readonly<Record<Via, string>> = {
  lyncdiscoverinternal: 'the autodiscover name lyncdiscoverinternal',
  lyncdiscover: 'the autodiscover name lyncdiscover',
  'srv-internal': 'the DNS record _sipinternaltls._tcp',
  'srv-external': 'the DNS record _sip._tls',
  'host-sipinternal': 'the host name sipinternal',
  'host-sip': 'the host name sip',
  'host-sipexternal': 'the host name sipexternal',
  manual: 'the name given by hand',
  redirect: 'a redirect',
  unknown: 'a way that the log does not show',
};

/** What happened at the endpoints that the root cause does not speak of; null when there is none. */
export function aboutElsewhere(facts: RunFacts, told: readonly Fault[]): string | null {
  const place = told[0]?.place;
  // Another server would not have judged the credentials otherwise, so none was asked; nor after a redirect, or by us in the cloud.
  if (place?.kind !== 'endpoint' && place?.kind !== 'candidate' && place?.kind !== 'run') return null;
  if (place.kind === 'endpoint' && place.endpoint.endpoint.via === 'redirect') return null;
  const toldKeys = new Set(
    told.flatMap(({ place }) => (place.kind === 'endpoint' ? [place.endpoint.key] : [])),
  );
  // Another port of a host that was spoken of, or came further, is only a guess of the client that did not hold.
  const known = new Set(
    facts.endpoints
      .filter(({ key, stage }) => toldKeys.has(key) || stage === 'trusted')
      .map(({ endpoint }) => canonicalName(endpoint.host)),
  );
  const others = facts.endpoints
    .filter(({ key, outcome, endpoint }) => {
      if (toldKeys.has(key)) return false;
      return outcome === 'none' || outcome === 'pending' ? !known.has(canonicalName(endpoint.host)) : true;
    })
    .filter(({ stage, outcome }) => stage !== 'pending' || outcome !== 'none')
    .map((endpoint) => `${formatHostAndPort(endpoint.endpoint)} (${stateOf(endpoint)})`);
  return others.length === 0 ? null : `Nor did it work at the other places in the list: ${listed(others)}.`;
}

/** What the client does instead of the thing that is broken; null when the run did not come so far. */
export function aboutFallback(facts: RunFacts, told: readonly Fault[]): string | null {
  const { decision } = facts;
  const place = told[0]?.place;
  if (place?.kind === 'setback') return aboutDetour(facts, place.setback);
  if (place?.kind !== 'endpoint' && place?.kind !== 'candidate') return null;
  if (decision.kind !== 'reachable') return null;
  if (place.kind === 'endpoint' && isMet(place.endpoint, decision)) return null;
  const { endpoint } = decision.endpoint;
  return `The sign-in survives this: it goes on with ${formatHostAndPort(endpoint)}, found through ${foundBy(endpoint.via)}, but takes longer than it needs to.`;
}

/** It is on the way that the sign-in took. */
function isMet({ key }: EndpointFact, { endpoint, home }: Servers): boolean {
  return key === endpoint.key || key === home.key;
}

/** What signed the user in although a way of signing in failed. */
function aboutDetour({ authentication }: RunFacts, { purpose, method }: Setback): string | null {
  const { registered } = authentication;
  if (registered === null) return null;
  const name = METHOD_NAMES[registered.method];
  if (purpose === 'comparison')
    return `The user is signed in with ${name} all the same; this was only tried to compare the methods.`;
  return method === registered.method
    ? 'The user is signed in all the same.'
    : `The sign-in survives this: it went on with ${name}.`;
}

function stateOf(endpoint: EndpointFact): string {
  switch (endpoint.outcome) {
    case 'usable':
      return 'works';
    case 'redirected':
      return 'sends the sign-in on';
    case 'refused':
      return `answered with status ${endpoint.registration?.final?.status ?? 0}`;
    case 'not-sip':
      return 'answered with something that is not SIP';
    case 'no-answer':
      return 'gave no answer';
    case 'none':
    case 'pending':
      break;
  }
  switch (endpoint.stage) {
    case 'pending':
      return 'no result';
    case 'unresolved':
      return 'its name has no address';
    case 'tcp-failed':
      return endpoint.connections[0]?.tcpFault?.failure === 'refused'
        ? 'connection refused'
        : 'no connection';
    case 'tls-failed':
      return 'no secure connection';
    case 'untrusted':
      return 'its certificate is not accepted';
    case 'trusted':
      return 'reached, but not asked to sign in';
  }
}
