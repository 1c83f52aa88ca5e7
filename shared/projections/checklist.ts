import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { visible } from '../lib/text.ts';
import { STEP_IDS, type StepId } from '../run/ids.ts';
import { stepOf, STEPS } from '../steps/steps.ts';
import type { ChecklistStep, StepState } from './checklist-model.ts';
import { activity, notReached, stepSummary } from './describe/step-summary.ts';
import { isLoaded } from './load-facts.ts';
import { signInFacts, type SignInFacts } from './sign-in-facts.ts';

/** The five steps as they stand, for a log finished or not. Takes the findings of the same log. */
export function checklist(
  log: readonly LoggedEvent[],
  findings: readonly Finding[],
): readonly ChecklistStep[] {
  const facts = signInFacts(log);
  const failedStep = stoppedAt(facts, findings);
  return STEPS.map(({ id, number, title }) => {
    const own = findings.filter((finding) => finding.step === id).sort(byWeight);
    const state = stateOf(id, facts, own, failedStep);
    const startedAtMs = facts.startedAtMs.get(id) ?? null;
    return {
      id,
      number,
      title,
      state,
      summary: summaryOf(id, state, facts, own, log, failedStep),
      startedAtMs,
      durationMs: state === 'running' ? null : durationOf(id, facts),
      findings: own,
    };
  });
}

/** The step in which the sign-in broke off; null while it runs, when it was cancelled, and when it came through. */
export function stoppedAt(facts: SignInFacts, findings: readonly Finding[]): StepId | null {
  const root = findings.find((finding) => finding.rootCause);
  if (root !== undefined) return root.step;
  if (!facts.isFinished || facts.isCancelled || facts.isReachable) return null;
  if (facts.authentication.isSignedIn) return hasBrokenOffAfter(facts) ? 'settings' : null;
  return facts.failedStep ?? STEP_IDS.find((id) => !isPassed(id, facts)) ?? 'authentication';
}

/** Signed in, and the settings came to nothing; without a finding only our own fault, or the end of the time, is left. */
function hasBrokenOffAfter(facts: SignInFacts): boolean {
  const isOurFault = facts.crash?.step === 'settings' && !isPassed('settings', facts);
  return facts.failedStep === 'settings' || isOurFault;
}

/** What the step is there to find out was found out. */
function isPassed(id: StepId, facts: SignInFacts): boolean {
  switch (id) {
    case 'discovery':
      return facts.endpoints.length > 0 || facts.server !== null;
    case 'connectivity':
      return facts.firstServer !== null || facts.server !== null;
    case 'authentication':
      return facts.isReachable || facts.authentication.isAuthenticated || isSentOn(facts);
    case 'redirection':
      return facts.redirection.outcome === 'arrived';
    case 'settings':
      return isSettled(facts) && isLoaded(facts.load);
  }
}

/** Proved to one server, and asked again by the next: how that ends is not known yet. */
function isSentOn({ authentication, isFinished }: SignInFacts): boolean {
  return authentication.sentOn !== null && !isFinished;
}

/** Cancelled halfway is not loaded, whatever has come by then. */
function isSettled({ authentication, load, isCancelled }: SignInFacts): boolean {
  return authentication.isSignedIn && (load.isThrough || !isCancelled);
}

/** The first server has sent the sign-in on before it asked who is there; the next one will. */
function isStillToBeProved({ redirection, authentication, isFinished }: SignInFacts): boolean {
  return redirection.hops.length > 0 && authentication.sentOn === null && !isFinished;
}

function stateOf(
  id: StepId,
  facts: SignInFacts,
  own: readonly Finding[],
  failedStep: StepId | null,
): StepState {
  const hasStarted = facts.startedAtMs.has(id);
  const hasEnded = facts.finishedAtMs.has(id) || facts.isFinished;
  if (failedStep === id) return facts.crash === null ? 'failed' : 'crashed';
  if (!hasStarted) {
    if (!facts.isFinished && !isNotNeeded(id, facts)) return 'pending';
    // The server where discovery led stands in for the home server: nothing to do, and not as it should be.
    return isNotNeeded(id, facts) && own.some(isOwnWarning) ? 'warned' : 'skipped';
  }
  if (!hasEnded) return 'running';
  if (isPassed(id, facts)) return own.some(isOwnWarning) ? 'warned' : 'passed';
  if (id === 'authentication' && isStillToBeProved(facts)) return 'running';
  if (facts.isCancelled) return facts.isImported ? 'skipped' : 'cancelled';
  // Another step broke off the sign-in; what was begun here beside it came to no end of its own.
  return facts.isFinished ? 'skipped' : 'failed';
}

/** Signed in where discovery led. */
function isNotNeeded(id: StepId, { authentication, redirection }: SignInFacts): boolean {
  return id === 'redirection' && authentication.isSignedIn && redirection.hops.length === 0;
}

function isOwnWarning(finding: Finding): boolean {
  return finding.severity !== 'info' && !finding.consequence;
}

function summaryOf(
  id: StepId,
  state: StepState,
  facts: SignInFacts,
  own: readonly Finding[],
  log: readonly LoggedEvent[],
  failedStep: StepId | null,
): string {
  switch (state) {
    case 'pending':
      return stepOf(id).proves;
    case 'running':
      return activity(id, facts);
    case 'passed':
    case 'warned':
      return stepSummary(id, facts, log);
    case 'failed':
      return own[0] === undefined ? 'Stopped here, and no rule explains why.' : visible(own[0].title, 600);
    case 'crashed':
      return 'Rungs itself failed here; this says nothing about the server.';
    case 'cancelled':
      return 'Cancelled before there was a result.';
    case 'skipped':
      return notReached(id, facts, failedStep);
  }
}

/** A log that names one moment of a step only does not tell how long it took. */
function durationOf(id: StepId, facts: SignInFacts): number | null {
  const startedAtMs = facts.startedAtMs.get(id);
  if (startedAtMs === undefined) return null;
  const durationMs = endOf(id, facts) - startedAtMs;
  return facts.isImported && durationMs === 0 ? null : durationMs;
}

function endOf(id: StepId, facts: SignInFacts): number {
  return Math.max(facts.finishedAtMs.get(id) ?? facts.lastEvent?.t ?? 0, facts.startedAtMs.get(id) ?? 0);
}

const SEVERITIES = ['error', 'warning', 'info'] as const;

function byWeight(a: Finding, b: Finding): number {
  return (
    Number(b.rootCause) - Number(a.rootCause) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Number(a.consequence) - Number(b.consequence)
  );
}
