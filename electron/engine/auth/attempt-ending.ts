import type { AttemptOutcome } from '../../../shared/events/authentication-events.ts';
import { decodeDiagnostics } from '../../../shared/protocol/ms-diagnostics/decode-diagnostics.ts';
import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import type { SipTransactionResult } from '../probes/registration/sip-transaction.ts';
import type { Advance } from './security-context.ts';

export type Answered = Extract<SipTransactionResult, { readonly kind: 'answered' }>;

/** How an attempt with one method ended. */
export interface AttemptEnding {
  readonly outcome: AttemptOutcome;
  /** What came last, where that decided it. */
  readonly answer: Answered | null;
  readonly detail: string | null;
}

export function endedWithout(outcome: AttemptOutcome, detail: string | null = null): AttemptEnding {
  return { outcome, answer: null, detail };
}

export function endedBy(
  answer: Answered,
  outcome: AttemptOutcome,
  detail: string | null = null,
): AttemptEnding {
  return { outcome, answer, detail };
}

/** A method that has no next token. */
export function endingOfAdvance({ failure, detail }: Extract<Advance, { kind: 'failed' }>): AttemptEnding {
  switch (failure) {
    case 'cancelled':
      return endedWithout('cancelled');
    case 'system':
      return endedWithout('no-token', detail);
    case 'unreadable':
    case 'handshake':
      return endedWithout('bad-token', detail);
  }
}

export function isChallenge({ status }: SipResponse): boolean {
  return status === 401 || status === 407;
}

export function isSuccess({ status }: SipResponse): boolean {
  return status >= 200 && status < 300;
}

export function isRedirect({ status }: SipResponse): boolean {
  return status >= 300 && status < 400;
}

/** ms-diagnostics that a server gives only to somebody whom it has authenticated ([MS-OCER]: 4003, 4004, 4005, 4006). */
const AFTER_LOGON: readonly number[] = [4003, 4004, 4005, 4006];

export function provesLogon(response: SipResponse): boolean {
  return decodeDiagnostics(response.headers).some(({ id }) => AFTER_LOGON.includes(id));
}
