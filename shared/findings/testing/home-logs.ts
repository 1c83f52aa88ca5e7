import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { FRONT_END, registerAt } from './example-logs.ts';
import type { Contact } from './home-log-builder.ts';
import type { LogBuilder } from './log-builder.ts';
import { challenged } from './sign-in-logs.ts';

/** Where the account lives, and what stands in for it. */
export const HOME: SipEndpoint = {
  host: 'pool02.contoso.test',
  port: 5061,
  transport: 'tls',
  via: 'redirect',
};
export const BACKUP: SipEndpoint = { ...HOME, host: 'pool03.contoso.test' };

export const NTLM_CHOSEN = [['ntlm', 'next-in-order']] as const;

/** The Front End takes the password, and sends the sign-in on. */
export function sentOn(contacts: readonly Contact[] = [HOME.host], builder = challenged()): LogBuilder {
  return builder
    .choose('ntlm', NTLM_CHOSEN)
    .attempt(FRONT_END, 'ntlm', {
      outcome: 'redirected',
      status: 301,
      act: (log) => log.password('sip', FRONT_END.host, 'accepted'),
    })
    .redirect(FRONT_END, contacts);
}

/** The home server is reached and challenges. */
export function homeChallenged(builder = sentOn(), home = HOME, order = 1): LogBuilder {
  return builder
    .inStep('redirection', (log) => registerAt(log.address(home.host, ['192.0.2.60']), home, 401))
    .target(home, 'reached', order);
}

/** Signed in at the home server. */
export function arrived(
  builder = homeChallenged(),
  home = HOME,
  described: Partial<EventData<'registration.described'>> = {},
  isFirstChoice = true,
): LogBuilder {
  return builder
    .inStep('redirection', (log) => log.choose('ntlm', NTLM_CHOSEN).signInWithNtlm(home).described(described))
    .redirectionConcluded('arrived', { home, isFirstChoice });
}

/** Signed in at the first server, which keeps the user. */
export function atHome(described: Partial<EventData<'registration.described'>> = {}): LogBuilder {
  return challenged().choose('ntlm', NTLM_CHOSEN).signInWithNtlm(FRONT_END).described(described);
}

const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  poolUri: 'sip:pool02.contoso.test@contoso.test;gruu;opaque=srvr:HomeServer:x',
  mrasUri: 'sip:av.contoso.test@contoso.test;gruu;opaque=srvr:MRAS:x',
  focusFactoryUri: 'sip:alice@contoso.test;gruu;opaque=app:conf:focusfactory',
  ucLocationProfile: 'HQ',
  absInternalServerUrl: 'https://webint.contoso.test/abs/handler',
  abwqInternalUrl: 'https://webint.contoso.test/groupexpansion/service.svc',
  dlxInternalUrl: 'https://webint.contoso.test/groupexpansion/service.svc',
};

const PROFILE: EventData<'settings.location-profile.read'> = {
  name: 'HQ',
  rules: [
    { pattern: '^(\\d{4})$', translation: '+49305$1', isInternalExtension: null, isForDeviceDialing: null },
  ],
  externalAccessPrefix: '0',
  isDeviceDialingOptimised: null,
  omittedRules: 0,
};

const CONTACTS: EventData<'settings.contacts.read'> = {
  storage: 'server',
  ucsMode: null,
  contacts: 2,
  groups: [{ name: '~', contacts: 2 }],
  invalidUris: [],
  omitted: 0,
};

const ALL: readonly SettingsRequestKind[] = [
  'provisioning',
  'contacts',
  'self',
  'location-profile',
  'media-relay',
  'conferencing',
  'presence',
];

type Concluded = Partial<EventData<'settings.request.concluded'>> & {
  readonly headers?: readonly (readonly [string, string])[];
};

export interface SettingsChanges {
  readonly endings?: Partial<Record<SettingsRequestKind, Concluded>>;
  readonly provisioning?: EventData<'settings.provisioning.read'>;
  readonly profile?: Partial<EventData<'settings.location-profile.read'>>;
  readonly contacts?: Partial<EventData<'settings.contacts.read'>>;
  readonly services?: (log: LogBuilder) => unknown;
}

/** The settings are asked for and come, but for what is told otherwise. */
export function settingsOf(
  builder: LogBuilder,
  server: SipEndpoint,
  { endings = {}, services, ...data }: SettingsChanges = {},
): LogBuilder {
  builder.settingsBegun();
  for (const request of ALL) {
    const { headers = [], ...ending } = endings[request] ?? {};
    if ((ending.outcome ?? 'received') === 'received') readOf(builder, request, data);
    builder.settingsConcluded(request, server, ending, headers);
  }
  if (services === undefined) builder.serviceProbed();
  else services(builder);
  return builder.settingsEnded();
}

function readOf(
  builder: LogBuilder,
  request: SettingsRequestKind,
  {
    provisioning = provisioningWith({}),
    profile = {},
    contacts = {},
  }: Omit<SettingsChanges, 'endings' | 'services'>,
): void {
  const at = { step: 'settings' } as const;
  if (request === 'provisioning') builder.add('settings.provisioning.read', provisioning, at);
  if (request === 'location-profile')
    builder.add('settings.location-profile.read', { ...PROFILE, ...profile }, at);
  if (request === 'contacts') builder.add('settings.contacts.read', { ...CONTACTS, ...contacts }, at);
}

type Group = EventData<'settings.provisioning.read'>['groups'][number];

/** A healthy document, with some of its server settings otherwise; null: left out. */
export function provisioningWith(
  changes: Readonly<Record<string, string | null>>,
): EventData<'settings.provisioning.read'> {
  const server = Object.entries({ ...SERVER_SETTINGS, ...changes }).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value }],
  );
  const others = ['endpointConfiguration', 'ucPolicy', 'meetingPolicy'];
  const group = (name: string, settings: Group['settings']): Group => ({
    name,
    known: name,
    shape: 'list',
    settings,
    omittedSettings: 0,
  });
  return {
    groups: [
      group('ServerConfiguration', server),
      ...others.map((name) => group(name, [{ name: 'EnableSomething', value: 'true' }])),
    ],
    omittedGroups: 0,
  };
}

/** Sent on, signed in at the home server, and all settings come. */
export const redirectedLog: readonly LoggedEvent[] = settingsOf(arrived(), HOME).finish();

/** Signed in at the first server, and all settings come. */
export const settledLog: readonly LoggedEvent[] = settingsOf(atHome(), FRONT_END).finish();
