import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import { DEREGISTRATIONS, hasNoUserServices, keepAliveText } from '../describe/registration.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import { field, fields } from './fields.ts';

type Described = EventData<'registration.described'>;

/** What a registration is, and what keeps or ends it; nothing for any other event. */
export function registrationSections(event: LoggedEvent): readonly DetailSection[] {
  switch (event.kind) {
    case 'registration.described':
      return describedSections(event.data);
    case 'registration.deregistered': {
      const { event: cause, preferredRegistrar } = event.data;
      return [
        fields('End of the registration', [
          field('Because', DEREGISTRATIONS[cause], `The registrar’s word: ${cause}.`, 'bad'),
          preferredRegistrar === null ? null : field('To be registered at', preferredRegistrar),
        ]),
      ];
    }
    case 'sip.keep-alive.sent':
      return [
        fields('Keep-alive', [
          event.data.isAnswer
            ? field('Sent', 'one empty line', 'The answer to the server’s.')
            : field('Sent', 'two empty lines', 'So that nobody on the way takes the connection for dead.'),
        ]),
      ];
    case 'sip.keep-alive.received':
      return [fields('Keep-alive', [field('Received', 'an empty line')])];
    default:
      return [];
  }
}

function describedSections(described: Described): readonly DetailSection[] {
  const { allowEvents, supported, gruu, keepAlive, isRemote } = described;
  return [
    fields('The registration', [
      ...presenceStateFields(described),
      isRemote
        ? field('Way in', 'through an Edge server')
        : field('Way in', 'inside the organisation’s network'),
      keepAlive === null
        ? field('Keep-alive', 'none agreed')
        : field(
            'Keep-alive',
            keepAliveText(keepAlive),
            keepAlive.hopByHop
              ? 'This PC sends an empty line when nothing else was sent for most of that time.'
              : 'Not between neighbours: this PC sends none.',
          ),
      gruu === null
        ? field('Own address (GRUU)', 'none', 'Requests to this PC use the address of its connection.')
        : field('Own address (GRUU)', gruu, 'Names this PC among the endpoints of the user.'),
    ]),
    ...listSection('Allow-Events: what may be subscribed to', allowEvents, EVENT_MEANINGS),
    ...listSection('Supported: what the server can do', supported, TAG_MEANINGS),
  ];
}

/** Source: [MS-SIPREGE] 2.2.1.4. */
function presenceStateFields({
  registerAction,
  primaryClusterType,
  isConnectedToPrimary,
  userServices,
}: Described): readonly (DetailField | null)[] {
  return [
    registerAction === null
      ? null
      : field('Register action', registerAction, REGISTER_ACTIONS.get(registerAction.toLowerCase()) ?? null),
    primaryClusterType === null
      ? null
      : field('Home pool', primaryClusterType, CLUSTER_TYPES.get(primaryClusterType.toLowerCase()) ?? null),
    isConnectedToPrimary === null
      ? null
      : isConnectedToPrimary
        ? field('Registrar', 'primary', 'The user’s home pool has this registration.', 'good')
        : field('Registrar', 'backup', 'The home pool is out of reach; some things do not work.', 'warning'),
    userServices === null
      ? null
      : field(
          'User services',
          userServices,
          hasNoUserServices(userServices) ? 'Contacts, presence and meetings are limited.' : null,
          hasNoUserServices(userServices) ? 'warning' : 'neutral',
        ),
  ];
}

function listSection(
  title: string,
  names: readonly string[],
  meanings: ReadonlyMap<string, string>,
): readonly DetailSection[] {
  if (names.length === 0) return [];
  return [
    fields(
      title,
      names.map((name) => field(name, 'yes', meanings.get(name) ?? null)),
    ),
  ];
}

const REGISTER_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['added', 'A new registration.'],
  ['refreshed', 'One that stood already is renewed.'],
  ['fixed', 'One that was lost is made anew.'],
]);

const CLUSTER_TYPES: ReadonlyMap<string, string> = new Map([
  ['central', 'A pool at a central site.'],
  ['remote', 'A branch appliance that carries on when the central site is out of reach.'],
]);

export const EVENT_MEANINGS: ReadonlyMap<string, string> = new Map([
  ['vnd-microsoft-provisioning-v2', 'Policies and server addresses.'],
  ['vnd-microsoft-provisioning', 'Policies and server addresses, in the old form.'],
  ['vnd-microsoft-roaming-contacts', 'The contact list.'],
  ['vnd-microsoft-roaming-self', 'The user’s own presence and settings.'],
  ['vnd-microsoft-roaming-acl', 'Who is allowed and blocked, in the old form.'],
  ['presence', 'The state of other people.'],
  ['presence.wpending', 'Who asks to see the user’s state.'],
  ['registration', 'The registration of this PC.'],
  ['registration-notify', 'News about the registration, such as its end.'],
]);

const TAG_MEANINGS: ReadonlyMap<string, string> = new Map([
  ['adhoclist', 'Several contacts can be asked about in one request.'],
  ['msrtc-event-categories', 'Presence in categories, as since Office Communications Server 2007.'],
  ['ms-keepalive-deregister', 'Whoever sends no keep-alives any longer loses the registration.'],
  ['ms-benotify', 'News can come without an answer being due.'],
  ['ms-piggyback-first-notify', 'The first data can come in the answer to a subscription.'],
  ['com.microsoft.autoextend', 'The server extends subscriptions by itself.'],
  ['ms-userservices-state-notification', 'The server tells when user services come and go.'],
  ['ms-cluster-failover', 'A backup pool takes over when the home pool is down.'],
]);
