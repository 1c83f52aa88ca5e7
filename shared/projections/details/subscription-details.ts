import type { LoggedEventOf } from '../../events/catalogue.ts';
import type { Header } from '../../events/header.ts';
import { span } from '../../lib/duration.ts';
import { DEREGISTRATION_CAUSES } from '../../protocol/settings/registration-event.ts';
import { DEREGISTRATIONS } from '../describe/registration.ts';
import { SETTINGS_NAMES } from '../describe/settings.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import { headerOf } from '../sip-reading.ts';
import { carriedState, eventName, settingsTopic, type SettingsTopic } from '../subscription-reading.ts';
import { field, fields } from './fields.ts';

/** What a request of step 5 asks for; nothing for any other. */
export function askSections({ data }: LoggedEventOf<'sip.request.sent'>): readonly DetailSection[] {
  const topic = settingsTopic(data);
  if (topic === null) return [];
  const { kind, pool, isEnd } = topic;
  if (isEnd) {
    return [
      fields('Ends a subscription', [field('For', SETTINGS_NAMES[kind], 'Nothing more is sent about it.')]),
    ];
  }
  return [
    fields('What is asked for', [
      field('Asks for', SETTINGS_NAMES[kind], PURPOSES[kind]),
      pool === null ? null : field('Of', pool, 'Another pool, at which some of the contacts are at home.'),
      extentField(kind, data.body),
      ...(data.method === 'SUBSCRIBE' ? deliveryOffers(data.headers) : []),
    ]),
  ];
}

const PURPOSES: Readonly<Record<SettingsTopic['kind'], string>> = {
  provisioning: 'What the user may do, and the addresses of the services.',
  contacts: 'The people and groups that the client shows.',
  self: 'What others see of the user, and the telephone line.',
  'location-profile': 'The rules that turn what is dialled into a number that the servers can route.',
  'media-relay':
    'Relays for calls with people outside of the organisation’s network, and credentials for them.',
  conferencing: 'The kinds of meetings that there are, and the numbers to dial in.',
  presence: 'Who of the contacts is available, busy or away; all of them in one request.',
};

/** As many as the body names; bodies in the log may be cut. */
function extentField(kind: SettingsTopic['kind'], body: string): DetailField | null {
  const count = (element: RegExp): number => body.match(element)?.length ?? 0;
  if (kind === 'provisioning') return field('Groups', String(count(/<provisioningGroup\s/g)));
  return kind === 'presence' ? field('Contacts', String(count(/<resource\s/g))) : null;
}

function deliveryOffers(headers: readonly Header[]): readonly DetailField[] {
  const offered = headers
    .filter(([name]) => name.toLowerCase() === 'supported')
    .map(([, value]) => value.toLowerCase());
  const has = (tag: string): boolean => offered.some((value) => value.split(/[,\s]+/).includes(tag));
  const list: DetailField[] = [];
  if (has('ms-piggyback-first-notify')) {
    list.push(field('First data', 'may come in the answer', 'Saves a message and its answer.'));
  }
  if (has('ms-benotify')) {
    list.push(field('Later data', 'may come as BENOTIFY', 'Such a message must not be answered.'));
  }
  return list;
}

/** How the data come that a 2xx promises. */
export function deliverySections(
  { data }: LoggedEventOf<'sip.response.received'>,
  topic: SettingsTopic | null,
): readonly DetailSection[] {
  if (topic === null || topic.isEnd || data.status < 200 || data.status >= 300) return [];
  const isService =
    topic.kind === 'location-profile' || topic.kind === 'media-relay' || topic.kind === 'conferencing';
  const state = isService ? null : carriedState(data);
  const where =
    isService || state !== null
      ? data.body === ''
        ? field('Data', 'none', 'The answer should carry them, and is empty.', 'warning')
        : field('Data', 'in this answer', isService ? null : 'The first notification rides on it.', 'good')
      : field('Data', 'follow', 'The server sends them in a message of its own.');
  return [fields('What came', [where, ...subscriptionFields(data.headers)])];
}

/** What the server brings of its own accord. */
export function notificationSections({
  data,
}: LoggedEventOf<'sip.request.received'>): readonly DetailSection[] {
  const { method, headers, body } = data;
  if (method !== 'NOTIFY' && method !== 'BENOTIFY') return [];
  const topic = settingsTopic(data);
  const event = eventName(headers);
  const about = topic === null ? event || 'not said' : SETTINGS_NAMES[topic.kind];
  return [
    fields('What it brings', [
      field('About', about, event === 'registration-notify' ? 'The registration itself.' : null),
      event === 'registration-notify' ? registrationField(body) : null,
      method === 'BENOTIFY'
        ? field('Answer', 'none is due', 'The server does not wait for one, and must not get one.')
        : field('Answer', '200 OK is due'),
      ...subscriptionFields(headers),
    ]),
  ];
}

function registrationField(body: string): DetailField {
  const word = /;\s*event\s*=\s*"?([a-z-]+)/i.exec(body)?.[1]?.toLowerCase();
  const cause = DEREGISTRATION_CAUSES.find((known) => known === word);
  return field('Says', body.trim(), cause === undefined ? null : `${DEREGISTRATIONS[cause]}.`, 'warning');
}

function subscriptionFields(headers: readonly Header[]): readonly (DetailField | null)[] {
  const state = headerOf(headers, 'Subscription-State');
  if (state === null) return [];
  const seconds = /;\s*expires\s*=\s*(\d{1,9})/i.exec(state)?.[1];
  const isOver = /^\s*terminated/i.test(state);
  return [
    isOver
      ? field('Subscription', 'over', 'Asked for once, or ended by the server.')
      : field('Subscription', state.split(';')[0]?.trim() ?? ''),
    seconds === undefined || isOver ? null : field('Holds for', span(Number(seconds) * 1_000)),
    parameterField(state),
  ];
}

function parameterField(state: string): DetailField | null {
  const reason = /;\s*reason\s*=\s*"?([\w-]+)/i.exec(state)?.[1];
  return reason === undefined ? null : field('Because', reason);
}
