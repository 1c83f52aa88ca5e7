import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { counted } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import type { SettingsReading } from './read-settings.ts';

/** What came, in a few words. */
export function receivedSentence(kind: SettingsRequestKind, reading: SettingsReading): string {
  const words = contentOf(kind, reading);
  return words === null ? 'Received.' : `${words}.`;
}

function contentOf(kind: SettingsRequestKind, reading: SettingsReading): string | null {
  switch (kind) {
    case 'provisioning':
      return provisioningWords(reading);
    case 'contacts':
      return contactsWords(reading);
    case 'self':
      return selfWords(reading);
    case 'location-profile':
      return locationProfileWords(reading);
    case 'media-relay':
      return mediaRelayWords(reading);
    case 'conferencing':
      return conferencingWords(reading);
    case 'presence':
      return presenceWords(reading);
  }
}

function provisioningWords({ provisioning }: SettingsReading): string | null {
  if (provisioning === null) return null;
  const { groups } = provisioning.data;
  const settings = groups.reduce((sum, group) => sum + group.settings.length, 0);
  return `${counted(settings, 'setting')} in ${counted(groups.length, 'group')}`;
}

export function contactsWords({ contacts }: SettingsReading): string | null {
  if (contacts === null) return null;
  const { storage, contacts: people, groups, invalidUris } = contacts.data;
  if (storage === 'exchange' && people === 0) return 'Kept in Exchange, where the client fetches them';
  const where = storage === 'exchange' ? ', kept in Exchange' : ', kept on the server';
  const invalid =
    invalidUris.length === 0 ? '' : `; ${counted(invalidUris.length, 'address', 'addresses')} of no use`;
  return `${counted(people, 'contact')} in ${counted(groups.length, 'group')}${where}${invalid}`;
}

function selfWords({ self }: SettingsReading): string | null {
  if (self === null) return null;
  const { subscribers, delegates, lines } = self.data;
  const parts = [
    counted(subscribers, 'person watches', 'people watch'),
    delegates === 0 ? null : counted(delegates, 'delegate'),
    lines.length === 0 ? 'no telephone line' : counted(lines.length, 'telephone line'),
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function locationProfileWords({ locationProfile }: SettingsReading): string | null {
  if (locationProfile === null) return null;
  const { name, rules } = locationProfile.data;
  return `${name === '' ? 'Without a name' : visible(name, 120)}, ${counted(rules.length, 'rule')}`;
}

function mediaRelayWords({ mediaRelay }: SettingsReading): string | null {
  if (mediaRelay === null) return null;
  const hosts = mediaRelay.data.relays.flatMap(({ host }) => (host === null ? [] : visible(host, 255)));
  if (hosts.length === 0) return 'It names no relay';
  return `${[...new Set(hosts)].slice(0, 3).join(', ')}${mediaRelay.data.hasCredentials ? ', with credentials' : ', without credentials'}`;
}

function conferencingWords({ conferencing }: SettingsReading): string | null {
  if (conferencing === null) return null;
  const { media, dialInRegions } = conferencing.data;
  const kinds = counted(media.length, 'kind of media', 'kinds of media');
  return `${kinds}, ${counted(dialInRegions.length, 'dial-in region')}`;
}

function presenceWords({ presence }: SettingsReading): string | null {
  if (presence.length === 0) return null;
  const people = presence.reduce((sum, { data }) => sum + data.people, 0);
  const unread = presence.reduce((sum, { data }) => sum + data.unread.length, 0);
  return `${counted(people, 'person', 'people')}${unread === 0 ? '' : `; ${counted(unread, 'part')} could not be read`}`;
}
