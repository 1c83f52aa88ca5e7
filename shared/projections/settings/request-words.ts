import type { EventData } from '../../events/catalogue.ts';
import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { duration } from '../../lib/duration.ts';
import { visible } from '../../lib/text.ts';

type Concluded = EventData<'settings.request.concluded'>;

export const REQUEST_TITLES: Readonly<Record<SettingsRequestKind, string>> = {
  provisioning: 'Policies and server addresses',
  contacts: 'Contact list',
  self: 'Your own presence',
  'location-profile': 'Dial plan',
  'media-relay': 'Media relay',
  conferencing: 'Meetings',
  presence: 'Contacts’ presence',
};

export const REQUEST_PURPOSES: Readonly<Record<SettingsRequestKind, string>> = {
  provisioning: 'What the user may do, and where the services are.',
  contacts: 'The people and groups that the client shows.',
  self: 'What others see of the user, and the telephone line.',
  'location-profile': 'Turns what is dialled into a number that the servers can route.',
  'media-relay': 'The way for calls with people outside of the organisation’s network.',
  conferencing: 'The kinds of meetings there are, and the numbers to dial in.',
  presence: 'Who of the contacts is available, busy or away.',
};

/** Why nothing came; takes the answer's status with its reason, where the log has it. */
export function failureSentence({ outcome, detail }: Concluded, answer: string | null): string {
  const more = detail === null || detail === '' ? '' : `: ${visible(detail).replace(/\.$/, '')}`;
  switch (outcome) {
    case 'received':
      return 'Received.';
    case 'refused':
      return `The server refused it with ${answer ?? 'an error'}.`;
    case 'no-data':
      return 'The server accepted the request, and the data never came.';
    case 'invalid':
      return `An answer came that cannot be read${more}.`;
    case 'failed-inside':
      return `The answer says that the service failed${more}.`;
    case 'no-answer':
      return 'The server did not answer.';
    case 'closed':
      return 'The connection ended before the answer came.';
    case 'cancelled':
      return 'Cancelled before the answer came.';
    case 'not-asked':
      return `Left out${more}.`;
  }
}

const DELIVERIES: Readonly<Record<NonNullable<Concluded['delivery']>, string>> = {
  answer: 'in the answer',
  piggyback: 'in the answer to the subscription',
  notify: 'in a NOTIFY of its own',
  benotify: 'in a BENOTIFY of its own',
};

/** How it came: "200 OK, 1.2 kB in the answer, 38 ms". */
export function measure({ outcome, delivery, bodyBytes, tookMs }: Concluded, answer: string | null): string {
  if (outcome === 'not-asked') return '';
  const body = bodyBytes === 0 ? null : size(bodyBytes);
  const came = delivery === null ? body : `${body ?? 'nothing'} ${DELIVERIES[delivery]}`;
  return [answer, came, duration(tookMs)].filter((part) => part !== null).join(', ');
}

function size(bytes: number): string {
  return bytes < 1_000 ? `${bytes} bytes` : `${(bytes / 1_000).toFixed(1)} kB`;
}
