import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { sipDomainOf, type RunPlan } from '../../shared/run/plan.ts';

/** Domains count failed logons over a window of some minutes; within it another try may be the one that locks the account. */
const REMEMBERED_MS = 600_000;
const MAX_REMEMBERED = 256;

/** The accounts whose password a server has rejected, as long as this program runs. Times are of any clock that only goes forward. */
export interface RejectedAccounts {
  /** How long ago the account of this plan was rejected, in milliseconds; null if not within the last ten minutes. */
  sinceRejectionMs(plan: RunPlan, nowMs: number): number | null;
  /** Reads what has come of a run so far; reading it again changes nothing. startedAtMs: when its log began. */
  learn(plan: RunPlan, log: readonly LoggedEvent[], startedAtMs: number): void;
}

export function createRejectedAccounts(): RejectedAccounts {
  const judged = new Map<string, { readonly atMs: number; readonly isRejected: boolean }>();
  return {
    sinceRejectionMs(plan, nowMs) {
      const account = accountOf(plan);
      const last = account === null ? undefined : judged.get(account);
      if (last?.isRejected !== true) return null;
      const sinceMs = nowMs - last.atMs;
      return sinceMs > REMEMBERED_MS ? null : sinceMs;
    },
    learn(plan, log, startedAtMs) {
      const account = accountOf(plan);
      if (account === null) return;
      for (const { t, data } of eventsOf(log, 'authentication.password.judged')) {
        const atMs = startedAtMs + t;
        // Undecided is no rejection: the server may have been silent for a reason that has nothing to do with the account.
        if (data.verdict === 'undecided' || atMs < (judged.get(account)?.atMs ?? -Infinity)) continue;
        judged.delete(account);
        judged.set(account, { atMs, isRejected: data.verdict === 'rejected' });
      }
      const [oldest] = judged.keys();
      if (judged.size > MAX_REMEMBERED && oldest !== undefined) judged.delete(oldest);
    },
  };
}

/** null: nobody's password is at stake. A practice network is new each time, its accounts do not lock. */
function accountOf({ credentials, address, scenario }: RunPlan): string | null {
  if (credentials.kind !== 'password' || scenario !== null) return null;
  const user = credentials.user.toLowerCase();
  // A UPN says which organisation it is of; CONTOSO may be another one's name too.
  return user.includes('@') ? user : `${user} ${sipDomainOf(address)}`;
}
