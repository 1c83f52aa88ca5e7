import type { StepId, Via } from '../../run/ids.ts';
import type { CandidateFact, DiscoveryFacts } from './discovery.ts';
import type { EndpointFact } from './endpoints.ts';
import type { Ending } from './ending.ts';

/** How far the sign-in came, and the one place that decides why it came no further. */
export type Decision =
  /** Nothing can be said for certain yet. */
  | { readonly kind: 'open' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'reachable'; readonly endpoint: EndpointFact }
  /** candidate: the one whose fault is the cause; null when there is simply nothing, or no evidence. */
  | { readonly kind: 'failed'; readonly step: 'discovery'; readonly candidate: CandidateFact | null }
  | {
      readonly kind: 'failed';
      readonly step: 'connectivity' | 'authentication';
      readonly endpoint: EndpointFact;
    };

/** The earliest step that failed decides: without an endpoint discovery, without trusted TLS connectivity. */
export function decisionOf(
  discovery: DiscoveryFacts,
  endpoints: readonly EndpointFact[],
  ending: Ending,
): Decision {
  const reached = endpoints
    .filter(({ outcome }) => outcome === 'usable')
    .sort((a, b) => (a.registration?.final?.seq ?? 0) - (b.registration?.final?.seq ?? 0))[0];
  if (reached !== undefined) return { kind: 'reachable', endpoint: reached };
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
