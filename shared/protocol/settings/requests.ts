import { success, failure, type Result } from '../../lib/result.ts';
import type { SipHeader } from '../sip/message.ts';
import { parseSipUri } from '../sip/sip-uri.ts';
import { escapeXml } from '../xml/xml.ts';
import { LOCATION_PROFILE_TYPE } from './location-profile.ts';

/** What one request for settings has of its own; the dialog, the route and the signature are the sender's. */
export interface SettingsRequest {
  readonly kind:
    'location-profile' | 'provisioning' | 'contacts' | 'self' | 'presence' | 'media-relay' | 'conferencing';
  readonly method: 'SUBSCRIBE' | 'SERVICE';
  /** Request-URI, and the URI of To. */
  readonly target: string;
  /** In wire order: neither Via, Max-Forwards, From, To, Call-ID, CSeq, Contact, User-Agent nor Content-Length. */
  readonly headers: readonly SipHeader[];
  readonly body: Uint8Array;
}

/** How the first state and the later ones may come; a Microsoft client offers both. */
export interface DeliveryOffer {
  /** The first state in the answer itself. */
  readonly piggyback: boolean;
  /** Later states without an answer to them. */
  readonly benotify: boolean;
}

export const EVENT = {
  provisioning: 'vnd-microsoft-provisioning-v2',
  contacts: 'vnd-microsoft-roaming-contacts',
  self: 'vnd-microsoft-roaming-self',
  presence: 'presence',
} as const;

export const PROVISIONING_TYPE = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
export const CONTACTS_TYPE = 'application/vnd-microsoft-roaming-contacts+xml';
export const SELF_TYPE = 'application/vnd-microsoft-roaming-self+xml';
export const CATEGORIES_TYPE = 'application/msrtc-event-categories+xml';
export const RLMI_TYPE = 'application/rlmi+xml';
export const BATCH_TYPE = 'application/msrtc-adrl-categorylist+xml';

/** The groups of [MS-SIPREGE] 2.2.2.4, and that of persistent chat, which newer servers have. */
export const PROVISIONING_GROUPS = [
  'ServerConfiguration',
  'meetingPolicy',
  'ucPolicy',
  'publicationGrammar',
  'privacyPublicationGrammar',
  'userSetting',
  'endpointConfiguration',
  'locationPolicy',
  'mediaConfiguration',
  'presencePolicyV2',
  'publicProviders',
  'persistentChatConfiguration',
] as const;
export type ProvisioningGroupName = (typeof PROVISIONING_GROUPS)[number];

/** What is shown of a contact; a client asks for more. */
export const PRESENCE_CATEGORIES = ['calendarData', 'contactCard', 'note', 'state'] as const;

interface SubscriptionInput {
  /** The user's address, user@domain. */
  readonly address: string;
  readonly delivery?: DeliveryOffer;
  /** null: the server decides; 0: the state once, and no subscription. */
  readonly expiresSeconds?: number | null;
}

/**
 * Asks for the dial plan: the user's own, or one by its name.
 * Source: [MS-SIPRE] 2.2.3 for the address, 3.8.5.1 for what the server makes of it.
 */
export function locationProfileRequest(input: {
  readonly address: string;
  readonly profileName?: string | null;
}): SettingsRequest {
  const { address, profileName = null } = input;
  const which = profileName === null ? 'default' : `phone-context=${escapeParameter(profileName)}`;
  return {
    kind: 'location-profile',
    method: 'SERVICE',
    target: `sip:${address};gruu;opaque=app:locationprofile:get;${which}`,
    headers: [{ name: 'Accept', value: LOCATION_PROFILE_TYPE }],
    body: new Uint8Array(0),
  };
}

/** Asks once for settings and policies: no dialog comes of it. Source: [MS-SIPREGE] 2.2.2.1, 2.2.2.4. */
export function provisioningRequest(input: {
  readonly address: string;
  readonly groups?: readonly string[];
  /** Network address of the client's subnet, by which location policy is chosen. */
  readonly subnet?: string | null;
  readonly delivery?: DeliveryOffer;
}): SettingsRequest {
  const { groups = PROVISIONING_GROUPS, subnet = null } = input;
  const body =
    `<provisioningGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist"` +
    `${subnet === null ? '' : ` subnet="${escapeXml(subnet)}"`}>` +
    groups.map((name) => `<provisioningGroup name="${escapeXml(name)}"/>`).join('') +
    `</provisioningGroupList>`;
  return subscription('provisioning', { ...input, expiresSeconds: 0 }, [PROVISIONING_TYPE], {
    type: PROVISIONING_TYPE,
    text: body,
  });
}

/** Asks for the contact list, and says that contacts in Exchange are understood. */
export function contactsRequest(input: SubscriptionInput): SettingsRequest {
  const request = subscription('contacts', input, [CONTACTS_TYPE], null);
  return { ...request, headers: [...request.headers, { name: 'Supported', value: 'ms-ucs' }] };
}

/** Asks for what the user has published, to whom, and who watches. Source: [MS-PRES] 4.4.1. */
export function selfRequest(input: SubscriptionInput): SettingsRequest {
  const body =
    `<roamingList xmlns="http://schemas.microsoft.com/2006/09/sip/roaming-self">` +
    `<roaming type="categories"/><roaming type="containers"/><roaming type="subscribers"/>` +
    `<roamingEx xmlns="http://schemas.microsoft.com/2007/09/sip/roaming-self-ex" type="delegates"/>` +
    `</roamingList>`;
  return subscription('self', input, [SELF_TYPE], { type: SELF_TYPE, text: body });
}

/**
 * Asks for the presence of several contacts at once. Takes addresses with their scheme; leave out those that are not
 * valid, since one of them has a server refuse the whole batch. Source: [MS-PRES] 2.2.2.4.1 and 6.8.
 */
export function presenceRequest(
  input: SubscriptionInput & {
    readonly contacts: readonly string[];
    /** Any number; it appears in the body only. */
    readonly requestId: number;
  },
): SettingsRequest {
  const body =
    `<batchSub xmlns="http://schemas.microsoft.com/2006/01/sip/batch-subscribe"` +
    ` uri="sip:${escapeXml(input.address)}" name=""><action name="subscribe" id="${input.requestId}"><adhocList>` +
    input.contacts.map((uri) => `<resource uri="${escapeXml(uri)}"/>`).join('') +
    `</adhocList><categoryList xmlns="http://schemas.microsoft.com/2006/09/sip/categorylist">` +
    PRESENCE_CATEGORIES.map((name) => `<category name="${name}"/>`).join('') +
    `</categoryList></action></batchSub>`;
  const accepted = [
    CATEGORIES_TYPE,
    'application/xpidf+xml',
    'text/xml+msrtc.pidf',
    'application/pidf+xml',
    RLMI_TYPE,
    'multipart/related',
  ];
  const request = subscription('presence', input, accepted, { type: BATCH_TYPE, text: body });
  return {
    ...request,
    headers: [
      ...request.headers,
      { name: 'Require', value: 'adhoclist, categoryList' },
      { name: 'Supported', value: 'eventlist' },
    ],
  };
}

/** Asks an address that the server named; a request line must not be made of anything but a SIP URI. */
export function serviceRequest(
  kind: 'media-relay' | 'conferencing',
  target: string,
  body: { readonly type: string; readonly text: string },
): Result<SettingsRequest, 'not-a-sip-uri'> {
  if (parseSipUri(target) === null) return failure('not-a-sip-uri');
  return success({
    kind,
    method: 'SERVICE',
    target,
    headers: [{ name: 'Content-Type', value: body.type }],
    body: new TextEncoder().encode(body.text),
  });
}

const BOTH: DeliveryOffer = { piggyback: true, benotify: true };

function subscription(
  kind: keyof typeof EVENT,
  { address, delivery = BOTH, expiresSeconds = null }: SubscriptionInput,
  accepted: readonly string[],
  body: { readonly type: string; readonly text: string } | null,
): SettingsRequest {
  return {
    kind,
    method: 'SUBSCRIBE',
    target: `sip:${address}`,
    headers: [
      { name: 'Event', value: EVENT[kind] },
      { name: 'Accept', value: accepted.join(', ') },
      { name: 'Supported', value: 'com.microsoft.autoextend' },
      ...(delivery.benotify
        ? [
            { name: 'Supported', value: 'ms-benotify' },
            { name: 'Proxy-Require', value: 'ms-benotify' },
          ]
        : []),
      ...(delivery.piggyback ? [{ name: 'Supported', value: 'ms-piggyback-first-notify' }] : []),
      ...(expiresSeconds === null ? [] : [{ name: 'Expires', value: String(expiresSeconds) }]),
      ...(body === null ? [] : [{ name: 'Content-Type', value: body.type }]),
    ],
    body: new TextEncoder().encode(body?.text ?? ''),
  };
}

/** A URI parameter's value, RFC 3261 25.1: what is not allowed in it is percent-encoded. */
function escapeParameter(value: string): string {
  return [...new TextEncoder().encode(value)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-_.!~*'()]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
