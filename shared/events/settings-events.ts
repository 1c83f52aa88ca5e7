import * as z from 'zod';

/** What is asked for after the sign-in, in the client's order. */
export const SettingsRequestKind = z.enum([
  'provisioning',
  'contacts',
  'self',
  'location-profile',
  'media-relay',
  'conferencing',
  'presence',
]);
export type SettingsRequestKind = z.infer<typeof SettingsRequestKind>;

export const SettingsOutcome = z.enum([
  /** The data came and can be read. */
  'received',
  /** A final answer other than 2xx; status says which. */
  'refused',
  /** 2xx, and then neither a body nor a NOTIFY in time. */
  'no-data',
  /** It came and cannot be read as what it should be. */
  'invalid',
  /** 2xx whose document says that the service failed (MRAS, conferencing). */
  'failed-inside',
  'no-answer',
  'closed',
  'cancelled',
  /** Left out; detail says why: the server does not offer it, or there is nobody to ask about. */
  'not-asked',
]);
export type SettingsOutcome = z.infer<typeof SettingsOutcome>;

const Setting = z.strictObject({ name: z.string(), value: z.string() });
const count = z.int().min(0);

export const settingsEvents = {
  /** One request is through. cause is what decided: the answer, or the NOTIFY that brought the data. */
  'settings.request.concluded': z.strictObject({
    request: SettingsRequestKind,
    /** The other pool that was asked about some contacts; null: the home pool. */
    pool: z.string().nullable(),
    outcome: SettingsOutcome,
    /** Of the answer to the request itself. */
    status: z.int().nullable(),
    detail: z.string().nullable(),
    /** How the data came: in the answer (SERVICE), piggybacked on it, or later. null: no data. */
    delivery: z.enum(['answer', 'piggyback', 'notify', 'benotify']).nullable(),
    bodyBytes: z.int(),
    tookMs: z.number(),
  }),
  'settings.location-profile.read': z.strictObject({
    name: z.string(),
    rules: z.array(
      z.strictObject({
        pattern: z.string(),
        translation: z.string(),
        isInternalExtension: z.boolean().nullable(),
        isForDeviceDialing: z.boolean().nullable(),
      }),
    ),
    externalAccessPrefix: z.string().nullable(),
    isDeviceDialingOptimised: z.boolean().nullable(),
    omittedRules: count,
  }),
  'settings.provisioning.read': z.strictObject({
    groups: z.array(
      z.strictObject({
        name: z.string(),
        /** In the specification's spelling; null: it does not have this group. */
        known: z.string().nullable(),
        shape: z.enum(['list', 'tree', 'empty']),
        settings: z.array(Setting),
        omittedSettings: count,
      }),
    ),
    omittedGroups: count,
  }),
  /** Who the contacts are stands in the message alone. */
  'settings.contacts.read': z.strictObject({
    storage: z.enum(['server', 'exchange']),
    ucsMode: z.string().nullable(),
    contacts: count,
    groups: z.array(z.strictObject({ name: z.string(), contacts: count })),
    /** Contacts whose address could stand in no request; one of them has a server refuse a whole presence batch. */
    invalidUris: z.array(z.string()),
    omitted: count,
  }),
  'settings.self.read': z.strictObject({
    sections: z.array(z.string()),
    /** Figure of the user's own state; null: nobody published any. */
    availability: z.int().nullable(),
    telephonyMode: z.string().nullable(),
    lines: z.array(z.string()),
    emailAddresses: z.array(z.string()),
    containers: count,
    subscribers: count,
    delegates: count,
  }),
  'settings.presence.read': z.strictObject({
    /** People whose state came. */
    people: count,
    /** How many of them are available, busy, offline … */
    states: z.array(z.strictObject({ availability: z.string(), people: count })),
    unread: z.array(z.strictObject({ contentType: z.string().nullable(), detail: z.string() })),
    /** Pools that must be asked about some of the contacts. */
    otherPools: z.array(z.strictObject({ pool: z.string(), contacts: count })),
  }),
  /** The credentials that came with it are not read. */
  'settings.media-relay.read': z.strictObject({
    reason: z.string().nullable(),
    isOk: z.boolean(),
    hasCredentials: z.boolean(),
    durationMinutes: z.int().nullable(),
    relays: z.array(
      z.strictObject({
        location: z.string().nullable(),
        host: z.string().nullable(),
        udpPort: z.int().nullable(),
        tcpPort: z.int().nullable(),
      }),
    ),
  }),
  'settings.conferencing.read': z.strictObject({
    code: z.string().nullable(),
    isOk: z.boolean(),
    media: z.array(z.string()),
    defaultRegion: z.string().nullable(),
    dialInRegions: z.array(z.strictObject({ name: z.string(), numbers: z.array(z.string()) })),
  }),
  /** A server address among the settings, tried: DNS, TCP, TLS, and nothing said over it. */
  'settings.service.probed': z.strictObject({
    /** WebServiceId of the codec (address-book, group-expansion …), or media-relay, or ucwa. */
    service: z.string(),
    /** What it is for, in plain words. */
    label: z.string(),
    /** The setting that names it. */
    setting: z.string(),
    url: z.string(),
    side: z.enum(['internal', 'external']),
    host: z.string(),
    port: z.int(),
    outcome: z.enum([
      'reached',
      'unresolvable',
      'tcp-failed',
      'tls-failed',
      'untrusted',
      'proxy-failed',
      'cancelled',
    ]),
    tookMs: z.number(),
  }),
  /** A subscription is taken back before leaving. status null: no answer came. */
  'settings.subscription.ended': z.strictObject({ request: SettingsRequestKind, status: z.int().nullable() }),
} as const;
