import type { EventData } from '../../events/catalogue.ts';
import type { RedirectContact } from '../../events/redirection-events.ts';
import { visible } from '../../lib/text.ts';
import { abridged } from '../../lib/listing.ts';
import { hostAndPort } from './dns.ts';

type Received = EventData<'redirection.received'>;

/** Why an address of a 3xx is, or is not, gone to. */
export const CONTACT_STANDINGS: Readonly<Record<RedirectContact['standing'], string>> = {
  candidate: 'tried in its turn',
  unreadable: 'no address that can be read',
  'not-encrypted': 'without encryption; a client does not go back to that',
  cloud: 'Microsoft’s own cloud; explained, not dialled',
  visited: 'the sign-in has been there already',
  'beyond-limit': 'behind the limit of addresses',
};

type TargetOutcome = EventData<'redirection.target.concluded'>['outcome'];

/** As it reads behind the server and a colon. */
export const TARGET_OUTCOMES: Readonly<Record<TargetOutcome, string>> = {
  reached: 'reached, and trusted',
  unresolvable: 'its name has no address',
  'tcp-failed': 'no connection can be made',
  'tls-failed': 'no encrypted connection can be made',
  untrusted: 'its certificate is not trusted',
  cancelled: 'not needed any longer',
};

type Ending = EventData<'redirection.concluded'>['outcome'];

/** Where a sign-in that was sent on ended; the one that arrived is told with its server. */
export const REDIRECTION_ENDINGS: Readonly<Record<Exclude<Ending, 'arrived'>, string>> = {
  loop: 'The servers send the sign-in round in a circle',
  'too-many': 'The sign-in was sent on too often',
  'no-target': 'The server names no address to go to',
  unreachable: 'None of the servers to which the sign-in is sent can be used',
  'moved-to-cloud': 'The account is at home in Microsoft’s cloud, where this check does not go',
  'no-answer': 'No server to which the sign-in is sent gave an answer to go on with',
  cancelled: 'Cancelled on the way to the home server',
};

/** "pool02.contoso.test:5061", or what stands in its place. */
export function contactName({ place, uri }: RedirectContact): string {
  return place === null
    ? visible(uri === '' ? 'an empty address' : uri, 120)
    : hostAndPort(place.host, place.port);
}

/** What a 3xx says, in a line: "Sent on to pool02.contoso.test:5061 (301)". */
export function redirectText({ status, hop, isSigned, contacts }: Received): string {
  const candidates = contacts.filter(({ standing }) => standing === 'candidate');
  const remarks = [
    hop > 1 ? `hop ${hop}` : null,
    candidates.some(({ isOutsideDomain }) => isOutsideDomain) ? 'outside of the sign-in domain' : null,
    isSigned ? null : 'not signed',
  ].filter((remark) => remark !== null);
  const more = remarks.length === 0 ? '' : ` · ${remarks.join(' · ')}`;
  return `Sent on ${destination(contacts, candidates)} (${status})${more}`;
}

function destination(contacts: readonly RedirectContact[], candidates: readonly RedirectContact[]): string {
  const [first, ...others] = candidates;
  if (first !== undefined) {
    const rest = others.length === 0 ? '' : `, or else ${abridged(others.map(contactName), 2)}`;
    return `to ${contactName(first)}${rest}`;
  }
  const [unusable] = contacts;
  if (unusable === undefined) return 'without an address';
  return `to ${contactName(unusable)}, ${CONTACT_STANDINGS[unusable.standing]}`;
}
