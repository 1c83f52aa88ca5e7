import type { EventData } from '../../events/catalogue.ts';
import {
  decodeDiagnostics,
  principalDiagnostic,
  type DecodedDiagnostic,
} from '../../protocol/ms-diagnostics/decode-diagnostics.ts';
import type { LocationProfile } from '../../protocol/settings/location-profile.ts';
import type { Provisioning } from '../../protocol/settings/provisioning.ts';
import { PROVISIONING_GROUPS } from '../../protocol/settings/requests.ts';
import type { Network } from '../../run/ids.ts';
import type { Connection, ConnectionFacts } from './connections.ts';
import type { Ending } from './ending.ts';
import type { LogIndex } from './log-index.ts';
import { lossOf, type RegistrationLoss } from './registration-loss.ts';
import type { Registration } from './registrations.ts';
import { namedHeaders } from './sip-answer.ts';

/** One request for settings that is through. */
export type ConcludedRequest = EventData<'settings.request.concluded'> & {
  readonly seq: number;
  /** The reason phrase of the answer; '' where there is none. */
  readonly reason: string;
  readonly diagnostic: DecodedDiagnostic | null;
  readonly evidence: readonly number[];
};

export type DescribedRegistration = EventData<'registration.described'> & { readonly seq: number };

/** A server address among the settings that was tried. */
export type ProbedService = EventData<'settings.service.probed'> & {
  readonly seq: number;
  readonly connections: readonly Connection[];
};

interface Read<T> {
  readonly seq: number;
  readonly value: T;
}

export interface SettingsFacts {
  readonly isBegun: boolean;
  /** Nothing more is to come. */
  readonly isSettled: boolean;
  readonly isOutside: boolean;
  readonly described: DescribedRegistration | null;
  readonly requests: readonly ConcludedRequest[];
  readonly provisioning: Read<Provisioning> | null;
  readonly locationProfile: Read<LocationProfile> | null;
  readonly contacts: Read<EventData<'settings.contacts.read'>> | null;
  readonly services: readonly ProbedService[];
  readonly loss: RegistrationLoss | null;
  /** The time for the run was over while the settings were awaited; seq of where that began. */
  readonly unansweredSeq: number | null;
}

export function settingsFactsOf(
  index: LogIndex,
  connections: ConnectionFacts,
  registrations: readonly Registration[],
  network: Network,
  ending: Ending,
): SettingsFacts {
  const begun = index.of('step.started').find(({ data }) => data.step === 'settings');
  const requests = index.of('settings.request.concluded').map(({ seq, cause, data }) => ({
    ...data,
    seq,
    ...answerOf(index, cause),
  }));
  const described = index.of('registration.described').at(-1);
  const provisioning = index.of('settings.provisioning.read').at(-1);
  const locationProfile = index.of('settings.location-profile.read').at(-1);
  const contacts = index.of('settings.contacts.read').at(-1);
  const isBegun = begun !== undefined || requests.length > 0;
  const isAnswered = requests.some(({ request }) => request === 'provisioning');
  return {
    isBegun,
    isSettled: ending.isOver || index.of('step.finished').some(({ data }) => data.step === 'settings'),
    isOutside: described?.data.isRemote === true || network === 'external',
    described: described === undefined ? null : { ...described.data, seq: described.seq },
    requests,
    provisioning:
      provisioning === undefined ? null : { seq: provisioning.seq, value: provisioningOf(provisioning.data) },
    locationProfile:
      locationProfile === undefined ? null : { seq: locationProfile.seq, value: locationProfile.data },
    contacts: contacts === undefined ? null : { seq: contacts.seq, value: contacts.data },
    services: index.of('settings.service.probed').map(({ seq, data }) => ({
      ...data,
      seq,
      connections: connections.to(data.host, data.port, 'web', 'settings'),
    })),
    loss: lossOf(index, requests, registrations),
    unansweredSeq: ending.isTimedOut && begun !== undefined && !isAnswered ? begun.seq : null,
  };
}

/** The request without whose data a client cannot work, where it came to nothing. */
export function failedProvisioning({ requests }: SettingsFacts): ConcludedRequest | null {
  return requests.find((one) => one.request === 'provisioning' && hasFailed(one)) ?? null;
}

/** true: no data came, and neither the end of the run nor of the connection is why. */
export function hasFailed({ outcome }: ConcludedRequest): boolean {
  switch (outcome) {
    case 'refused':
    case 'no-data':
    case 'invalid':
    case 'failed-inside':
    case 'no-answer':
      return true;
    case 'received':
    case 'closed':
    case 'cancelled':
    case 'not-asked':
      return false;
  }
}

/** true: the user is signed in, and a client cannot work with that. */
export function isSettingsFailure(settings: SettingsFacts): boolean {
  return settings.unansweredSeq !== null || settings.loss !== null || failedProvisioning(settings) !== null;
}

/** The message that decided: an answer has a reason and diagnostics, and the request before it proves what was asked. */
function answerOf(
  { log }: LogIndex,
  cause: number | null,
): Pick<ConcludedRequest, 'reason' | 'diagnostic' | 'evidence'> {
  const event = cause === null ? undefined : log[cause];
  if (event?.kind !== 'sip.response.received') {
    return { reason: '', diagnostic: null, evidence: event === undefined ? [] : [event.seq] };
  }
  return {
    reason: event.data.reason,
    diagnostic: principalDiagnostic(decodeDiagnostics(namedHeaders(event.data.headers))),
    evidence: event.cause === null ? [event.seq] : [event.cause, event.seq],
  };
}

/** As the codec has it: a name that a later catalogue knows is none to this one. */
function provisioningOf(data: EventData<'settings.provisioning.read'>): Provisioning {
  return {
    groups: data.groups.map((group) => ({
      ...group,
      known: PROVISIONING_GROUPS.find((name) => name === group.known) ?? null,
    })),
    omittedGroups: data.omittedGroups,
  };
}
