import type { EventData, LoggedEvent } from '../events/catalogue.ts';
import { SettingsRequestKind } from '../events/settings-events.ts';
import { settingsTopic } from './subscription-reading.ts';

type Concluded = EventData<'settings.request.concluded'>;

/** What loading the settings has come to; the settings themselves are SettingsModel's. */
export interface LoadFacts {
  /** Asked for, in the client's order. */
  readonly asked: readonly SettingsRequestKind[];
  /** How each of the home pool ended; of several pools what failed counts. */
  readonly concluded: ReadonlyMap<SettingsRequestKind, Concluded>;
  /** Every request has come to its end, also those that were left out. */
  readonly isThrough: boolean;
  readonly contacts: EventData<'settings.contacts.read'> | null;
  readonly locationProfile: EventData<'settings.location-profile.read'> | null;
  readonly services: { readonly tried: number; readonly reached: number };
  /** The subscriptions are taken back, or the registration is. */
  readonly isLeaving: boolean;
}

/** Never fails, however short the log is. */
export function loadFacts(log: readonly LoggedEvent[]): LoadFacts {
  const asked = new Set<SettingsRequestKind>();
  const concluded = new Map<SettingsRequestKind, Concluded>();
  let contacts: LoadFacts['contacts'] = null;
  let locationProfile: LoadFacts['locationProfile'] = null;
  let tried = 0;
  let reached = 0;
  let isLeaving = false;
  for (const event of log) {
    switch (event.kind) {
      case 'sip.request.sent': {
        const topic = event.step === 'settings' ? settingsTopic(event.data) : null;
        if (topic !== null && !topic.isEnd) asked.add(topic.kind);
        if (topic?.isEnd === true || (event.step === 'settings' && event.data.method === 'REGISTER')) {
          isLeaving = true;
        }
        break;
      }
      case 'settings.request.concluded': {
        const { request, outcome } = event.data;
        const before = concluded.get(request);
        if (before === undefined || isWanting(outcome)) concluded.set(request, event.data);
        break;
      }
      case 'settings.contacts.read':
        contacts = event.data;
        break;
      case 'settings.location-profile.read':
        locationProfile = event.data;
        break;
      case 'settings.service.probed':
        if (event.data.outcome === 'cancelled') break;
        tried += 1;
        if (event.data.outcome === 'reached') reached += 1;
        break;
      case 'settings.subscription.ended':
        isLeaving = true;
        break;
      default:
        break;
    }
  }
  return {
    asked: SettingsRequestKind.options.filter((kind) => asked.has(kind)),
    concluded,
    isThrough: SettingsRequestKind.options.every((kind) => concluded.has(kind)),
    contacts,
    locationProfile,
    services: { tried, reached },
    isLeaving,
  };
}

/** true: it was wanted, and did not come. */
export function isWanting(outcome: Concluded['outcome']): boolean {
  return outcome !== 'received' && outcome !== 'not-asked' && outcome !== 'cancelled';
}

/** What a client cannot do without has come, or this server never has it. */
export function isLoaded({ concluded }: LoadFacts): boolean {
  const outcome = concluded.get('provisioning')?.outcome;
  return outcome === 'received' || outcome === 'not-asked';
}
