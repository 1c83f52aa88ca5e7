import type { LoggedEventOf } from '../../events/catalogue.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { hostAndPort } from '../describe/dns.ts';
import { redirectText, REDIRECTION_ENDINGS, TARGET_OUTCOMES } from '../describe/redirection.ts';
import { addEvidence, addNote, addressRung, rungOfCause, type Draft, type DraftRung } from './draft.ts';

export type RedirectionEvent = LoggedEventOf<
  'redirection.received' | 'redirection.target.concluded' | 'redirection.concluded'
>;

/** Where the sign-in is sent, what became of each address, and where that ended. */
export function foldRedirection(draft: Draft, event: RedirectionEvent): void {
  const step = event.step ?? 'redirection';
  switch (event.kind) {
    case 'redirection.received': {
      const rung = rungOfCause(draft, event);
      if (rung !== null) addEvidence(rung, event);
      for (const { place } of event.data.contacts) {
        if (place !== null) draft.promisedNames.add(canonicalName(place.host));
      }
      const outcome = receivedOutcome(event);
      const text = redirectText(event.data);
      addNote(draft, event, { topic: 'redirection', step, text, outcome, isUsed: outcome !== 'failed' });
      return;
    }
    case 'redirection.target.concluded':
      foldTarget(draft, event);
      return;
    case 'redirection.concluded': {
      const { outcome, home, isFirstChoice } = event.data;
      const arrived = outcome === 'arrived';
      const place = home === null ? '' : ` ${hostAndPort(home.host, home.port)}`;
      addNote(draft, event, {
        topic: 'redirection',
        step,
        text: arrived ? arrivalText(place, isFirstChoice) : REDIRECTION_ENDINGS[outcome],
        outcome: arrived ? (isFirstChoice === false ? 'warning' : 'ok') : endingOutcome(outcome),
        isUsed: arrived,
      });
      return;
    }
  }
}

function arrivalText(place: string, isFirstChoice: boolean | null): string {
  return isFirstChoice === false
    ? `Arrived at${place}, which is not the first choice`
    : `Arrived at the home server${place}`;
}

function receivedOutcome({
  data: { contacts, isSigned },
}: LoggedEventOf<'redirection.received'>): ExchangeOutcome {
  const candidates = contacts.filter(({ standing }) => standing === 'candidate');
  if (candidates.length === 0) return 'failed';
  return isSigned && !candidates.some(({ isOutsideDomain }) => isOutsideDomain) ? 'ok' : 'warning';
}

function endingOutcome(outcome: keyof typeof REDIRECTION_ENDINGS): ExchangeOutcome {
  return outcome === 'cancelled' ? 'cancelled' : 'failed';
}

/** What could be reached shows by its rungs; what could not is worth a line. */
function foldTarget(draft: Draft, event: LoggedEventOf<'redirection.target.concluded'>): void {
  const { endpoint, outcome } = event.data;
  const rung = lastTo(draft, endpoint);
  if (rung !== null) addEvidence(rung, event);
  if (outcome === 'reached' || (outcome === 'cancelled' && rung !== null)) return;
  addNote(draft, event, {
    topic: 'redirection',
    step: event.step ?? 'redirection',
    text: `${hostAndPort(endpoint.host, endpoint.port)}: ${TARGET_OUTCOMES[outcome]}`,
    outcome: outcome === 'cancelled' ? 'cancelled' : 'failed',
  });
}

/** The last thing that was done to reach it: the handshake, the connection, or the question for its name. */
function lastTo(draft: Draft, endpoint: { readonly host: string; readonly port: number }): DraftRung | null {
  const host = canonicalName(endpoint.host);
  return draft.index.lastConnection(host, endpoint.port) ?? addressRung(draft, host);
}
