import type { LoggedEventOf } from '../../events/catalogue.ts';
import type { Provisioning } from '../../protocol/settings/provisioning.ts';
import { PROVISIONING_GROUPS } from '../../protocol/settings/requests.ts';
import {
  serverConfiguration,
  type ServerConfiguration,
} from '../../protocol/settings/server-configuration.ts';
import { oncePerEvent } from './once-per-event.ts';
import type { SettingsReading } from './read-settings.ts';

/** As the codec has it: a name that a later catalogue knows is none to this one. */
export const provisioningOf = oncePerEvent(
  ({ data }: LoggedEventOf<'settings.provisioning.read'>): Provisioning => ({
    groups: data.groups.map((group) => ({
      ...group,
      known: PROVISIONING_GROUPS.find((name) => name === group.known) ?? null,
    })),
    omittedGroups: data.omittedGroups,
  }),
);

const configurationOf = oncePerEvent((event: LoggedEventOf<'settings.provisioning.read'>) =>
  serverConfiguration(provisioningOf(event)),
);

/** null: none came, or without this group. */
export function serverSettings({ provisioning }: SettingsReading): ServerConfiguration | null {
  return provisioning === null ? null : configurationOf(provisioning);
}
