import type { Header } from '../events/header.ts';
import type { SettingsRequestKind } from '../events/settings-events.ts';
import { namedHeaders } from '../findings/facts/sip-answer.ts';
import { CCCP_TYPE } from '../protocol/settings/conferencing.ts';
import { MEDIA_RELAY_TYPE } from '../protocol/settings/media-relay.ts';
import { parseMediaType } from '../protocol/settings/media-type.ts';
import { readCarriedState, type CarriedState } from '../protocol/settings/notification.ts';
import { EVENT } from '../protocol/settings/requests.ts';
import { headerOf, isWithdrawal } from './sip-reading.ts';

/** What a request of step 5 is about, the server's notifications among them. */
export interface SettingsTopic {
  readonly kind: SettingsRequestKind;
  /** The other pool that is asked; null: the home pool. */
  readonly pool: string | null;
  /** A SUBSCRIBE that takes the subscription back. */
  readonly isEnd: boolean;
}

interface RequestParts {
  readonly method: string;
  readonly requestUri: string;
  readonly headers: readonly Header[];
}

/** null: it asks for no settings and brings none. */
export function settingsTopic({ method, requestUri, headers }: RequestParts): SettingsTopic | null {
  switch (method) {
    case 'SUBSCRIBE': {
      const kind = kindOfEvent(headers);
      if (kind === null) return null;
      const isInDialog = /;\s*tag\s*=/i.test(headerOf(headers, 'To') ?? '');
      return {
        kind,
        // A batch for another pool is addressed to the pool itself; later requests go to whoever answered.
        pool:
          isInDialog || requestUri.includes('@') ? null : (/^sips?:([^;?]+)/i.exec(requestUri)?.[1] ?? null),
        // Provisioning is asked for once, with Expires 0 from the start ([MS-SIPREGE] 2.2.2.1).
        isEnd: isWithdrawal(headers) && (kind !== 'provisioning' || isInDialog),
      };
    }
    case 'SERVICE': {
      const kind = kindOfService(requestUri, headers);
      return kind === null ? null : { kind, pool: null, isEnd: false };
    }
    case 'NOTIFY':
    case 'BENOTIFY': {
      const kind = kindOfEvent(headers);
      return kind === null ? null : { kind, pool: null, isEnd: false };
    }
    default:
      return null;
  }
}

/** The same for every spelling of what is asked for. */
export function requestKey({ kind, pool, isEnd }: SettingsTopic): string {
  // A subscription is ended where it was answered, whichever pool that was.
  const of = isEnd ? 'end' : pool === null ? '' : `of ${pool.toLowerCase()}`;
  return `${kind} ${of}`;
}

/** The state that a message brings along; null: it brings none. */
export function carriedState(
  message: { readonly headers: readonly Header[]; readonly body: string } & (
    { readonly status: number } | { readonly method: string; readonly requestUri: string }
  ),
): CarriedState | null {
  const headers = namedHeaders(message.headers);
  // Only whether there is a body matters.
  const body = new Uint8Array(message.body === '' ? 0 : 1);
  if ('status' in message) {
    const { status } = message;
    return readCarriedState({ kind: 'response', status, reason: '', headers, body });
  }
  const { method, requestUri } = message;
  return readCarriedState({ kind: 'request', method, requestUri, headers, body });
}

/** What Event names, without its parameters; '' where there is none. */
export function eventName(headers: readonly Header[]): string {
  return headerOf(headers, 'Event')?.split(';')[0]?.trim().toLowerCase() ?? '';
}

const SUBSCRIBED = ['provisioning', 'contacts', 'self', 'presence'] as const;

function kindOfEvent(headers: readonly Header[]): SettingsRequestKind | null {
  const event = eventName(headers);
  return SUBSCRIBED.find((kind) => EVENT[kind] === event) ?? null;
}

function kindOfService(requestUri: string, headers: readonly Header[]): SettingsRequestKind | null {
  if (/;opaque=app:locationprofile/i.test(requestUri)) return 'location-profile';
  const type = parseMediaType(headerOf(headers, 'Content-Type') ?? '')?.name;
  if (type === MEDIA_RELAY_TYPE) return 'media-relay';
  return type === CCCP_TYPE ? 'conferencing' : null;
}
