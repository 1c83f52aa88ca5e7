import type { Result } from '../../../../shared/lib/result.ts';
import { parseLocationProfile } from '../../../../shared/protocol/settings/location-profile.ts';
import { parseProvisioning, type Provisioning } from '../../../../shared/protocol/settings/provisioning.ts';
import type { SettingsRejection } from '../../../../shared/protocol/settings/rejection.ts';
import { parseContacts, type ContactList } from '../../../../shared/protocol/settings/roaming-contacts.ts';
import { parseRoamingSelf } from '../../../../shared/protocol/settings/roaming-self.ts';
import type { Reader, Reading } from './ask.ts';

/** Addresses that are told of those that could stand in no request. */
const MAX_INVALID_URIS = 100;

export const readProvisioning: Reader<Provisioning> = (ctx, { bytes }, cause) =>
  reading(parseProvisioning(bytes), (provisioning) => {
    const groups = provisioning.groups.map((group) => ({
      ...group,
      settings: group.settings.map((setting) => ({ ...setting })),
    }));
    ctx.record('settings.provisioning.read', { groups, omittedGroups: provisioning.omittedGroups }, cause);
    return { outcome: 'received', value: provisioning };
  });

export const readContacts: Reader<ContactList> = (ctx, { bytes }, cause) =>
  reading(parseContacts(bytes), (list) => {
    // The first state is all of it; nobody knows what a change changes.
    if (list.kind === 'delta')
      return { outcome: 'invalid', detail: 'A change of the contact list instead of the list.' };
    const { storage, ucsMode, contacts, groups, omitted } = list;
    const sizes = new Map<number, number>();
    for (const id of contacts.flatMap(({ groupIds }) => [...new Set(groupIds)])) {
      sizes.set(id, (sizes.get(id) ?? 0) + 1);
    }
    ctx.record(
      'settings.contacts.read',
      {
        storage,
        ucsMode,
        contacts: contacts.length,
        groups: groups.map(({ id, name }) => ({ name, contacts: sizes.get(id) ?? 0 })),
        invalidUris: contacts
          .filter(({ isUriValid }) => !isUriValid)
          .map(({ uri }) => uri)
          .slice(0, MAX_INVALID_URIS),
        omitted,
      },
      cause,
    );
    return { outcome: 'received', value: list };
  });

export const readSelf: Reader<null> = (ctx, { bytes }, cause) =>
  reading(parseRoamingSelf(bytes), (self) => {
    ctx.record(
      'settings.self.read',
      {
        sections: [...self.sections],
        availability: self.availability,
        telephonyMode: self.telephony?.mode ?? null,
        lines: (self.telephony?.lines ?? []).map(({ uri }) => uri),
        emailAddresses: [...self.emailAddresses],
        containers: self.containers.length,
        subscribers: self.subscribers.length,
        delegates: self.delegates.length,
      },
      cause,
    );
    return { outcome: 'received', value: null };
  });

export const readLocationProfile: Reader<null> = (ctx, { bytes }, cause) =>
  reading(parseLocationProfile(bytes), (profile) => {
    const rules = profile.rules.map((rule) => ({ ...rule }));
    ctx.record('settings.location-profile.read', { ...profile, rules }, cause);
    return { outcome: 'received', value: null };
  });

/** What cannot be read is told in the codec's own words. */
export function reading<Parsed, T>(
  parsed: Result<Parsed, SettingsRejection>,
  read: (value: Parsed) => Reading<T>,
): Reading<T> {
  return parsed.ok ? read(parsed.value) : { outcome: 'invalid', detail: parsed.error.detail };
}
