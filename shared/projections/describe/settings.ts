import type { EventData, LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { SettingsOutcome, SettingsRequestKind } from '../../events/settings-events.ts';
import { counted, listed } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';

/** What is asked for, in words that go on in a sentence. */
export const SETTINGS_NAMES: Readonly<Record<SettingsRequestKind, string>> = {
  provisioning: 'policies',
  contacts: 'contacts',
  self: 'own presence',
  'location-profile': 'dial plan',
  'media-relay': 'media relay',
  conferencing: 'meetings',
  presence: 'presence of the contacts',
};

/** The protocol's name for it. Source: [MS-SIPREGE] 2.2.2.1, [MS-SIP] 3.4, [MS-PRES] 2.2.2, [MS-SIPRE] 2.2.3, [MS-CONFBAS]. */
export const SETTINGS_TERMS: Readonly<Record<SettingsRequestKind, string>> = {
  provisioning: 'vnd-microsoft-provisioning-v2',
  contacts: 'vnd-microsoft-roaming-contacts',
  self: 'vnd-microsoft-roaming-self',
  'location-profile': 'location profile',
  'media-relay': 'MRAS',
  conferencing: 'getConferencingCapabilities',
  presence: 'batchSub',
};

/** How a request for settings ended. */
export const SETTINGS_ENDINGS: Readonly<Record<SettingsOutcome, string>> = {
  received: 'received',
  refused: 'refused',
  'no-data': 'no data came',
  invalid: 'cannot be read',
  'failed-inside': 'says that the service failed',
  'no-answer': 'no answer',
  closed: 'the connection ended',
  cancelled: 'cancelled',
  'not-asked': 'left out',
};

type Probed = EventData<'settings.service.probed'>['outcome'];

/** As it reads behind the service and a colon. */
export const SERVICE_OUTCOMES: Readonly<Record<Probed, string>> = {
  reached: 'reached',
  unresolvable: 'its name has no address',
  'tcp-failed': 'no connection can be made',
  'tls-failed': 'no encrypted connection can be made',
  untrusted: 'its certificate is not trusted',
  'proxy-failed': 'the web proxy makes no connection to it',
  cancelled: 'not tried to the end',
};

export type ReadEvent = LoggedEventOf<
  | 'settings.location-profile.read'
  | 'settings.provisioning.read'
  | 'settings.contacts.read'
  | 'settings.self.read'
  | 'settings.presence.read'
  | 'settings.media-relay.read'
  | 'settings.conferencing.read'
>;

/** What came, in a few words for an arrow. */
export function contentText(event: ReadEvent): string {
  switch (event.kind) {
    case 'settings.provisioning.read': {
      const { groups } = event.data;
      const settings = groups.reduce((sum, group) => sum + group.settings.length, 0);
      return `${counted(settings, 'setting')} in ${counted(groups.length, 'group')}`;
    }
    case 'settings.contacts.read': {
      const { storage, contacts, groups } = event.data;
      const list = `${counted(contacts, 'contact')} in ${counted(groups.length, 'group')}`;
      if (storage === 'server') return list;
      return contacts === 0 ? 'contacts are kept in Exchange' : `${list}, the rest in Exchange`;
    }
    case 'settings.self.read': {
      const { lines, subscribers } = event.data;
      const phone = lines.length === 0 ? 'no telephone line' : counted(lines.length, 'telephone line');
      return `${phone}, ${counted(subscribers, 'subscriber')}`;
    }
    case 'settings.location-profile.read':
      return counted(event.data.rules.length, 'rule');
    case 'settings.media-relay.read': {
      const hosts = [...new Set(event.data.relays.flatMap(({ host }) => host ?? []))];
      return hosts.length === 0 ? 'no relay' : listed(hosts.slice(0, 2).map((host) => visible(host, 120)));
    }
    case 'settings.conferencing.read': {
      const { media, dialInRegions } = event.data;
      const kinds = counted(media.length, 'kind of media', 'kinds of media');
      return `${kinds}, ${counted(dialInRegions.length, 'dial-in region')}`;
    }
    case 'settings.presence.read':
      return counted(event.data.people, 'person', 'people');
  }
}

export function isRead(event: LoggedEvent): event is ReadEvent {
  return event.kind.startsWith('settings.') && event.kind.endsWith('.read');
}
