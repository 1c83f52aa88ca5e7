import type { ProbeContext } from '../context.ts';
import type { Carrier } from '../../../shared/events/authentication-events.ts';
import type { Secret } from './secret.ts';

/** Where a password is about to go. */
export interface PasswordUse {
  readonly carrier: Carrier;
  /** Host of the server or KDC. */
  readonly to: string;
}

/** The right to submit the password once. Exactly one of the two must be called when the answer is known. */
export interface PasswordLease {
  readonly password: Secret;
  /** It left this computer; says so in the log. Call it right before the bytes go out. */
  submitted(): void;
  /** unsent: it never left this computer (no KDC was reached), so that it may be tried elsewhere. */
  judged(verdict: 'accepted' | 'rejected' | 'undecided' | 'unsent', by: string): void;
}

export type PasswordState = 'fresh' | 'out' | 'accepted' | 'rejected' | 'undecided';

/**
 * Keeps a password from locking its account: one that no server has accepted yet is submitted once per run, in all, over SIP,
 * web services and Kerberos together. After a rejection, or an answer that leaves it open, it is not sent again.
 */
export interface PasswordGuard {
  readonly user: string;
  readonly state: PasswordState;
  /** Returns null, and records why, when the password must be kept back. */
  request(ctx: ProbeContext, use: PasswordUse): PasswordLease | null;
  /** Zeroes the password. */
  wipe(): void;
}

export function createPasswordGuard(user: string, password: Secret): PasswordGuard {
  let state: PasswordState = 'fresh';
  return {
    user,
    get state() {
      return state;
    },
    request(ctx, { carrier, to }) {
      if (state !== 'fresh' && state !== 'accepted') {
        const reason = state === 'rejected' ? 'rejected' : 'undecided';
        ctx.record('authentication.password.withheld', { reason, carrier, to });
        return null;
      }
      const isProven = state === 'accepted';
      state = 'out';
      let isSent = false;
      let isJudged = false;
      return {
        password,
        submitted() {
          if (isSent) return;
          isSent = true;
          ctx.record('authentication.password.submitted', { carrier, to, user });
        },
        judged(verdict, by) {
          if (isJudged) return;
          isJudged = true;
          const isOpen = verdict === 'unsent' || verdict === 'undecided';
          // Nobody can have judged what never left, whatever he says.
          if (!isSent || (isOpen && isProven)) {
            state = isProven ? 'accepted' : 'fresh';
            return;
          }
          state = isOpen ? 'undecided' : verdict;
          ctx.record('authentication.password.judged', { verdict: state, carrier, by });
        },
      };
    },
    wipe: () => password.wipe(),
  };
}
