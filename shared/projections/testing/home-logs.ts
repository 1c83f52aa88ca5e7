import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import type { Peer, SipEndpoint } from '../../events/connection-events.ts';
import type { Header } from '../../events/header.ts';
import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { FRONT_END } from '../../findings/testing/example-logs.ts';
import type { LogBuilder } from '../../findings/testing/log-builder.ts';
import { challenged } from '../../findings/testing/sign-in-logs.ts';
import { EVENT } from '../../protocol/settings/requests.ts';

export const DIRECTOR = FRONT_END;
export const HOME: SipEndpoint = {
  host: 'pool02.contoso.test',
  port: 5061,
  transport: 'tls',
  via: 'redirect',
};
export const HOME_PEER: Peer = { role: 'sip', host: HOME.host, port: HOME.port };
const WEB: Peer = { role: 'web', host: 'web.contoso.test', port: 443 };
const FLOW = 'home';

/** Proved to the first server, which sends the sign-in on. */
export function sentOn(contacts: Parameters<LogBuilder['redirect']>[1] = [HOME.host]): LogBuilder {
  const log = challenged();
  for (const step of ['connectivity', 'authentication'] as const) log.add('step.started', { step }, { step });
  log.add('step.finished', { step: 'connectivity' }, { step: 'connectivity' });
  log.choose('ntlm', [['ntlm', 'next-in-order']]).attempt(DIRECTOR, 'ntlm', {
    outcome: 'redirected',
    status: 301,
    act: (builder) => builder.password('sip', DIRECTOR.host, 'accepted'),
    after: (builder) => builder.signature(DIRECTOR, 'ntlm', null),
  });
  log.add('step.finished', { step: 'authentication' }, { step: 'authentication' });
  return log.redirect(DIRECTOR, contacts);
}

/** As far as the home server's challenge. */
export function atHome(): LogBuilder {
  return sentOn().inStep('redirection', (log) => {
    log.address(HOME.host, ['192.0.2.40']);
    const flow = log.tcp(HOME_PEER, '192.0.2.40');
    log.tls(flow, HOME_PEER, { problems: [] });
    log.target(HOME, 'reached').selected(HOME);
    const cause = log.register(flow, HOME_PEER);
    log.sipAnswer(flow, HOME_PEER, cause, 401, [['WWW-Authenticate', 'NTLM realm="x", targetname="fe11"']]);
  });
}

/** Signed in at the home server; the settings are begun. */
export function signedInAtHome(described: Partial<EventData<'registration.described'>> = {}): LogBuilder {
  return atHome()
    .inStep('redirection', (log) =>
      log
        .choose('ntlm', [['ntlm', 'next-in-order']])
        .signInWithNtlm(HOME)
        .described(described)
        .redirectionConcluded('arrived', { home: HOME, isFirstChoice: true }),
    )
    .settingsBegun();
}

/** A whole sign-in with a redirect: every way in which settings come, services, and out again. */
export function wholeLog(): readonly LoggedEvent[] {
  const log = signedInAtHome();
  const at = { step: 'settings', flow: FLOW } as const;
  const policies = subscribe(log, 'provisioning');
  const contacts = subscribe(log, 'contacts');
  const self = subscribe(log, 'self');
  const dialPlan = request(
    log,
    'SERVICE',
    'sip:bob@contoso.test;gruu;opaque=app:locationprofile:get;default',
    [],
  );
  const brought = respond(log, policies, 200, PIGGYBACK, '<provisionGroupList/>');
  log.add('settings.provisioning.read', { groups: [], omittedGroups: 0 }, { ...at, cause: brought });
  concluded(log, 'provisioning', brought);

  respond(log, contacts, 200);
  const notify = notification(log, 'NOTIFY', EVENT.contacts);
  log.add(
    'sip.response.sent',
    { peer: HOME_PEER, status: 200, reason: 'OK', headers: [], sizeBytes: 90 },
    { ...at, cause: notify },
  );
  log.add(
    'settings.contacts.read',
    {
      storage: 'server',
      ucsMode: null,
      contacts: 12,
      groups: [{ name: '~', contacts: 12 }],
      invalidUris: [],
      omitted: 0,
    },
    { ...at, cause: notify },
  );
  concluded(log, 'contacts', notify, { delivery: 'notify' });

  respond(log, self, 200);
  const benotify = notification(log, 'BENOTIFY', EVENT.self);
  log.add(
    'settings.self.read',
    {
      sections: [],
      availability: 3_500,
      telephonyMode: null,
      lines: [],
      emailAddresses: [],
      containers: 1,
      subscribers: 2,
      delegates: 0,
    },
    { ...at, cause: benotify },
  );
  concluded(log, 'self', benotify, { delivery: 'benotify' });

  const refused = respond(log, dialPlan, 404);
  concluded(log, 'location-profile', refused, { outcome: 'refused', status: 404, delivery: null });
  for (const kind of ['media-relay', 'conferencing', 'presence'] as const) {
    concluded(log, kind, undefined, {
      outcome: 'not-asked',
      detail: 'The server does not offer it.',
      delivery: null,
    });
  }
  probeServices(log);
  log.add('sip.keep-alive.sent', { peer: HOME_PEER, isAnswer: false }, at);
  const ended = respond(
    log,
    request(log, 'SUBSCRIBE', 'sip:fe11.contoso.test', [
      ['Event', EVENT.contacts],
      ['To', '<sip:bob@contoso.test>;tag=1'],
      ['Expires', '0'],
    ]),
    200,
  );
  log.add('settings.subscription.ended', { request: 'contacts', status: 200 }, { ...at, cause: ended });
  const left = respond(log, request(log, 'REGISTER', 'sip:contoso.test', [['Expires', '0']]), 200);
  log.add('authentication.withdrawn', { status: 200 }, { ...at, cause: left });
  return log.settingsEnded().finish();
}

/** One that is there, for two services, and one whose name does not exist. */
function probeServices(log: LogBuilder): void {
  log.inStep('settings', () => {
    log.address(WEB.host, ['192.0.2.50']).address('old.contoso.test', []);
    const flow = log.tcp(WEB, '192.0.2.50');
    log.tls(flow, WEB, { problems: [] });
    for (const label of ['Address book', 'Group expansion']) {
      log.add('settings.service.probed', { ...SERVICE, label }, { flow });
    }
    const gone = { ...SERVICE, host: 'old.contoso.test', outcome: 'unresolvable' } as const;
    log.add('settings.service.probed', { ...gone, label: 'Dial-in page' });
    log.add('settings.service.probed', { ...gone, label: 'Device updates' });
  });
}

const SERVICE: EventData<'settings.service.probed'> = {
  service: 'address-book',
  label: 'Address book',
  setting: 'absInternalServerUrl',
  url: 'https://web.contoso.test/abs/handler',
  side: 'internal',
  host: WEB.host,
  port: 443,
  outcome: 'reached',
  tookMs: 12,
};

const PIGGYBACK: Header[] = [
  ['ms-piggyback-cseq', '1'],
  ['subscription-state', 'terminated;expires=0'],
];

export function subscribe(log: LogBuilder, kind: keyof typeof EVENT): number {
  return request(log, 'SUBSCRIBE', 'sip:bob@contoso.test', [
    ['Event', EVENT[kind]],
    ['Supported', 'ms-piggyback-first-notify'],
  ]);
}

/** A request of ours at the home server. Returns its seq. */
export function request(log: LogBuilder, method: string, requestUri: string, headers: Header[]): number {
  const message = { peer: HOME_PEER, method, requestUri, headers, body: '', sizeBytes: 900 };
  return log.add('sip.request.sent', message, { step: 'settings', flow: FLOW });
}

/** The home server's answer, 20 ms later. Returns its seq. */
export function respond(
  log: LogBuilder,
  cause: number,
  status: number,
  headers: Header[] = [],
  body = '',
): number {
  log.wait(20);
  const reason = status === 200 ? 'OK' : status === 404 ? 'Not Found' : '';
  const message = { peer: HOME_PEER, status, reason, headers, body, sizeBytes: 400, tookMs: 20 };
  return log.add('sip.response.received', message, { step: 'settings', flow: FLOW, cause });
}

/** What the home server says of its own accord. Returns its seq. */
export function notification(log: LogBuilder, method: string, event: string, body = '<x/>'): number {
  const headers: Header[] = [
    ['Event', event],
    ['subscription-state', 'active;expires=3600'],
  ];
  const message = { peer: HOME_PEER, method, requestUri: 'sip:bob@192.0.2.9', headers, body, sizeBytes: 700 };
  return log.add('sip.request.received', message, { step: 'settings', flow: FLOW });
}

export function concluded(
  log: LogBuilder,
  kind: SettingsRequestKind,
  cause?: number,
  changes: Partial<EventData<'settings.request.concluded'>> = {},
): void {
  log.add(
    'settings.request.concluded',
    {
      request: kind,
      pool: null,
      outcome: 'received',
      status: cause === undefined ? null : 200,
      detail: null,
      delivery: 'piggyback',
      bodyBytes: 900,
      tookMs: 20,
      ...changes,
    },
    cause === undefined ? { step: 'settings' } : { step: 'settings', cause },
  );
}
