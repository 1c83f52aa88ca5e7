import type { LoggedEventOf } from '../../events/catalogue.ts';
import { span } from '../../lib/duration.ts';
import { visible } from '../../lib/text.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import {
  ATTEMPT_OUTCOMES,
  CARRIER_NAMES,
  choiceText,
  PASSWORD_VERDICTS,
  registersText,
  REGISTERS_OF_METHOD,
  signatureLabel,
  SIGNATURE_PROBLEMS,
  WITHHELD_REASONS,
} from '../describe/authentication.ts';
import { hostAndPort } from '../describe/dns.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import { addEvidence, addNote, isOwn, openAttempt, rungOfCause, say, type Draft } from './draft.ts';

export type AuthenticationEvent = LoggedEventOf<
  | 'authentication.method.chosen'
  | 'authentication.attempt.started'
  | 'authentication.attempt.ended'
  | 'authentication.token.observed'
  | 'authentication.association.established'
  | 'authentication.signature.checked'
  | 'authentication.password.submitted'
  | 'authentication.password.judged'
  | 'authentication.password.withheld'
  | 'authentication.registered'
  | 'authentication.withdrawn'
  | 'clock.compared'
>;

/** Below this a difference of clocks is shown with its message only. */
const NOTABLE_SKEW_MS = 60_000;

const STEP = 'authentication';

/** Decisions and results are notes; what a message carries belongs to its rung. */
export function foldAuthentication(draft: Draft, event: AuthenticationEvent): void {
  switch (event.kind) {
    case 'authentication.method.chosen':
      draft.purpose = event.data.purpose;
      addNote(draft, event, {
        topic: 'method-chosen',
        step: STEP,
        text: choiceText(event.data),
        outcome: event.data.method === null ? 'failed' : 'ok',
        isUsed: event.data.purpose === 'sign-in',
      });
      return;
    case 'authentication.attempt.started':
      startAttempt(draft, event);
      return;
    case 'authentication.attempt.ended':
      endAttempt(draft, event);
      return;
    case 'authentication.token.observed':
    case 'authentication.association.established':
    case 'authentication.registered': {
      const rung = rungOfCause(draft, event);
      if (rung !== null) addEvidence(rung, event);
      return;
    }
    case 'authentication.signature.checked':
      foldSignature(draft, event);
      return;
    case 'authentication.password.submitted':
      addNote(draft, event, {
        topic: 'password',
        step: STEP,
        text: passwordUse(event.data),
        outcome: 'ok',
        isUsed: isOwn(draft),
      });
      return;
    case 'authentication.password.judged': {
      const note = draft.notes.findLast(({ topic }) => topic === 'password');
      if (note === undefined) return;
      const { verdict } = event.data;
      note.evidence.push(event.seq);
      note.text = `${note.text}: ${PASSWORD_VERDICTS[verdict]}`;
      note.outcome = verdict === 'accepted' ? 'ok' : verdict === 'rejected' ? 'failed' : 'warning';
      return;
    }
    case 'authentication.password.withheld': {
      const { reason, to } = event.data;
      const text = `Keeps the password back from ${visible(to, 255)}: ${WITHHELD_REASONS[reason]}`;
      addNote(draft, event, {
        topic: 'password',
        step: STEP,
        text,
        outcome: 'warning',
        isUsed: isOwn(draft),
      });
      return;
    }
    case 'authentication.withdrawn':
      foldWithdrawal(draft, event);
      return;
    case 'clock.compared':
      foldClock(draft, event);
      return;
  }
}

function startAttempt(draft: Draft, event: LoggedEventOf<'authentication.attempt.started'>): void {
  const { purpose, method, endpoint, expectedRegisters } = event.data;
  draft.purpose = purpose;
  draft.attempts.push({
    purpose,
    method,
    expectedRegisters: expectedRegisters ?? REGISTERS_OF_METHOD[method],
    sent: 0,
    isOpen: true,
  });
  // The choice right before it has said so already.
  const choice = draft.notes.findLast(({ topic }) => topic === 'method-chosen' || topic === 'attempt');
  if (choice?.topic === 'method-chosen' && choice.evidence.length === 1 && choice.outcome === 'ok') {
    choice.evidence.push(event.seq);
    return;
  }
  const name = METHOD_NAMES[method];
  const where = hostAndPort(endpoint.host, endpoint.port);
  const text = {
    'sign-in': `Signs in with ${name} at ${where}`,
    preview: `Looks ahead without credentials: ${name} at ${where}`,
    comparison: `Compares: ${name} at ${where}`,
  }[purpose];
  addNote(draft, event, { topic: 'attempt', step: STEP, text, outcome: 'ok', isUsed: purpose === 'sign-in' });
}

function endAttempt(draft: Draft, event: LoggedEventOf<'authentication.attempt.ended'>): void {
  const { purpose, method, outcome, status, registers, expectedRegisters } = event.data;
  const own = openAttempt(draft, method);
  if (own !== null) own.isOpen = false;
  if (purpose === 'preview' && outcome === 'learned') {
    // That is what the line above announced.
    draft.notes.findLast(({ topic }) => topic === 'attempt')?.evidence.push(event.seq);
    return;
  }
  const name = METHOD_NAMES[method];
  const count = registersText(method, registers, expectedRegisters);
  const code = status === null || outcome === 'signed-in' || outcome === 'learned' ? '' : ` (${status})`;
  const text =
    outcome === 'signed-in'
      ? `Signed in with ${name}: ${count}`
      : outcome === 'learned'
        ? `${name}: ${ATTEMPT_OUTCOMES.learned}`
        : `${name}: ${ATTEMPT_OUTCOMES[outcome]}${code}, after ${registers} ${registers === 1 ? 'REGISTER' : 'REGISTERs'}`;
  const isMiscounted = registers !== (expectedRegisters ?? REGISTERS_OF_METHOD[method]);
  addNote(draft, event, {
    topic: 'attempt',
    step: STEP,
    text: purpose === 'comparison' ? `Comparison: ${text}` : text,
    outcome: endOutcome(event, outcome === 'signed-in' && isMiscounted),
    isUsed: purpose === 'sign-in',
  });
}

function endOutcome(
  { data: { outcome, purpose } }: LoggedEventOf<'authentication.attempt.ended'>,
  isMiscounted: boolean,
): ExchangeOutcome {
  if (outcome === 'cancelled') return 'cancelled';
  if (outcome === 'signed-in' || outcome === 'learned' || outcome === 'redirected') {
    return isMiscounted ? 'warning' : 'ok';
  }
  // What only looks ahead or compares does not decide.
  return purpose === 'sign-in' ? 'failed' : 'warning';
}

function foldSignature(draft: Draft, event: LoggedEventOf<'authentication.signature.checked'>): void {
  const { valid, problem, peer } = event.data;
  const rung = rungOfCause(draft, event);
  if (rung !== null) say(rung, event, signatureLabel(event.data), valid ? rung.outcome : 'failed');
  if (valid) return;
  const why = problem === null ? '' : `: ${SIGNATURE_PROBLEMS[problem]}`;
  addNote(draft, event, {
    topic: 'signature',
    step: STEP,
    text: `Does not believe the answer of ${visible(peer.host, 255)}, for its signature${why}`,
    outcome: 'failed',
    isUsed: isOwn(draft),
  });
}

function foldWithdrawal(draft: Draft, event: LoggedEventOf<'authentication.withdrawn'>): void {
  const rung = rungOfCause(draft, event);
  if (rung !== null) addEvidence(rung, event);
  const { status } = event.data;
  const isDone = status !== null && status >= 200 && status < 300;
  const text = isDone
    ? 'Signed out again: the registration is withdrawn'
    : `The registration could not be withdrawn (${status === null ? 'no answer' : String(status)}); it runs out by itself`;
  const isUsed = isOwn(draft);
  addNote(draft, event, {
    topic: 'withdrawal',
    step: STEP,
    text,
    outcome: isDone ? 'ok' : 'warning',
    isUsed,
  });
}

function foldClock(draft: Draft, event: LoggedEventOf<'clock.compared'>): void {
  const rung = rungOfCause(draft, event);
  if (rung !== null) addEvidence(rung, event);
  const { skewMs, host } = event.data;
  if (Math.abs(skewMs) <= NOTABLE_SKEW_MS) return;
  const text = `The clock of ${visible(host, 255)} is ${span(skewMs)} ${skewMs > 0 ? 'ahead of' : 'behind'} the clock of this PC`;
  addNote(draft, event, { topic: 'clock', step: event.step ?? STEP, text, outcome: 'warning' });
}

function passwordUse({
  carrier,
  to,
  user,
}: LoggedEventOf<'authentication.password.submitted'>['data']): string {
  return `Uses the password of ${visible(user, 120)} with ${visible(to, 255)}, over ${CARRIER_NAMES[carrier]}`;
}
