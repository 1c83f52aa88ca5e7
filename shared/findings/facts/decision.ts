import type { StepId, Via } from '../../run/ids.ts';
import type { AuthenticationFacts } from './authentication.ts';
import type { CandidateFact, DiscoveryFacts } from './discovery.ts';
import type { EndpointFact } from './endpoints.ts';
import type { Ending } from './ending.ts';

/** How far the sign-in came, and the one place that decides why it came no further. */
export type Decision =
  /** Nothing can be said for certain yet. */
  | { readonly kind: 'open' }
  | { readonly kind: 'cancelled' }
  /** signIn: whether it went on from there. Nothing can be said of an attempt that is still going on. */
  | {
      readonly kind: 'reachable';
      readonly endpoint: EndpointFact;
      readonly signIn: 'not-asked-for' | 'pending' | 'signed-in';
    }
  /** candidate: the one whose fault is the cause; null when there is simply nothing, or no evidence. */
  | { readonly kind: 'failed'; readonly step: 'discovery'; readonly candidate: CandidateFact | null }
  | {
      readonly kind: 'failed';
      readonly step: 'connectivity' | 'authentication' | 'redirection';
      readonly endpoint: EndpointFact;
    };

/**
 * The earliest step that failed decides: without an endpoint discovery, without trusted TLS connectivity, with credentials
 * that come to nothing authentication.
 */
export function decisionOf(
  discovery: DiscoveryFacts,
  endpoints: readonly EndpointFact[],
  authentication: AuthenticationFacts,
  ending: Ending,
): Decision {
  const reached = reachedEndpoint(endpoints, authentication);
  if (reached !== undefined) {
    const signIn = signInAt(reached, authentication);
    if (signIn !== 'pending') return { kind: 'reachable', endpoint: reached, signIn };
    if (ending.isCancelled) return { kind: 'cancelled' };
    if (!ending.isOver) return { kind: 'reachable', endpoint: reached, signIn };
    // Sent on by a server that took the credentials: step 3 is done, and step 4 is where it stopped.
    const last = authentication.attempts.findLast(({ purpose }) => purpose === 'sign-in');
    const step = last?.outcome === 'redirected' ? 'redirection' : 'authentication';
    return { kind: 'failed', step, endpoint: reached };
  }
  if (ending.isCancelled) return { kind: 'cancelled' };
  if (!ending.isOver && !isSettled(discovery, endpoints)) return { kind: 'open' };

  const first = endpoints[0];
  if (first === undefined) {
    return { kind: 'failed', step: 'discovery', candidate: decisiveCandidate(discovery.candidates) };
  }
  const asked = endpoints.filter(({ stage, outcome }) => stage === 'trusted' || outcome !== 'none');
  if (asked.length > 0) {
    return { kind: 'failed', step: 'authentication', endpoint: firstAsked(asked, discovery) ?? first };
  }
  const chosen = endpoints[discovery.chosen ?? 0] ?? first;
  const decisive =
    chosen.stage === 'pending' ? (endpoints.find(({ stage }) => stage !== 'pending') ?? chosen) : chosen;
  return { kind: 'failed', step: 'connectivity', endpoint: decisive };
}

/** Where the sign-in went on, or else the first server that answered well. */
function reachedEndpoint(
  endpoints: readonly EndpointFact[],
  { attempts, signedIn }: AuthenticationFacts,
): EndpointFact | undefined {
  const usable = endpoints
    .filter(({ outcome }) => outcome === 'usable')
    .sort((a, b) => (a.registration?.final?.seq ?? 0) - (b.registration?.final?.seq ?? 0));
  const last = signedIn ?? attempts.findLast(({ purpose }) => purpose === 'sign-in');
  return usable.find(({ key }) => key === last?.key) ?? usable[0];
}

/** A server that takes the address without credentials never asks for any. */
function signInAt(
  { registration }: EndpointFact,
  { isWanted, registered }: AuthenticationFacts,
): Extract<Decision, { kind: 'reachable' }>['signIn'] {
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
