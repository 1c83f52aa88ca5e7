import type { AttemptOutcome } from '../../../shared/events/authentication-events.ts';
import type { PasswordLease } from './password-guard.ts';
import type { SecurityContext } from './security-context.ts';

/** What came of preparing a method, before its first token is sent. */
export type ContextOutcome =
  | {
      readonly ok: true;
      readonly context: SecurityContext;
      /** The password that the method is about to submit over SIP; null when it needs none there. */
      readonly lease: PasswordLease | null;
    }
  | { readonly ok: false; readonly outcome: AttemptOutcome; readonly detail: string };

export const CANCELLED: ContextOutcome = { ok: false, outcome: 'cancelled', detail: 'cancelled' };

export const WITHHELD: ContextOutcome = {
  ok: false,
  outcome: 'withheld',
  detail: 'The password must not be sent again.',
};
