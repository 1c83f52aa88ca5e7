import { answerContacts, CONTACTS_TYPE } from './contacts.ts';
import { answerOlderProvisioning, answerRights, answerWatchers, OLDER_TYPES } from './older-events.ts';
import { answerPresence, CATEGORIES_TYPE } from './presence.ts';
import { answerProvisioning, PROVISIONING_TYPE } from './provisioning.ts';
import { answerRoamingSelf, SELF_TYPE } from './roaming-self.ts';
import type { SettingsCall, Told } from './settings-call.ts';

/** An event that a client may subscribe to. */
export interface SettingsEvent {
  readonly name: string;
  /** The type that the client must accept. */
  readonly type: string;
  /** Only the user himself is asked; of others there is the presence. */
  readonly isOwnOnly: boolean;
  /** Sent once: no dialog comes of it ([MS-SIPREGE] 2.2.2.2). */
  readonly isOnce: boolean;
  describe(call: SettingsCall): Told;
}

/** The order is that of the registrar's Allow-Events. */
const EVENTS: readonly SettingsEvent[] = [
  event('vnd-microsoft-provisioning', OLDER_TYPES.provisioning, answerOlderProvisioning, { isOnce: true }),
  event('vnd-microsoft-roaming-contacts', CONTACTS_TYPE, answerContacts),
  event('vnd-microsoft-roaming-ACL', OLDER_TYPES.rights, answerRights),
  event('presence', CATEGORIES_TYPE, answerPresence, { isOwnOnly: false }),
  event('presence.wpending', OLDER_TYPES.watchers, answerWatchers),
  event('vnd-microsoft-roaming-self', SELF_TYPE, answerRoamingSelf),
  event('vnd-microsoft-provisioning-v2', PROVISIONING_TYPE, answerProvisioning, { isOnce: true }),
];

export const EVENT_NAMES: readonly string[] = EVENTS.map(({ name }) => name);

/** Takes a name in lower case. */
export function eventNamed(name: string): SettingsEvent | null {
  return EVENTS.find((one) => one.name.toLowerCase() === name) ?? null;
}

function event(
  name: string,
  type: string,
  describe: SettingsEvent['describe'],
  { isOwnOnly = true, isOnce = false }: Partial<Pick<SettingsEvent, 'isOwnOnly' | 'isOnce'>> = {},
): SettingsEvent {
  return { name, type, describe, isOwnOnly, isOnce };
}
