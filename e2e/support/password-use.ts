import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';

/** What servers made of the password, in order. */
export function verdictsOnPassword(log: readonly LoggedEvent[]): readonly string[] {
  return eventsOf(log, 'authentication.password.judged').map(({ data }) => data.verdict);
}

/** How often the password went out before any server had accepted it, or after one had not. */
export function submittedInVain(log: readonly LoggedEvent[]): number {
  let isProven = false;
  let inVain = 0;
  for (const { kind, data } of log) {
    if (kind === 'authentication.password.submitted' && !isProven) inVain += 1;
    if (kind === 'authentication.password.judged') isProven = data.verdict === 'accepted';
  }
  return inVain;
}
