import type { LoggedEvent } from '../../events/catalogue.ts';
import { dateTime } from '../../lib/date.ts';
import { duration } from '../../lib/duration.ts';
import { hostAndPort } from '../describe/dns.ts';
import { KERBEROS_FAILURE_LABELS, KERBEROS_FAILURE_MEANINGS, REALM_SOURCES } from '../describe/kerberos.ts';
import type { DetailSection } from '../details-model.ts';
import { field, fields } from './fields.ts';

/** What an event of Kerberos says; nothing for any other. */
export function kerberosSections(event: LoggedEvent): readonly DetailSection[] {
  switch (event.kind) {
    case 'kerberos.kdc.located': {
      const { realm, from, kdcs, reachable } = event.data;
      return [
        fields('Key Distribution Centre', [
          field('Realm', realm, `Taken from ${REALM_SOURCES[from]}.`),
          field('Named by DNS', kdcs.map(({ host, port }) => hostAndPort(host, port)).join(', ') || 'none'),
          reachable === null
            ? field('Reachable', 'none', 'Without one there is no ticket.', 'warning')
            : field('Reachable', hostAndPort(reachable.host, reachable.port), null, 'good'),
        ]),
      ];
    }
    case 'kerberos.ticket.requested': {
      const { spn, realm, credentials, library, kdc } = event.data;
      return [
        fields('Ticket asked for', [
          field('Service (SPN)', spn),
          realm === null ? null : field('Realm', realm),
          field('As', credentials === 'password' ? 'user name and password' : 'the signed-in user'),
          field('By', library, 'What it says to the domain controller is its own business.'),
          kdc === null ? null : field('Domain controller', hostAndPort(kdc.host, kdc.port)),
        ]),
      ];
    }
    case 'kerberos.ticket.obtained': {
      const { spn, client, realm, enctype, endMs, tookMs } = event.data;
      return [
        fields('Ticket', [
          field('Service (SPN)', spn, null, 'good'),
          client === null ? null : field('Made out to', client),
          realm === null ? null : field('Realm', realm),
          enctype === null ? null : field('Encryption', enctype),
          endMs === null ? null : field('Valid until', dateTime(endMs)),
          field('Time', duration(tookMs)),
        ]),
      ];
    }
    case 'kerberos.ticket.failed': {
      const { spn, failure, code, text, tookMs } = event.data;
      return [
        fields('No ticket', [
          field('Service (SPN)', spn),
          field('Reason', KERBEROS_FAILURE_LABELS[failure], KERBEROS_FAILURE_MEANINGS[failure], 'bad'),
          code === null ? null : field('Status', code),
          field('In the library’s words', text === '' ? 'none' : text),
          field('Time', duration(tookMs)),
        ]),
      ];
    }
    default:
      return [];
  }
}
