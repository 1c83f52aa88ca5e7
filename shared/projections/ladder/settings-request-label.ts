import type { EventData } from '../../events/catalogue.ts';
import type { Header } from '../../events/header.ts';
import { visible } from '../../lib/text.ts';
import { SETTINGS_NAMES, SETTINGS_TERMS } from '../describe/settings.ts';
import { carriedState, eventName, type SettingsTopic } from '../subscription-reading.ts';

/** A request of step 5 in plain words and in the protocol's: "SUBSCRIBE contacts · vnd-microsoft-roaming-contacts". */
export function settingsRequestLabel(method: string, { kind, pool, isEnd }: SettingsTopic): string {
  const of = pool === null ? '' : `, of ${visible(pool, 255)}`;
  return isEnd
    ? `${method} ${SETTINGS_NAMES[kind]}, Expires: 0${of} · ends the subscription`
    : `${method} ${SETTINGS_NAMES[kind]}${of} · ${SETTINGS_TERMS[kind]}`;
}

/** Any other request: its method, and of one with an Event which. */
export function plainRequestLabel(method: string, headers: readonly Header[]): string {
  const hasEvent = method === 'SUBSCRIBE' || method === 'NOTIFY' || method === 'BENOTIFY';
  return `${visible(method, 40)} ${hasEvent ? visible(eventName(headers), 80) : ''}`.trim();
}

/** A notification of the server; its data are told when they have been read. */
export function notificationLabel(
  method: string,
  headers: readonly Header[],
  topic: SettingsTopic | null,
): string {
  if (topic !== null) return `${method} ${SETTINGS_NAMES[topic.kind]}`;
  return eventName(headers) === 'registration-notify'
    ? `${method} registration-notify · about the registration`
    : plainRequestLabel(method, headers);
}

/** Where the data are, as the 2xx says: for the end of its label. Source: [MS-SIP] 3.4 for the piggybacked first state. */
export function deliveryText(
  method: 'SUBSCRIBE' | 'SERVICE',
  response: EventData<'sip.response.received'>,
): string {
  if (method === 'SERVICE') return response.body === '' ? ', empty' : ', with the data';
  if (carriedState(response) === null) return ', data follows';
  return response.body === '' ? ', empty' : ', with the data';
}
