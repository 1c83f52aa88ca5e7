import { failure, success } from '../../../../shared/lib/result.ts';
import { REFUSALS } from './refusals.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import { staffOf, type Person } from './staff.ts';
import { bytesOf, element } from './xml-element.ts';

export const CONTACTS_TYPE = 'application/vnd-microsoft-roaming-contacts+xml';

/** "~" is the group that everybody has: other contacts. */
const GROUPS = ['~', 'Accounting', 'Project Rowan'] as const;
const CONTACTS = 12;

/** The user's list of contacts. Source: [MS-SIP] 9.1; ucsmode was seen from 2013 on. */
export function answerContacts(call: SettingsCall): Told {
  const { faults } = call;
  if (faults.has('user-services-unavailable')) return failure(REFUSALS.userServicesDown);
  if (faults.has('contacts-503')) return failure(REFUSALS.applicationDown);
  const document = faults.has('contacts-in-exchange')
    ? element('contactList', { deltaNum: 1, ucsmode: 'migrated' })
    : listOf(contactsOf(call));
  return success({ type: CONTACTS_TYPE, body: bytesOf(document) });
}

/** A dozen of those who are not the user. */
export function contactsOf({ caller, directory, site }: SettingsCall): readonly Person[] {
  const own = caller.account.address.toLowerCase();
  return staffOf(directory, site.domain)
    .filter(({ address }) => address.toLowerCase() !== own)
    .slice(-CONTACTS);
}

function listOf(people: readonly Person[]): string {
  return element('contactList', { deltaNum: 17 }, [
    ...GROUPS.map((name, index) => element('group', { id: index + 1, name, externalURI: '' })),
    ...people.map((person) =>
      element('contact', {
        uri: person.address,
        // Empty: the client shows the name of the directory.
        name: person.extension === null ? `${person.displayName} (${person.company})` : '',
        groups: groupIdsOf(person).join(' '),
        subscribed: 'true',
        externalURI: '',
      }),
    ),
  ]);
}

function groupIdsOf({ department, extension }: Person): readonly number[] {
  if (department === 'Accounting') return [2];
  // The partner is in two.
  if (extension === null) return [1, 3];
  return department === 'Engineering' ? [3] : [1];
}
