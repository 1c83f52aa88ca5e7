import type { EventKind, LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { indexLog, type LogIndex } from '../../findings/facts/log-index.ts';
import type { Side } from '../settings-model.ts';
import { settingsTopic } from '../subscription-reading.ts';

/** The observations of step 5, sorted. */
export interface SettingsReading {
  readonly index: LogIndex;
  /** The request that asked for it first. */
  readonly asked: ReadonlyMap<SettingsRequestKind, LoggedEventOf<'sip.request.sent'>>;
  readonly concluded: readonly LoggedEventOf<'settings.request.concluded'>[];
  readonly described: LoggedEventOf<'registration.described'> | null;
  readonly provisioning: LoggedEventOf<'settings.provisioning.read'> | null;
  readonly locationProfile: LoggedEventOf<'settings.location-profile.read'> | null;
  readonly contacts: LoggedEventOf<'settings.contacts.read'> | null;
  readonly self: LoggedEventOf<'settings.self.read'> | null;
  readonly presence: readonly LoggedEventOf<'settings.presence.read'>[];
  readonly mediaRelay: LoggedEventOf<'settings.media-relay.read'> | null;
  readonly conferencing: LoggedEventOf<'settings.conferencing.read'> | null;
  readonly side: Side;
  /** Nothing more is to come. */
  readonly isSettled: boolean;
  /** Read from a log of somebody else: what it does not show may have come. */
  readonly isImported: boolean;
}

/** null: the settings were not come to. */
export function readSettings(log: readonly LoggedEvent[]): SettingsReading | null {
  if (!log.some(isBeginning)) return null;
  const index = indexLog(log);
  const latest = <K extends EventKind>(kind: K): LoggedEventOf<K> | null => index.of(kind).at(-1) ?? null;
  const described = latest('registration.described');
  return {
    index,
    asked: askedFor(index),
    concluded: index.of('settings.request.concluded'),
    described,
    provisioning: latest('settings.provisioning.read'),
    locationProfile: latest('settings.location-profile.read'),
    contacts: latest('settings.contacts.read'),
    self: latest('settings.self.read'),
    presence: index.of('settings.presence.read'),
    mediaRelay: latest('settings.media-relay.read'),
    conferencing: latest('settings.conferencing.read'),
    side: isOutside(index, described) ? 'external' : 'internal',
    isSettled:
      index.of('run.finished').length > 0 ||
      index.of('step.finished').some(({ data }) => data.step === 'settings'),
    isImported: index.of('run.started').at(0)?.data.source === 'log',
  };
}

function isBeginning(event: LoggedEvent): boolean {
  return (
    event.kind === 'settings.request.concluded' ||
    (event.kind === 'step.started' && event.data.step === 'settings')
  );
}

/** The registrar knows best; before it says so, discovery's guess stands. */
function isOutside(index: LogIndex, described: LoggedEventOf<'registration.described'> | null): boolean {
  if (described !== null) return described.data.isRemote;
  return index.of('discovery.concluded').at(-1)?.data.network === 'external';
}

function askedFor(index: LogIndex): ReadonlyMap<SettingsRequestKind, LoggedEventOf<'sip.request.sent'>> {
  const asked = new Map<SettingsRequestKind, LoggedEventOf<'sip.request.sent'>>();
  for (const request of index.of('sip.request.sent')) {
    if (request.step !== 'settings') continue;
    const kind = settingsTopic(request.data)?.kind ?? null;
    if (kind !== null && !asked.has(kind)) asked.set(kind, request);
  }
  return asked;
}
