import type { StepId } from '../run/ids.ts';
import type { Severity } from './finding.ts';
import { isInCloud, type CloudSign } from './facts/cloud.ts';
import { hasAnsweredWell, type EndpointFact } from './facts/endpoints.ts';
import { candidateOf, type Decision } from './facts/decision.ts';
import { isOtherSide, type CandidateFact } from './facts/discovery.ts';
import type { Setback } from './facts/authentication.ts';
import { isUnusable, lastTargets, type RedirectTarget } from './facts/redirection.ts';
import type { RunFacts } from './facts/run-facts.ts';
import type { Fault, Place } from './rule.ts';

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
  // What fails at the cloud is told by the finding that the way leads there.
  if (leadsToCloud(place, facts)) return 'silent';
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
    case 'target':
      return weighTarget(place.target, facts);
    case 'step':
      return weighStep(place.step, severity, facts);
    case 'cloud':
      return weighCloud(place.sign, facts);
  }
}

function leadsToCloud(place: Place, { cloud: { end }, decision, names }: RunFacts): boolean {
  if (end === null || decision.kind !== 'failed') return false;
  switch (place.kind) {
    case 'candidate':
      return end.candidate === place.candidate;
    case 'endpoint':
      return isInCloud(place.endpoint.endpoint.host, names);
    case 'setback':
      return isInCloud(place.setback.attempt?.endpoint.host ?? '', names);
    default:
      return false;
  }
}

/** The first address of the last 3xx that could not be used decides; the others only bear it out. */
function weighTarget(target: RedirectTarget, { decision, redirection }: RunFacts): Weight {
  if (decision.kind !== 'failed' || decision.step !== 'redirection') return 'silent';
  const unusable = lastTargets(redirection).filter(isUnusable);
  if (unusable[0] === target) return 'root';
  return unusable.includes(target) ? 'together' : 'silent';
}

function weighStep(step: StepId, severity: Severity, { decision, ending }: RunFacts): Weight {
  if (ending.isCancelled || decision.kind === 'open' || decision.kind === 'cancelled') return 'silent';
  if (severity !== 'error') return severity;
  return decision.kind === 'failed' && decision.step === step ? 'root' : 'silent';
}

function weighCloud(sign: CloudSign, { cloud, decision }: RunFacts): Weight {
  if (sign === cloud.end) return decision.kind === 'failed' ? 'root' : 'silent';
  return sign === cloud.used ? 'warning' : 'info';
}

/** A way of signing in that failed: the cause, a detour on the way, or only something that was looked at as well. */
function weighSetback({ purpose, isDecisive }: Setback, { decision }: RunFacts): Weight {
  if (purpose === 'preview' || purpose === 'sign-out') return 'silent';
  switch (decision.kind) {
    case 'open':
    case 'cancelled':
      return 'silent';
    case 'reachable':
      return decision.signIn === 'signed-in' ? 'warning' : 'silent';
    case 'failed':
      return isDecisive && purpose === 'sign-in' && decision.step === 'authentication' ? 'root' : 'warning';
  }
}

/** true: a server was reached and answered, and nothing to come can take that back. */
function hasReached({ decision }: RunFacts): boolean {
  if (decision.kind === 'reachable') return decision.signIn !== 'pending';
  return decision.kind === 'failed' && decision.step !== 'discovery' && decision.step !== 'connectivity';
}

function weighEndpoint(
  endpoint: EndpointFact,
  isPartial: boolean,
  severity: Severity,
  facts: RunFacts,
): Weight {
  const { decision } = facts;
  if (endpoint.endpoint.via === 'redirect') return weighRedirected(endpoint, severity, facts);
  switch (decision.kind) {
    case 'open':
    case 'cancelled':
      return 'silent';
    case 'reachable':
      if (endpoint.key === decision.endpoint.key) return 'warning';
      return isPartial ? 'silent' : survived(endpoint, decision.endpoint, facts);
    case 'failed':
      if (decision.step === 'discovery') return 'silent';
      if (endpoint.key === decision.endpoint.key && !isPartial) {
        return decision.home === decision.endpoint ? 'root' : 'warning';
      }
      // It was challenged as it should be; that the sign-in failed there makes no fault of the servers passed before.
      if (hasAnsweredWell(decision.endpoint) && !isPartial)
        return survived(endpoint, decision.endpoint, facts);
      if (isPartial)
        return endpoint === decision.endpoint && endpoint.stage === 'trusted' ? 'warning' : 'silent';
      if (decision.step === 'authentication' && endpoint.outcome === 'none') {
        return survived(endpoint, decision.endpoint, facts);
      }
      return severity === 'error' ? 'together' : 'silent';
  }
}

/** A fault of the logon at a server to which the sign-in was sent. That another one stood in for it is told as that. */
function weighRedirected({ key }: EndpointFact, severity: Severity, { decision }: RunFacts): Weight {
  if (decision.kind === 'reachable') return key === decision.home.key ? 'warning' : 'silent';
  if (decision.kind !== 'failed' || decision.step !== 'authentication') return 'silent';
  if (key === decision.home.key) return 'root';
  return severity === 'error' ? 'together' : 'silent';
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
