import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { UNEXPLAINED_ID } from '../findings/rules/unexplained.ts';
import { visible } from '../lib/text.ts';
import type { Verdict } from '../run/document.ts';
import { stepOf } from '../steps/steps.ts';
import { stoppedAt } from './checklist.ts';
import { duration } from '../lib/duration.ts';
import { counted } from '../lib/listing.ts';
import type { SignInAttempt } from './authentication-facts.ts';
import { registersClause } from './describe/authentication.ts';
import { METHOD_NAMES } from './describe/sip.ts';
import { activity } from './describe/step-summary.ts';
import { signInFacts, type SignInFacts } from './sign-in-facts.ts';
import type { LiveVerdict } from './verdict-model.ts';

/** What the whole run came to. Takes the findings of the same log; a log without an end is judged as far as it goes. */
export function verdict(log: readonly LoggedEvent[], findings: readonly Finding[]): Verdict {
  const facts = signInFacts(log);
  if (facts.isCancelled) return cancelled(facts);
  const root = findings.find((finding) => finding.rootCause);
  if (root !== undefined) {
    return { outcome: 'failed', step: root.step, finding: root.id, summary: failureText(root, facts) };
  }
  if (facts.authentication.isSignedIn && stoppedAt(facts, findings) === null)
    return signedIn(facts, findings);
  if (facts.isReachable) return reachable(facts, findings);
  return unexplained(facts, findings);
}

/** What the verdict bar says now: what is being done, and once the run is over the verdict. */
export function liveVerdict(log: readonly LoggedEvent[], findings: readonly Finding[]): LiveVerdict {
  const facts = signInFacts(log);
  if (facts.isFinished) return { state: 'finished', verdict: verdict(log, findings) };
  return { state: 'running', step: facts.currentStep, headline: activity(facts.currentStep, facts) };
}

function cancelled(facts: SignInFacts): Verdict {
  if (facts.isImported) return brokenOff(facts);
  const { number, title } = stepOf(facts.currentStep);
  const after = duration(facts.lastEvent?.t ?? 0);
  return {
    outcome: 'cancelled',
    step: facts.currentStep,
    finding: null,
    summary: `Cancelled after ${after}, at step ${number}, ${title}.`,
  };
}

/** The log of somebody else ends before the sign-in does. */
function brokenOff({ currentStep }: SignInFacts): Verdict {
  const { number, title } = stepOf(currentStep);
  const summary = `The log ends at step ${number}, ${title}, and does not show how the sign-in went on.`;
  return { outcome: 'cancelled', step: currentStep, finding: null, summary };
}

/** Rules of step 5 say themselves that the sign-in worked; where none explains the failure, that is said here. */
function failureText(root: Finding, facts: SignInFacts): string {
  const title = visible(root.title, 600);
  const isPlain = root.id !== UNEXPLAINED_ID || root.step !== 'settings';
  if (isPlain || !facts.authentication.isSignedIn) return title;
  return `${signInClause(facts)}, but not to the end: ${title}`;
}

/** "Signed in as alice@contoso.test on fe01.contoso.test with NTLM". */
function signInClause(facts: SignInFacts): string {
  const { signIn } = facts.authentication;
  const address = visible(facts.start?.data.plan.address ?? 'the user', 320);
  const { home, isFirstChoice, isOnBackup } = facts.redirection;
  const standIn = isFirstChoice === false || isOnBackup;
  const host = signIn?.targetname ?? signIn?.endpoint.host ?? facts.server?.host ?? null;
  const place =
    home !== null
      ? ` on ${standIn ? '' : 'the home server '}${visible(home.host, 255)}`
      : host === null
        ? ''
        : ` on ${visible(host, 255)}`;
  const how = signIn === null ? '' : ` with ${METHOD_NAMES[signIn.method]}${oddCount(signIn)}`;
  return `Signed in as ${address}${place}${how}`;
}

function signedIn(facts: SignInFacts, findings: readonly Finding[]): Verdict {
  return {
    outcome: 'signed-in',
    step: null,
    finding: null,
    summary: `${signInClause(facts)}${warningClause(findings)}`,
  };
}

/** The number of REGISTERs is for experts, and step 3 tells it; here it counts only when it is not what the method needs. */
function oddCount({ method, registers, expectedRegisters }: SignInAttempt): string {
  return registers === expectedRegisters
    ? ''
    : `, with ${registersClause(method, registers, expectedRegisters)}`;
}

function reachable(facts: SignInFacts, findings: readonly Finding[]): Verdict {
  const host = visible(facts.server?.host ?? '', 255);
  const methods = (facts.offered ?? []).map((method) => METHOD_NAMES[method]).join(', ');
  const sentence =
    methods === ''
      ? `The server ${host} is reachable and accepts the address without credentials`
      : `The server ${host} is reachable and ready for sign-in (${methods})`;
  return {
    outcome: 'reachable',
    step: null,
    finding: null,
    summary: sentence + warningClause(findings),
  };
}

function warningClause(findings: readonly Finding[]): string {
  const warnings = findings.filter(({ severity, consequence }) => severity !== 'info' && !consequence);
  const [only] = warnings;
  if (only === undefined) return '.';
  if (warnings.length === 1) return `, with one warning: ${visible(only.title, 600)}`;
  return `, with ${counted(warnings.length, 'warning')}.`;
}

function unexplained(facts: SignInFacts, findings: readonly Finding[]): Verdict {
  const step = stoppedAt(facts, findings) ?? facts.currentStep;
  const { number, title } = stepOf(step);
  const place = `step ${number}, ${title}`;
  const text =
    facts.crash !== null
      ? `Rungs itself failed at ${place}; this says nothing about the server.`
      : facts.isTimedOut
        ? `The time for the whole run was over at ${place}.`
        : facts.isFinished
          ? `The sign-in stopped at ${place}, and no rule explains why.`
          : `The record of this run breaks off at ${place}.`;
  const isSignedIn = step === 'settings' && facts.authentication.isSignedIn;
  const summary = isSignedIn ? `${signInClause(facts)}, but not to the end: ${text}` : text;
  return { outcome: 'failed', step, finding: UNEXPLAINED_ID, summary };
}
