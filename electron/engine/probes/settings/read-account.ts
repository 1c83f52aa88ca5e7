import type { Result } from '../../../../shared/lib/result.ts';
import { parseLocationProfile } from '../../../../shared/protocol/settings/location-profile.ts';
import { parseProvisioning, type Provisioning } from '../../../../shared/protocol/settings/provisioning.ts';
import {
  contactsData,
  locationProfileData,
  provisioningData,
  selfData,
} from '../../../../shared/protocol/settings/recorded-settings.ts';
import type { SettingsRejection } from '../../../../shared/protocol/settings/rejection.ts';
import { parseContacts, type ContactList } from '../../../../shared/protocol/settings/roaming-contacts.ts';
import { parseRoamingSelf } from '../../../../shared/protocol/settings/roaming-self.ts';
import type { Reader, Reading } from './ask.ts';

export const readProvisioning: Reader<Provisioning> = (ctx, { bytes }, cause) =>
  reading(parseProvisioning(bytes), (provisioning) => {
    ctx.record('settings.provisioning.read', provisioningData(provisioning), cause);
    return { outcome: 'received', value: provisioning };
  });

export const readContacts: Reader<ContactList> = (ctx, { bytes }, cause) =>
  reading(parseContacts(bytes), (list) => {
    // The first state is all of it; nobody knows what a change changes.
    if (list.kind === 'delta')
      return { outcome: 'invalid', detail: 'A change of the contact list instead of the list.' };
    ctx.record('settings.contacts.read', contactsData(list), cause);
    return { outcome: 'received', value: list };
  });

export const readSelf: Reader<null> = (ctx, { bytes }, cause) =>
  reading(parseRoamingSelf(bytes), (self) => {
    ctx.record('settings.self.read', selfData(self), cause);
    return { outcome: 'received', value: null };
  });

export const readLocationProfile: Reader<null> = (ctx, { bytes }, cause) =>
  reading(parseLocationProfile(bytes), (profile) => {
    ctx.record('settings.location-profile.read', locationProfileData(profile), cause);
    return { outcome: 'received', value: null };
  });

/** What cannot be read is told in the codec's own words. */
export function reading<Parsed, T>(
  parsed: Result<Parsed, SettingsRejection>,
  read: (value: Parsed) => Reading<T>,
): Reading<T> {
  return parsed.ok ? read(parsed.value) : { outcome: 'invalid', detail: parsed.error.detail };
}
