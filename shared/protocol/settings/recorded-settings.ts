import type { EventData } from '../../events/catalogue.ts';
import { failure, type Result } from '../../lib/result.ts';
import { availabilityWord, type Categories } from './categories.ts';
import type { ConferencingCapabilities } from './conferencing.ts';
import type { LocationProfile } from './location-profile.ts';
import type { MediaRelayAnswer } from './media-relay.ts';
import { resubscriptions, type PresenceBatch } from './presence-batch.ts';
import type { Provisioning } from './provisioning.ts';
import type { SettingsRejection } from './rejection.ts';
import type { ContactList } from './roaming-contacts.ts';
import type { RoamingSelf } from './roaming-self.ts';

/** What is recorded of the documents of step 5, whether they came from a server just now or stand in somebody's log. */

/** Addresses that are told of those that could stand in no request. */
const MAX_INVALID_URIS = 100;
/** Pools that are told; a company has a handful. */
const MAX_POOLS = 32;

export function provisioningData({
  groups,
  omittedGroups,
}: Provisioning): EventData<'settings.provisioning.read'> {
  return {
    groups: groups.map((group) => ({ ...group, settings: group.settings.map((one) => ({ ...one })) })),
    omittedGroups,
  };
}

export function contactsData({
  storage,
  ucsMode,
  contacts,
  groups,
  omitted,
}: ContactList): EventData<'settings.contacts.read'> {
  const sizes = new Map<number, number>();
  for (const id of contacts.flatMap(({ groupIds }) => [...new Set(groupIds)])) {
    sizes.set(id, (sizes.get(id) ?? 0) + 1);
  }
  return {
    storage,
    ucsMode,
    contacts: contacts.length,
    groups: groups.map(({ id, name }) => ({ name, contacts: sizes.get(id) ?? 0 })),
    invalidUris: contacts
      .filter(({ isUriValid }) => !isUriValid)
      .map(({ uri }) => uri)
      .slice(0, MAX_INVALID_URIS),
    omitted,
  };
}

export function selfData(self: RoamingSelf): EventData<'settings.self.read'> {
  return {
    sections: [...self.sections],
    availability: self.availability,
    telephonyMode: self.telephony?.mode ?? null,
    lines: (self.telephony?.lines ?? []).map(({ uri }) => uri),
    emailAddresses: [...self.emailAddresses],
    containers: self.containers.length,
    subscribers: self.subscribers.length,
    delegates: self.delegates.length,
  };
}

export function locationProfileData(profile: LocationProfile): EventData<'settings.location-profile.read'> {
  return { ...profile, rules: profile.rules.map((rule) => ({ ...rule })) };
}

export function presenceData({ list, people, unread }: PresenceBatch): EventData<'settings.presence.read'> {
  return {
    people: people.length,
    states: countStates(people),
    unread: unread.map((part) => ({ ...part })),
    otherPools: (list === null ? [] : resubscriptions(list))
      .slice(0, MAX_POOLS)
      .map(({ poolFqdn, uris }) => ({ pool: poolFqdn, contacts: uris.length })),
  };
}

export function mediaRelayData(answer: MediaRelayAnswer): EventData<'settings.media-relay.read'> {
  return { ...answer, relays: answer.relays.map((relay) => ({ ...relay })) };
}

export function conferencingData(
  capabilities: ConferencingCapabilities,
): EventData<'settings.conferencing.read'> {
  const { media, dialInRegions } = capabilities;
  return {
    ...capabilities,
    media: [...media],
    dialInRegions: dialInRegions.map(({ name, numbers }) => ({ name, numbers: [...numbers] })),
  };
}

/** What the parser says of broken XML quotes it, and in the answer of a media relay that may be the credentials. */
export function withoutQuotation<T>(parsed: Result<T, SettingsRejection>): Result<T, SettingsRejection> {
  if (parsed.ok || parsed.error.reason !== 'malformed') return parsed;
  return failure({ ...parsed.error, detail: 'not readable as XML' });
}

function countStates(people: readonly Categories[]): { availability: string; people: number }[] {
  const counts = new Map<string, number>();
  for (const { categories } of people) {
    const states = categories.filter(({ name }) => name === 'state');
    const figure = (states.find(({ isAggregate }) => isAggregate) ?? states[0])?.availability ?? null;
    const word = availabilityWord(figure);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([availability, count]) => ({ availability, people: count }));
}
