import { failure, success } from '../../../../shared/lib/result.ts';
import { REFUSALS } from './refusals.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import { bytesOf, element } from './xml-element.ts';

/** What clients before 2007 ask for; servers still announce it, so they must still answer. Source: [MS-SIP]. */
export const OLDER_TYPES = {
  rights: 'application/vnd-microsoft-roaming-acls+xml',
  watchers: 'text/xml+msrtc.wpending',
  provisioning: 'application/vnd-microsoft-roaming-provisioning+xml',
} as const;

/** Everybody may see and call. */
export function answerRights({ faults }: SettingsCall): Told {
  if (faults.has('user-services-unavailable')) return failure(REFUSALS.userServicesDown);
  const everybody = element('ACE', { type: 'ALL', mask: '', rights: 'AA' });
  return success({
    type: OLDER_TYPES.rights,
    body: bytesOf(element('ACLlist', { deltaNum: 1 }, [everybody])),
  });
}

/** Nobody waits for the user's consent. */
export function answerWatchers({ caller, faults }: SettingsCall): Told {
  if (faults.has('user-services-unavailable')) return failure(REFUSALS.userServicesDown);
  const none = element('watchers', { uri: `sip:${caller.account.address}` });
  return success({ type: OLDER_TYPES.watchers, body: bytesOf(none) });
}

/** Without a telephone that a server would control. */
export function answerOlderProvisioning({ caller }: SettingsCall): Told {
  const user = element('user', { uri: `sip:${caller.account.address}` });
  return success({ type: OLDER_TYPES.provisioning, body: bytesOf(element('provisioning', {}, [user])) });
}
