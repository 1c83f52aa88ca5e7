import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import type { RedirectContact } from '../../events/redirection-events.ts';
import { span } from '../../lib/duration.ts';
import { visible } from '../../lib/text.ts';
import { foundBy } from '../describe/discovery.ts';
import { hostAndPort } from '../describe/dns.ts';
import {
  CONTACT_STANDINGS,
  contactName,
  REDIRECTION_ENDINGS,
  TARGET_OUTCOMES,
} from '../describe/redirection.ts';
import type { DetailSection } from '../details-model.ts';
import { field, fields } from './fields.ts';

/** What an event of step 4 says; nothing for any other. */
export function redirectionSections(event: LoggedEvent): readonly DetailSection[] {
  switch (event.kind) {
    case 'redirection.received':
      return receivedSections(event.data);
    case 'redirection.target.concluded': {
      const { endpoint, order, outcome, hop } = event.data;
      const tone = outcome === 'reached' ? 'good' : outcome === 'cancelled' ? 'neutral' : 'bad';
      return [
        fields('Server to which the sign-in is sent', [
          field('Server', hostAndPort(endpoint.host, endpoint.port)),
          field('Order', `${order}`, `Among the addresses of redirection ${hop}.`),
          field('Result', TARGET_OUTCOMES[outcome], null, tone),
        ]),
      ];
    }
    case 'redirection.concluded':
      return [concludedSection(event.data)];
    default:
      return [];
  }
}

function receivedSections(data: EventData<'redirection.received'>): readonly DetailSection[] {
  const { from, hop, status, isSigned, contacts, expiresSec } = data;
  return [
    fields('Redirection', [
      field('By', hostAndPort(from.host, from.port), foundBy(from.via)),
      field('Number', String(hop)),
      field('Status', String(status)),
      isSigned
        ? field('Signature', 'right', 'The server that took the logon says so.', 'good')
        : field('Signature', 'none', 'Said before any logon: anybody on the way could have.', 'warning'),
      expiresSec === null ? null : field('May be remembered for', span(expiresSec * 1_000)),
    ]),
    {
      kind: 'table',
      title: 'Addresses, the most wanted first',
      columns: ['q', 'Address', 'Standing', 'Domain'],
      rows: contacts.map((contact) => [
        String(contact.q),
        contact.place === null
          ? contactName(contact)
          : `${contactName(contact)} (${visible(contact.uri, 300)})`,
        CONTACT_STANDINGS[contact.standing],
        domainText(contact),
      ]),
    },
  ];
}

function domainText({ place, isOutsideDomain }: RedirectContact): string {
  if (place === null) return '';
  return isOutsideDomain ? 'outside of the sign-in domain' : 'within the sign-in domain';
}

function concludedSection({
  outcome,
  hops,
  home,
  isFirstChoice,
}: EventData<'redirection.concluded'>): DetailSection {
  const isArrived = outcome === 'arrived';
  return fields('Where it ended', [
    home === null ? null : field('Arrived at', hostAndPort(home.host, home.port), null, 'good'),
    isArrived
      ? null
      : field('Result', REDIRECTION_ENDINGS[outcome], null, outcome === 'cancelled' ? 'neutral' : 'bad'),
    field('Redirections', String(hops)),
    isFirstChoice === false
      ? field('Choice', 'not the first', 'An address that stood before it could not be used.', 'warning')
      : null,
  ]);
}
