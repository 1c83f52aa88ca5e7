import type { RunEvent } from '../../events/catalogue.ts';
import type { SettingsOutcome, SettingsRequestKind } from '../../events/settings-events.ts';
import type { Result } from '../../lib/result.ts';
import { availabilityWord, type Categories } from '../../protocol/settings/categories.ts';
import { parseConferencingCapabilities } from '../../protocol/settings/conferencing.ts';
import { parseLocationProfile } from '../../protocol/settings/location-profile.ts';
import { parseMediaRelayAnswer } from '../../protocol/settings/media-relay.ts';
import { parsePresence, resubscriptions } from '../../protocol/settings/presence-batch.ts';
import { parseProvisioning } from '../../protocol/settings/provisioning.ts';
import type { SettingsRejection } from '../../protocol/settings/rejection.ts';
import { parseContacts, type ContactList } from '../../protocol/settings/roaming-contacts.ts';
import { parseRoamingSelf } from '../../protocol/settings/roaming-self.ts';

type ReadEvent = Extract<RunEvent, { readonly kind: `settings.${string}.read` }>;

/** What a document of step 5 says. */
export interface SettingReading {
  readonly outcome: Extract<SettingsOutcome, 'received' | 'failed-inside' | 'invalid'>;
  readonly detail: string | null;
  /** null: it cannot be read. */
  readonly event: ReadEvent | null;
}

const MAX_INVALID_URIS = 100;
const MAX_POOLS = 32;
const MAX_DETAIL = 300;

/** Reads a document as it stands in a log. Never fails. */
export function readSetting(
  kind: SettingsRequestKind,
  body: Uint8Array,
  contentType: string | null,
): SettingReading {
  switch (kind) {
    case 'provisioning':
      return reading(parseProvisioning(body), ({ groups, omittedGroups }) => ({
        kind: 'settings.provisioning.read',
        data: {
          groups: groups.map((group) => ({ ...group, settings: group.settings.map((one) => ({ ...one })) })),
          omittedGroups,
        },
      }));
    case 'contacts':
      return readContacts(body);
    case 'self':
      return reading(parseRoamingSelf(body), (self) => ({
        kind: 'settings.self.read',
        data: {
          sections: [...self.sections],
          availability: self.availability,
          telephonyMode: self.telephony?.mode ?? null,
          lines: (self.telephony?.lines ?? []).map(({ uri }) => uri),
          emailAddresses: [...self.emailAddresses],
          containers: self.containers.length,
          subscribers: self.subscribers.length,
          delegates: self.delegates.length,
        },
      }));
    case 'location-profile':
      return reading(parseLocationProfile(body), (profile) => ({
        kind: 'settings.location-profile.read',
        data: { ...profile, rules: profile.rules.map((rule) => ({ ...rule })) },
      }));
    case 'media-relay':
      return readMediaRelay(body);
    case 'conferencing':
      return readConferencing(body);
    case 'presence':
      return reading(parsePresence(contentType ?? '', body), ({ list, people, unread }) => ({
        kind: 'settings.presence.read',
        data: {
          people: people.length,
          states: countStates(people),
          unread: unread.map((part) => ({ ...part })),
          otherPools: (list === null ? [] : resubscriptions(list))
            .slice(0, MAX_POOLS)
            .map(({ poolFqdn, uris }) => ({ pool: poolFqdn, contacts: uris.length })),
        },
      }));
  }
}

function readContacts(body: Uint8Array): SettingReading {
  const parsed = parseContacts(body);
  if (parsed.ok && parsed.value.kind === 'delta') {
    return invalid('A change of the contact list instead of the list.');
  }
  return reading(parsed, (list) => ({ kind: 'settings.contacts.read', data: contactsData(list) }));
}

function contactsData(
  list: ContactList | { readonly kind: 'delta' },
): Extract<ReadEvent, { kind: 'settings.contacts.read' }>['data'] {
  if (list.kind === 'delta')
    return { storage: 'server', ucsMode: null, contacts: 0, groups: [], invalidUris: [], omitted: 0 };
  const { storage, ucsMode, contacts, groups, omitted } = list;
  const sizes = new Map<number, number>();
  for (const id of contacts.flatMap(({ groupIds }) => [...new Set(groupIds)]))
    sizes.set(id, (sizes.get(id) ?? 0) + 1);
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

function readMediaRelay(body: Uint8Array): SettingReading {
  const parsed = parseMediaRelayAnswer(body);
  // What the parser says of broken XML quotes it, and here that may be the credentials.
  if (!parsed.ok)
    return invalid(parsed.error.reason === 'malformed' ? 'not readable as XML' : parsed.error.detail);
  const { value } = parsed;
  const event = {
    kind: 'settings.media-relay.read',
    data: { ...value, relays: value.relays.map((relay) => ({ ...relay })) },
  } as const;
  return value.isOk
    ? { outcome: 'received', detail: null, event }
    : failedInside(value.reason ?? 'The answer does not say OK.', event);
}

function readConferencing(body: Uint8Array): SettingReading {
  const parsed = parseConferencingCapabilities(body);
  if (!parsed.ok) return invalid(parsed.error.detail);
  const { value } = parsed;
  const dialInRegions = value.dialInRegions.map(({ name, numbers }) => ({ name, numbers: [...numbers] }));
  const event = {
    kind: 'settings.conferencing.read',
    data: { ...value, media: [...value.media], dialInRegions },
  } satisfies ReadEvent;
  return value.isOk
    ? { outcome: 'received', detail: null, event }
    : failedInside(value.code ?? 'The answer does not say success.', event);
}

function reading<T>(parsed: Result<T, SettingsRejection>, toEvent: (value: T) => ReadEvent): SettingReading {
  return parsed.ok
    ? { outcome: 'received', detail: null, event: toEvent(parsed.value) }
    : invalid(parsed.error.detail);
}

function invalid(detail: string): SettingReading {
  return { outcome: 'invalid', detail: detail.slice(0, MAX_DETAIL), event: null };
}

function failedInside(detail: string, event: ReadEvent): SettingReading {
  return { outcome: 'failed-inside', detail: detail.slice(0, MAX_DETAIL), event };
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
