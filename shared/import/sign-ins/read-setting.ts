import type { RunEvent } from '../../events/catalogue.ts';
import type { SettingsOutcome, SettingsRequestKind } from '../../events/settings-events.ts';
import type { Result } from '../../lib/result.ts';
import { parseConferencingCapabilities } from '../../protocol/settings/conferencing.ts';
import { parseLocationProfile } from '../../protocol/settings/location-profile.ts';
import { parseMediaRelayAnswer } from '../../protocol/settings/media-relay.ts';
import { parsePresence } from '../../protocol/settings/presence-batch.ts';
import { parseProvisioning } from '../../protocol/settings/provisioning.ts';
import {
  conferencingData,
  contactsData,
  locationProfileData,
  mediaRelayData,
  presenceData,
  provisioningData,
  selfData,
  withoutQuotation,
} from '../../protocol/settings/recorded-settings.ts';
import type { SettingsRejection } from '../../protocol/settings/rejection.ts';
import { parseContacts } from '../../protocol/settings/roaming-contacts.ts';
import { parseRoamingSelf } from '../../protocol/settings/roaming-self.ts';

type ReadEvent = Extract<RunEvent, { readonly kind: `settings.${string}.read` }>;

/** What a document of step 5 says. */
export interface SettingReading {
  readonly outcome: Extract<SettingsOutcome, 'received' | 'failed-inside' | 'invalid'>;
  readonly detail: string | null;
  /** null: it cannot be read. */
  readonly event: ReadEvent | null;
}

const MAX_DETAIL = 300;

/** Reads a document as it stands in a log. Never fails. */
export function readSetting(
  kind: SettingsRequestKind,
  body: Uint8Array,
  contentType: string | null,
): SettingReading {
  switch (kind) {
    case 'provisioning':
      return reading(parseProvisioning(body), (provisioning) => ({
        kind: 'settings.provisioning.read',
        data: provisioningData(provisioning),
      }));
    case 'contacts':
      return readContacts(body);
    case 'self':
      return reading(parseRoamingSelf(body), (self) => ({
        kind: 'settings.self.read',
        data: selfData(self),
      }));
    case 'location-profile':
      return reading(parseLocationProfile(body), (profile) => ({
        kind: 'settings.location-profile.read',
        data: locationProfileData(profile),
      }));
    case 'media-relay':
      return readMediaRelay(body);
    case 'conferencing':
      return readConferencing(body);
    case 'presence':
      return reading(parsePresence(contentType ?? '', body), (batch) => ({
        kind: 'settings.presence.read',
        data: presenceData(batch),
      }));
  }
}

function readContacts(body: Uint8Array): SettingReading {
  const parsed = parseContacts(body);
  if (!parsed.ok) return invalid(parsed.error.detail);
  if (parsed.value.kind === 'delta') return invalid('A change of the contact list instead of the list.');
  const data = contactsData(parsed.value);
  return { outcome: 'received', detail: null, event: { kind: 'settings.contacts.read', data } };
}

function readMediaRelay(body: Uint8Array): SettingReading {
  const parsed = withoutQuotation(parseMediaRelayAnswer(body));
  if (!parsed.ok) return invalid(parsed.error.detail);
  const { isOk, reason } = parsed.value;
  const event = { kind: 'settings.media-relay.read', data: mediaRelayData(parsed.value) } as const;
  return isOk
    ? { outcome: 'received', detail: null, event }
    : failedInside(reason ?? 'The answer does not say OK.', event);
}

function readConferencing(body: Uint8Array): SettingReading {
  const parsed = parseConferencingCapabilities(body);
  if (!parsed.ok) return invalid(parsed.error.detail);
  const { isOk, code } = parsed.value;
  const event = { kind: 'settings.conferencing.read', data: conferencingData(parsed.value) } as const;
  return isOk
    ? { outcome: 'received', detail: null, event }
    : failedInside(code ?? 'The answer does not say success.', event);
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
