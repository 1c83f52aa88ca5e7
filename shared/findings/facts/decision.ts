import type { StepId, Via } from '../../run/ids.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import type { AuthenticationFacts } from './authentication.ts';
import type { CandidateFact, DiscoveryFacts } from './discovery.ts';
import { hasAnsweredWell, type EndpointFact } from './endpoints.ts';
import type { Ending } from './ending.ts';
import { lastTargets, type RedirectionFacts } from './redirection.ts';
import { isSettingsFailure, type SettingsFacts } from './settings.ts';

/** How far the sign-in came, and the one place that decides why it came no further. */
export type Decision =
  /** Nothing can be said for certain yet. */
  | { readonly kind: 'open' }
  | { readonly kind: 'cancelled' }
  /** signIn: whether it went on from there. Nothing can be said of an attempt that is still going on. */
  | (Servers & { readonly kind: 'reachable'; readonly signIn: SignIn })
  /** candidate: the one whose fault is the cause; null when there is simply nothing, or no evidence. */
  | { readonly kind: 'failed'; readonly step: 'discovery'; readonly candidate: CandidateFact | null }
  | (Servers & { readonly kind: 'failed'; readonly step: Exclude<StepId, 'discovery'> });

export type SignIn = 'not-asked-for' | 'pending' | 'signed-in';

export interface Servers {
  /** The one to which discovery led. */
  readonly endpoint: EndpointFact;
  /** The last one: where a redirect led, else the same. */
  readonly home: EndpointFact;
}

export interface DecisionSources {
  readonly discovery: DiscoveryFacts;
  /** Those that discovery found. */
  readonly endpoints: readonly EndpointFact[];
  readonly redirection: RedirectionFacts;
  readonly authentication: AuthenticationFacts;
  readonly settings: SettingsFacts;
  readonly ending: Ending;
}

/**
 * The earliest step that failed decides: without an endpoint discovery, without trusted TLS connectivity, with credentials
 * that come to nothing authentication, sent on to where nothing is to be had redirection, signed in without settings settings.
 */
export function decisionOf(sources: DecisionSources): Decision {
  const { discovery, endpoints, redirection, authentication, ending } = sources;
  const entry = entryOf(endpoints, redirection, authentication);
  if (entry !== undefined) {
    return redirection.hops.length > 0
      ? afterRedirect(entry, sources)
      : atRegistrar({ endpoint: entry, home: entry }, sources);
  }
  if (ending.isCancelled) return { kind: 'cancelled' };
  if (!ending.isOver && !isSettled(discovery, endpoints)) return { kind: 'open' };

  const first = endpoints[0];
  if (first === undefined) {
    return { kind: 'failed', step: 'discovery', candidate: decisiveCandidate(discovery.candidates) };
  }
  const asked = endpoints.filter(({ stage, outcome }) => stage === 'trusted' || outcome !== 'none');
  if (asked.length > 0) return failedAt('authentication', firstAsked(asked, discovery) ?? first);
  const chosen = endpoints[discovery.chosen ?? 0] ?? first;
  const decisive =
    chosen.stage === 'pending' ? (endpoints.find(({ stage }) => stage !== 'pending') ?? chosen) : chosen;
  return failedAt('connectivity', decisive);
}

/** Where the way of the sign-in began: the server that sent it on, or where it went on, or else the first one that answered well. */
function entryOf(
  endpoints: readonly EndpointFact[],
  { hops }: RedirectionFacts,
  { attempts, signedIn }: AuthenticationFacts,
): EndpointFact | undefined {
  const answered = endpoints
    .filter(hasAnsweredWell)
    .sort((a, b) => (a.registration?.final?.seq ?? 0) - (b.registration?.final?.seq ?? 0));
  const from = hops[0]?.from;
  const last = signedIn ?? attempts.findLast(({ purpose }) => purpose === 'sign-in');
  const key = from === undefined ? last?.key : endpointKey(from);
  return answered.find((one) => one.key === key) ?? answered[0];
}

/** Sent on: what the way to the home server came to. */
function afterRedirect(entry: EndpointFact, sources: DecisionSources): Decision {
  const { redirection, ending } = sources;
  const { concluded, home } = redirection;
  const outcome = concluded?.outcome ?? 'cancelled';
  if (outcome === 'arrived' && home !== null) return atRegistrar({ endpoint: entry, home }, sources);
  if (ending.isCancelled) return { kind: 'cancelled' };
  if (outcome === 'cancelled' && !ending.isOver) {
    return { kind: 'reachable', endpoint: entry, home: entry, signIn: 'pending' };
  }
  if (outcome === 'no-answer') {
    const asked = lastTargets(redirection).find(
      ({ at }) => at.outcome === 'refused' || at.outcome === 'no-answer',
    );
    if (asked !== undefined)
      return { kind: 'failed', step: 'authentication', endpoint: entry, home: asked.at };
  }
  return failedAt('redirection', entry);
}

/** At the registrar that has to say yes or no. */
function atRegistrar(servers: Servers, { authentication, settings, ending }: DecisionSources): Decision {
  const signIn = hasAnsweredWell(servers.home) ? signInAt(servers.home, authentication) : 'pending';
  if (signIn !== 'pending') {
    const hasFailed =
      signIn === 'signed-in' && settings.isSettled && !ending.isCancelled && isSettingsFailure(settings);
    return hasFailed
      ? { kind: 'failed', step: 'settings', ...servers }
      : { kind: 'reachable', signIn, ...servers };
  }
  if (ending.isCancelled) return { kind: 'cancelled' };
  if (!ending.isOver) return { kind: 'reachable', signIn, ...servers };
  // Sent on by a server that took the credentials: step 3 is done, and step 4 is where it stopped.
  const last = authentication.attempts.findLast(({ purpose }) => purpose === 'sign-in');
  const isSentOn = last?.outcome === 'redirected' && last.key === servers.home.key;
  return { kind: 'failed', step: isSentOn ? 'redirection' : 'authentication', ...servers };
}

function failedAt(step: Exclude<StepId, 'discovery'>, endpoint: EndpointFact): Decision {
  return { kind: 'failed', step, endpoint, home: endpoint };
}

/** A server that takes the address without credentials never asks for any. */
function signInAt({ registration }: EndpointFact, { isWanted, registered }: AuthenticationFacts): SignIn {
  if (registered !== null) return 'signed-in';
  const status = registration?.final?.status ?? 0;
  return isWanted && (status === 401 || status === 407) ? 'pending' : 'not-asked-for';
}

/** The candidate through which a server was found, where the log says so. */
export function candidateOf(discovery: DiscoveryFacts, via: Via): CandidateFact | null {
  return (
    discovery.candidates.find(({ candidate }) => candidate.via === via) ??
    discovery.candidates.find(({ candidate }) => candidate.standing === 'used') ??
    null
  );
}

/** The step under which people look for the failure; null while nothing failed. */
export function failedStep(decision: Decision): StepId | null {
  if (decision.kind !== 'failed') return null;
  if (decision.step === 'discovery') {
    // A server given by hand is not looked for: that its name has no address is a matter of reaching it.
    return decision.candidate?.candidate.via === 'manual' ? 'connectivity' : 'discovery';
  }
  if (decision.home !== decision.endpoint) return decision.step;
  const { stage, outcome, endpoint } = decision.endpoint;
  if (stage === 'unresolved' && endpoint.via !== 'manual') return 'discovery';
  return outcome === 'not-sip' ? 'connectivity' : decision.step;
}

/** true: every way is known and has failed, so that nothing to come can change the verdict. */
function isSettled(discovery: DiscoveryFacts, endpoints: readonly EndpointFact[]): boolean {
  if (discovery.concludedSeq === null) return false;
  return endpoints.every(({ stage, outcome }) =>
    stage === 'trusted' ? outcome !== 'none' && outcome !== 'pending' : stage !== 'pending',
  );
}

function firstAsked(asked: readonly EndpointFact[], discovery: DiscoveryFacts): EndpointFact | undefined {
  for (const { key } of discovery.selected) {
    const endpoint = asked.find((one) => one.key === key);
    if (endpoint !== undefined) return endpoint;
  }
  return asked.find(({ outcome }) => outcome !== 'none') ?? asked[0];
}

/** What was found but is broken comes before what could not be asked for; both in the client's order. */
function decisiveCandidate(candidates: readonly CandidateFact[]): CandidateFact | null {
  const manual = candidates.find(({ candidate }) => candidate.via === 'manual');
  if (manual !== undefined) return manual;
  const isUnanswered = ({ candidate }: CandidateFact): boolean => candidate.reason.startsWith('dns-');
  const broken = candidates.find(
    (one) =>
      one.candidate.standing === 'unusable' && !isUnanswered(one) && !HARMLESS.has(one.candidate.reason),
  );
  return broken ?? candidates.find(isUnanswered) ?? null;
}

const HARMLESS: ReadonlySet<string> = new Set([
  'no-record',
  'service-absent',
  'needs-ticket',
  'not-for-this-network',
  'earlier-candidate-used',
]);
