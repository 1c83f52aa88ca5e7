import { counted } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { availabilityWord } from '../../protocol/settings/categories.ts';
import type { ReadEvent } from '../describe/settings.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import { field, fields } from './fields.ts';

/** Rows of a table; the settings page has them all. */
const MAX_ROWS = 200;

/** What a document of step 5 says, in counts and the most telling values. */
export function contentSections(event: ReadEvent): readonly DetailSection[] {
  switch (event.kind) {
    case 'settings.provisioning.read': {
      const { groups, omittedGroups } = event.data;
      return [
        {
          kind: 'table',
          title: 'Policies and server addresses, by group',
          columns: ['Group', 'Settings'],
          rows: groups
            .slice(0, MAX_ROWS)
            .map(({ name, settings, omittedSettings }) => [
              visible(name, 120),
              omittedSettings === 0
                ? String(settings.length)
                : `${settings.length}, and ${omittedSettings} not read`,
            ]),
        },
        ...omittedSection(omittedGroups, 'group'),
      ];
    }
    case 'settings.contacts.read': {
      const { storage, ucsMode, contacts, groups, invalidUris, omitted } = event.data;
      return [
        fields('Contact list', [
          field('Kept', storage === 'server' ? 'on the server' : 'in Exchange', storageMeaning(storage)),
          ucsMode === null ? null : field('Unified contact store', ucsMode),
          field('Contacts', String(contacts)),
          field('Groups', String(groups.length)),
          ...invalidUris.map((uri) =>
            field(
              'Address of no use',
              uri,
              'One like it has a server refuse all that is asked about presence.',
              'warning',
            ),
          ),
        ]),
        ...omittedSection(omitted, 'entry', 'entries'),
      ];
    }
    case 'settings.self.read': {
      const { sections, availability, telephonyMode, lines, emailAddresses } = event.data;
      const { containers, subscribers, delegates } = event.data;
      return [
        fields('Own presence', [
          availability === null
            ? null
            : field('State', availabilityWord(availability).replaceAll('-', ' '), String(availability)),
          telephonyMode === null ? null : field('Telephony', telephonyMode),
          ...lines.map((line) => field('Line', line)),
          ...emailAddresses.map((address) => field('E-mail', address)),
          field('Shown to', counted(containers, 'container'), 'Each holds what some of the people may see.'),
          field('Subscribers', String(subscribers), 'Who watches the user’s state.'),
          field('Delegates', String(delegates)),
          field('Sections', sections.join(', ')),
        ]),
      ];
    }
    case 'settings.location-profile.read': {
      const { name, rules, externalAccessPrefix, omittedRules } = event.data;
      return [
        fields('Dial plan', [
          field('Name', name),
          field('Rules', String(rules.length), 'The first that fits what is dialled counts.'),
          externalAccessPrefix === null ? null : field('Prefix for an outside line', externalAccessPrefix),
        ]),
        {
          kind: 'table',
          title: 'Rules in order',
          columns: ['Pattern', 'Becomes'],
          rows: rules
            .slice(0, MAX_ROWS)
            .map(({ pattern, translation }) => [visible(pattern, 300), visible(translation, 300)]),
        },
        ...omittedSection(omittedRules, 'rule'),
      ];
    }
    case 'settings.media-relay.read': {
      const { reason, isOk, hasCredentials, durationMinutes, relays } = event.data;
      return [
        fields('Media relay', [
          reason === null ? null : field('The service says', reason, null, isOk ? 'good' : 'warning'),
          field('Credentials', hasCredentials ? 'came, and are not read' : 'none'),
          durationMinutes === null ? null : field('Good for', counted(durationMinutes, 'minute')),
          ...relays.map(relayField),
        ]),
      ];
    }
    case 'settings.conferencing.read': {
      const { code, isOk, media, defaultRegion, dialInRegions } = event.data;
      return [
        fields('Meetings', [
          code === null ? null : field('The service says', code, null, isOk ? 'good' : 'warning'),
          field('Kinds', media.map((kind) => visible(kind, 60)).join(', ')),
          defaultRegion === null ? null : field('Dial-in region', defaultRegion),
          field('Dial-in regions', String(dialInRegions.length)),
        ]),
      ];
    }
    case 'settings.presence.read': {
      const { people, states, unread, otherPools } = event.data;
      return [
        fields('Presence of the contacts', [
          field('People', String(people)),
          ...states.map((state) => field(state.availability, counted(state.people, 'person', 'people'))),
          ...otherPools.map(({ pool, contacts }) =>
            field('To be asked elsewhere', pool, counted(contacts, 'contact')),
          ),
          ...unread.map(({ detail }) => field('Not read', detail, null, 'warning')),
        ]),
      ];
    }
  }
}

function storageMeaning(storage: 'server' | 'exchange'): string | null {
  return storage === 'server' ? null : 'The client fetches them from the mailbox (Exchange Web Services).';
}

function relayField({
  location,
  host,
  udpPort,
  tcpPort,
}: Extract<ReadEvent, { kind: 'settings.media-relay.read' }>['data']['relays'][number]): DetailField {
  const ports = [udpPort === null ? null : `UDP ${udpPort}`, tcpPort === null ? null : `TCP ${tcpPort}`];
  const where = location === null ? null : `For ${visible(location, 60)}.`;
  return field('Relay', [host ?? 'no name', ...ports.filter((port) => port !== null)].join(', '), where);
}

function omittedSection(count: number, noun: string, plural?: string): readonly DetailSection[] {
  if (count === 0) return [];
  const text = `${counted(count, `more ${noun}`, `more ${plural ?? `${noun}s`}`)} came than Rungs reads.`;
  return [{ kind: 'text', title: 'Left out', text, tone: 'warning' }];
}
