import type { EventData } from '../../../events/catalogue.ts';
import type { SipEndpoint } from '../../../events/connection-events.ts';
import type { SettingsRequestKind } from '../../../events/settings-events.ts';
import { LogBuilder } from '../../../findings/testing/log-builder.ts';

export const HOME: SipEndpoint = {
  host: 'fe01.contoso.test',
  port: 5061,
  transport: 'tls',
  via: 'lyncdiscoverinternal',
};
const PEER = { role: 'sip', host: HOME.host, port: HOME.port } as const;
const AT = { step: 'settings', flow: 'sip-9' } as const;

const SERVER_CONFIGURATION = [
  ['poolUri', 'sip:pool-a.contoso.test@contoso.test;gruu;opaque=srvr:HomeServer:x'],
  ['mrasUri', 'sip:edge.contoso.test@contoso.test;gruu;opaque=srvr:MRAS:x'],
  ['focusFactoryUri', 'sip:alice@contoso.test;gruu;opaque=app:conf:focusfactory'],
  ['ucLocationProfile', 'HQ'],
  ['absInternalServerUrl', 'https://web.contoso.test/abs/handler'],
  ['absExternalServerUrl', 'https://webext.contoso.test/abs/handler'],
  ['abwqInternalUrl', 'https://web.contoso.test/groupexpansion/service.svc'],
  ['dlxInternalUrl', 'https://web.contoso.test/groupexpansion/service.svc'],
  ['ucPC2PCAVEncryption', 'RequireEncryption'],
  ['ucPortRangeEnabled', 'true'],
  ['ucMinAudioPort', '50000'],
  ['ucMaxAudioPort', '50019'],
] as const;

const GROUPS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ['ServerConfiguration', SERVER_CONFIGURATION],
  [
    'ucPolicy',
    [
      ['EnableUC', 'true'],
      ['EnableDelegation', 'false'],
    ],
  ],
  ['meetingPolicy', [['MaxMeetingSize', '250']]],
  [
    'endpointConfiguration',
    [
      ['DisableSavingIM', 'true'],
      ['PhotoUsage', 'AllPhotos'],
    ],
  ],
];

export const PROVISIONING: EventData<'settings.provisioning.read'> = {
  groups: GROUPS.map(([name, settings]) => ({
    name,
    known: name,
    shape: 'list',
    settings: settings.map(([setting, value]) => ({ name: setting, value })),
    omittedSettings: 0,
  })),
  omittedGroups: 0,
};

export function rule(pattern: string, translation: string): DialRuleRead {
  return { pattern, translation, isInternalExtension: null, isForDeviceDialing: null };
}
type DialRuleRead = EventData<'settings.location-profile.read'>['rules'][number];

export const LOCATION_PROFILE: EventData<'settings.location-profile.read'> = {
  name: 'HQ',
  rules: [rule('^(\\d{4})$', '+4930555$1'), rule('^0([1-9]\\d{6,})$', '+49$1')],
  externalAccessPrefix: '0',
  isDeviceDialingOptimised: true,
  omittedRules: 0,
};

const SERVICE: EventData<'settings.service.probed'> = {
  service: 'address-book',
  label: 'Address book',
  setting: 'absInternalServerUrl',
  url: 'https://web.contoso.test/abs/handler',
  side: 'internal',
  host: 'web.contoso.test',
  port: 443,
  outcome: 'reached',
  tookMs: 12,
};

/** Writes the part of a log that follows upon a sign-in. */
export class SettingsLog extends LogBuilder {
  signedIn(changes: Partial<EventData<'registration.described'>> = {}): this {
    this.start({ credentials: { kind: 'password', user: 'CONTOSO\\alice' }, auth: 'ntlm' });
    this.concluded([HOME]);
    this.signInWithNtlm(HOME);
    this.add('registration.described', {
      allowEvents: [],
      supported: [],
      gruu: null,
      keepAlive: { timeoutSec: 300, hopByHop: true },
      isRemote: false,
      registerAction: null,
      primaryClusterType: null,
      isConnectedToPrimary: true,
      userServices: null,
      ...changes,
    });
    this.add('step.started', { step: 'settings' }, { step: 'settings' });
    return this;
  }

  /** SUBSCRIBE with this event. Returns its seq. */
  subscribe(event: string): number {
    return this.add(
      'sip.request.sent',
      {
        peer: PEER,
        method: 'SUBSCRIBE',
        requestUri: 'sip:alice@contoso.test',
        headers: [['Event', event]],
        body: '',
        sizeBytes: 900,
      },
      AT,
    );
  }

  answer(cause: number, status: number, reason: string): number {
    const answer = { peer: PEER, status, reason, headers: [], body: '', sizeBytes: 900, tookMs: 38 };
    return this.add('sip.response.received', answer, { ...AT, cause });
  }

  through(
    request: SettingsRequestKind,
    changes: Partial<EventData<'settings.request.concluded'>> = {},
    cause?: number,
  ): this {
    this.add(
      'settings.request.concluded',
      {
        request,
        pool: null,
        outcome: 'received',
        status: 200,
        detail: null,
        delivery: 'piggyback',
        bodyBytes: 1_240,
        tookMs: 38,
        ...changes,
      },
      cause === undefined ? AT : { ...AT, cause },
    );
    return this;
  }

  probed(changes: Partial<EventData<'settings.service.probed'>>): this {
    this.add('settings.service.probed', { ...SERVICE, ...changes }, AT);
    return this;
  }

  /** Everything comes, and nothing is odd. */
  allReceived(): this {
    this.add('settings.provisioning.read', PROVISIONING, AT);
    this.through('provisioning', {}, this.answer(this.subscribe('vnd-microsoft-provisioning-v2'), 200, 'OK'));
    this.add('settings.contacts.read', {
      storage: 'server',
      ucsMode: null,
      contacts: 12,
      groups: [{ name: '~', contacts: 12 }],
      invalidUris: [],
      omitted: 0,
    });
    this.through('contacts');
    this.add('settings.self.read', {
      sections: ['categories'],
      availability: 3_500,
      telephonyMode: 'Uc',
      lines: ['tel:+49305551234'],
      emailAddresses: ['alice@contoso.test'],
      containers: 4,
      subscribers: 1,
      delegates: 0,
    });
    this.through('self');
    this.add('settings.location-profile.read', LOCATION_PROFILE, AT);
    this.through('location-profile', { delivery: 'answer' });
    this.add('settings.media-relay.read', {
      reason: 'OK',
      isOk: true,
      hasCredentials: true,
      durationMinutes: 480,
      relays: [{ location: 'intranet', host: 'edge.contoso.test', udpPort: 3_478, tcpPort: 443 }],
    });
    this.through('media-relay', { delivery: 'answer' });
    this.add('settings.conferencing.read', {
      code: 'success',
      isOk: true,
      media: ['chat', 'audio-video'],
      defaultRegion: 'Berlin',
      dialInRegions: [{ name: 'Berlin', numbers: ['+4930555100'] }],
    });
    this.through('conferencing', { delivery: 'answer' });
    this.add('settings.presence.read', {
      people: 12,
      states: [{ availability: 'available', people: 12 }],
      unread: [],
      otherPools: [],
    });
    this.through('presence');
    this.probed({});
    return this;
  }

  finished(): this {
    this.add('step.finished', { step: 'settings' }, { step: 'settings' });
    this.add('run.finished', { reason: 'completed' });
    return this;
  }
}
