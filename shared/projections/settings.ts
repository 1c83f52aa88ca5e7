import type { LoggedEvent } from '../events/catalogue.ts';
import { dialPlan } from './settings/dial-plan.ts';
import { mediaRelayView, mediaSettings, meetingsView } from './settings/media.ts';
import { missingList, provisioningOdditiesOf } from './settings/missing.ts';
import { overview } from './settings/overview.ts';
import { policyList } from './settings/policies.ts';
import { reachOf } from './settings/reach.ts';
import { readSettings } from './settings/read-settings.ts';
import { requestRows } from './settings/requests.ts';
import { serviceList } from './settings/services.ts';
import type { SettingsModel } from './settings-model.ts';

/** What step 5 brought, for a log finished or not. null: the run did not come to it. */
export function settingsModel(log: readonly LoggedEvent[]): SettingsModel | null {
  const reading = readSettings(log);
  if (reading === null) return null;
  const { provisioning, locationProfile, isSettled } = reading;
  const requests = requestRows(reading);
  const reach = reachOf(reading);
  const services = serviceList(reading, reach);
  return {
    requests,
    hasContent: requests.some(({ state }) => state === 'received' || state === 'failed'),
    isSettled,
    overview: overview(log, reading),
    policies: provisioning === null ? null : policyList(provisioning),
    dialPlan: locationProfile === null ? null : dialPlan(locationProfile),
    services,
    media: mediaSettings(reading, provisioningOdditiesOf(reading)),
    mediaRelay: mediaRelayView(reading, reach),
    meetings: meetingsView(reading),
    missing: missingList(reading, requests, services),
  };
}
