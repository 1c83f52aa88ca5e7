import type { Severity } from './finding.ts';
import type { EndpointFact } from './facts/endpoints.ts';
import { candidateOf, type Decision } from './facts/decision.ts';
import { isOtherSide, type CandidateFact } from './facts/discovery.ts';
import type { Setback } from './facts/authentication.ts';
import type { RunFacts } from './facts/run-facts.ts';
import type { Fault } from './rule.ts';

/**
 * What a fault means for this run.
 * root: it decides why the sign-in failed. together: only worth telling along with the same fault elsewhere.
 * silent: the client never comes there, or it costs nothing.
 */
export type Weight = 'root' | Severity | 'together' | 'silent';

/**
 * Weighs a fault by its place. A fault that the client meets before the place that works, and survives, is a warning;
 * behind that place, at another port of the same way or on the other side of the firewall it is nothing.
 */
export function weigh(fault: Fault, severity: Severity, facts: RunFacts): Weight {
  const { place } = fault;
  switch (place.kind) {
    case 'run':
      return severity === 'error' ? 'root' : severity;
    case 'beside':
      return hasReached(facts) ? 'warning' : 'silent';
    case 'setback':
      return weighSetback(place.setback, facts);
    case 'endpoint':
      return weighEndpoint(place.endpoint, place.isPartial, severity, facts);
    case 'candidate':
      return weighCandidate(place.candidate, severity, facts);
  }
}

/** A way of signing in that failed: the cause, a detour on the way, or only something that was looked at as well. */
function weighSetback({ purpose, isDecisive }: Setback, { decision }: RunFacts): Weight {
  if (purpose === 'preview') return 'silent';
  switch (decision.kind) {
    case 'open':
    case 'cancelled':
      return 'silent';
    case 'reachable':
      return decision.signIn === 'signed-in' ? 'warning' : 'silent';
    case 'failed':
      return isDecisive && purpose === 'sign-in' ? 'root' : 'warning';
  }
}

/** true: a server was reached and answered, and nothing to come can take that back. */
function hasReached({ decision }: RunFacts): boolean {
  if (decision.kind === 'reachable') return decision.signIn !== 'pending';
  return (
    decision.kind === 'failed' && (decision.step === 'authentication' || decision.step === 'redirection')
  );
}

function weighEndpoint(
  endpoint: EndpointFact,
  isPartial: boolean,
  severity: Severity,
  facts: RunFacts,
): Weight {
  const { decision } = facts;
  switch (decision.kind) {
    case 'open':
    case 'cancelled':
      return 'silent';
    case 'reachable':
      if (endpoint.key === decision.endpoint.key) return 'warning';
      return isPartial ? 'silent' : survived(endpoint, decision.endpoint, facts);
    case 'failed':
      if (decision.step === 'discovery') return 'silent';
      if (endpoint.key === decision.endpoint.key && !isPartial) return 'root';
      // It was challenged as it should be; that the sign-in failed there makes no fault of the servers passed before.
      if (decision.endpoint.outcome === 'usable' && !isPartial)
        return survived(endpoint, decision.endpoint, facts);
      if (isPartial)
        return endpoint === decision.endpoint && endpoint.stage === 'trusted' ? 'warning' : 'silent';
      if (decision.step === 'authentication' && endpoint.outcome === 'none') {
        return survived(endpoint, decision.endpoint, facts);
      }
      return severity === 'error' ? 'together' : 'silent';
  }
}

/** The weight of a fault at an endpoint when the client went on with another one. */
function survived(endpoint: EndpointFact, used: EndpointFact, facts: RunFacts): Weight {
  if (endpoint.index > used.index) return 'silent';
  const { via, host } = endpoint.endpoint;
  if (isOtherSide(via, facts.discovery.network)) return 'silent';
  const isOtherPort = facts.endpoints.some(
    (other) =>
      other !== endpoint &&
      other.stage === 'trusted' &&
      other.endpoint.via === via &&
      other.endpoint.host === host,
  );
  return isOtherPort ? 'silent' : 'warning';
}

function weighCandidate(place: CandidateFact, severity: Severity, facts: RunFacts): Weight {
  const { decision, discovery } = facts;
  if (decision.kind === 'open' || decision.kind === 'cancelled') return 'silent';
  if (decision.kind === 'failed' && decision.step === 'discovery') {
    // Of several candidates that are broken one is the cause; that the others are too is no second reason.
    return isSame(decision, place) ? 'root' : severity === 'error' ? 'warning' : severity;
  }
  const used = candidateOf(discovery, decision.endpoint.endpoint.via);
  if (used === null || place.candidate.order > used.candidate.order) return 'silent';
  // A web service that works in spite of something; or a record of which one server is missing, which costs time.
  if (place === used) return place.isAutodiscover ? 'info' : 'warning';
  return isOtherSide(place.candidate.via, discovery.network) ? 'silent' : 'warning';
}

function isSame(decision: Extract<Decision, { step: 'discovery' }>, place: CandidateFact): boolean {
  return decision.candidate?.seq === place.seq;
}
