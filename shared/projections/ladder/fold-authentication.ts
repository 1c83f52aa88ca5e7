import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { span } from '../../lib/duration.ts';
import { visible } from '../../lib/text.ts';
import type { StepId } from '../../run/ids.ts';
import {
  CARRIER_NAMES,
  choiceText,
  PASSWORD_VERDICTS,
  signatureLabel,
  SIGNATURE_PROBLEMS,
  WITHHELD_REASONS,
} from '../describe/authentication.ts';
import {
  addEvidence,
  addNote,
  closeRung,
  isInbound,
  isOwn,
  rungOfCause,
  say,
  type Draft,
  type DraftRung,
} from './draft.ts';
import { endAttempt, startAttempt } from './fold-attempt.ts';

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

/** At the home server it belongs to step 4, and the end of it to step 5. */
function stepOf({ step }: AuthenticationEvent): StepId {
  return step ?? 'authentication';
}

/** Decisions and results are notes; what a message carries belongs to its rung. */
export function foldAuthentication(draft: Draft, event: AuthenticationEvent): void {
  switch (event.kind) {
    case 'authentication.method.chosen':
      draft.purpose = event.data.purpose;
      addNote(draft, event, {
        topic: 'method-chosen',
        step: stepOf(event),
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
        step: stepOf(event),
        text: passwordUse(event.data),
        outcome: 'ok',
        isUsed: isOwn(draft),
      });
      return;
    case 'authentication.password.judged': {
      const note = draft.lastNotes.get('password');
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
        step: stepOf(event),
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

function foldSignature(draft: Draft, event: LoggedEventOf<'authentication.signature.checked'>): void {
  const { valid, problem, peer } = event.data;
  const rung = rungOfCause(draft, event);
  if (rung !== null) tellSignature(rung, event);
  if (valid) return;
  const why = problem === null ? '' : `: ${SIGNATURE_PROBLEMS[problem]}`;
  addNote(draft, event, {
    topic: 'signature',
    step: stepOf(event),
    text: `Does not believe the answer of ${visible(peer.host, 255)}, for its signature${why}`,
    outcome: 'failed',
    isUsed: isOwn(draft),
  });
}

function tellSignature(
  rung: DraftRung,
  event: LoggedEventOf<'authentication.signature.checked'> & LoggedEvent,
): void {
  const { valid } = event.data;
  if (valid && (event.step === 'settings' || isInbound(rung))) {
    // After the sign-in every message is signed: what is news is one that is not.
    addEvidence(rung, event);
  } else if (isInbound(rung)) {
    closeRung(rung, event, {
      label: `ignored: ${signatureLabel(event.data)}`,
      durationMs: null,
      outcome: 'failed',
    });
  } else {
    say(rung, event, signatureLabel(event.data), valid ? rung.outcome : 'failed');
  }
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
    step: stepOf(event),
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
  addNote(draft, event, { topic: 'clock', step: stepOf(event), text, outcome: 'warning' });
}

function passwordUse({
  carrier,
  to,
  user,
}: LoggedEventOf<'authentication.password.submitted'>['data']): string {
  return `Uses the password of ${visible(user, 120)} with ${visible(to, 255)}, over ${CARRIER_NAMES[carrier]}`;
}
