import type { LoggedEventOf } from '../../events/catalogue.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import { ATTEMPT_OUTCOMES, registersText, REGISTERS_OF_METHOD } from '../describe/authentication.ts';
import { hostAndPort } from '../describe/dns.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import { addNote, openAttempt, type Draft } from './draft.ts';

/** A method begins to be tried: said by the choice right before it, where there is one. */
export function startAttempt(draft: Draft, event: LoggedEventOf<'authentication.attempt.started'>): void {
  const { purpose, method, endpoint, expectedRegisters } = event.data;
  draft.purpose = purpose;
  const expected = expectedRegisters ?? REGISTERS_OF_METHOD[method];
  const begun = { purpose, method, expectedRegisters: expected, sent: 0, isOpen: true };
  const ofMethod = draft.attempts.get(method);
  if (ofMethod === undefined) draft.attempts.set(method, [begun]);
  else ofMethod.push(begun);
  // The choice right before it has said so already.
  const choice = draft.lastNotes.get('method-chosen');
  const isTold = (draft.lastNotes.get('attempt')?.firstSeq ?? -1) > (choice?.firstSeq ?? -1);
  if (choice !== undefined && !isTold && choice.evidence.length === 1 && choice.outcome === 'ok') {
    choice.evidence.push(event.seq);
    return;
  }
  const name = METHOD_NAMES[method];
  const where = hostAndPort(endpoint.host, endpoint.port);
  const text = {
    'sign-in': `Signs in with ${name} at ${where}`,
    preview: `Looks ahead without credentials: ${name} at ${where}`,
    comparison: `Compares: ${name} at ${where}`,
    'sign-out': `Signs in once more at ${where} with ${name}, only to sign out`,
  }[purpose];
  addNote(draft, event, {
    topic: 'attempt',
    step: event.step ?? 'authentication',
    text,
    outcome: 'ok',
    isUsed: purpose === 'sign-in',
  });
}

/** What came of it. */
export function endAttempt(draft: Draft, event: LoggedEventOf<'authentication.attempt.ended'>): void {
  const { purpose, method, outcome, status, registers, expectedRegisters } = event.data;
  const own = openAttempt(draft, method);
  if (own !== null) own.isOpen = false;
  if (purpose === 'preview' && outcome === 'learned') {
    // That is what the line above announced.
    draft.lastNotes.get('attempt')?.evidence.push(event.seq);
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
  const prefix = { 'sign-in': '', preview: '', comparison: 'Comparison: ', 'sign-out': 'To sign out: ' }[
    purpose
  ];
  addNote(draft, event, {
    topic: 'attempt',
    step: event.step ?? 'authentication',
    text: prefix + text,
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
