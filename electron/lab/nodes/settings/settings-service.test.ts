import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SettingsFault } from './settings-fault.ts';
import {
  textOf,
  valuesOf,
  visitSettings,
  type Asked,
  type Visit,
  type VisitOptions,
} from './testing/ask-settings.ts';

// The requests are written out here, as a client's come off the wire.

const SELF = 'sip:bob@contoso.test';
const BOTH_WAYS = [
  { name: 'Supported', value: 'ms-benotify' },
  { name: 'Proxy-Require', value: 'ms-benotify' },
  { name: 'Supported', value: 'ms-piggyback-first-notify' },
];

function subscribe(event: string, type: string, more: Partial<Asked> = {}): Asked {
  const { headers = [], ...rest } = more;
  const usual = [{ name: 'Event', value: event }, { name: 'Accept', value: type }, ...BOTH_WAYS];
  const kept = usual.filter(({ name }) => name === 'Supported' || !headers.some((one) => one.name === name));
  return { method: 'SUBSCRIBE', target: SELF, headers: [...kept, ...headers], ...rest };
}

const PROVISIONING_TYPE = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
const GROUPS =
  '<provisioningGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist">' +
  '<provisioningGroup name="ucPolicy"/><provisioningGroup name="teamsUpgrade"/></provisioningGroupList>';
const contentType = (value: string): { name: string; value: string } => ({ name: 'Content-Type', value });

const contacts = (more: Partial<Asked> = {}): Asked =>
  subscribe('vnd-microsoft-roaming-contacts', 'application/vnd-microsoft-roaming-contacts+xml', more);
const provisioning = ({ headers = [], ...more }: Partial<Asked> = {}): Asked =>
  subscribe('vnd-microsoft-provisioning-v2', PROVISIONING_TYPE, {
    headers: [
      ...(headers.some(({ name }) => name === 'Content-Type') ? [] : [contentType(PROVISIONING_TYPE)]),
      { name: 'Expires', value: '0' },
      ...headers,
    ],
    body: GROUPS,
    ...more,
  });
const self = (): Asked =>
  subscribe('vnd-microsoft-roaming-self', 'application/vnd-microsoft-roaming-self+xml', {
    headers: [contentType('application/vnd-microsoft-roaming-self+xml')],
    body: '<roamingList xmlns="http://schemas.microsoft.com/2006/09/sip/roaming-self"><roaming type="containers"/></roamingList>',
  });

function batchOf(...uris: readonly string[]): string {
  return (
    '<batchSub xmlns="http://schemas.microsoft.com/2006/01/sip/batch-subscribe" uri="sip:bob@contoso.test" name="">' +
    `<action name="subscribe" id="9"><adhocList>${uris.map((uri) => `<resource uri="${uri}"/>`).join('')}</adhocList>` +
    '<categoryList xmlns="http://schemas.microsoft.com/2006/09/sip/categorylist"><category name="state"/></categoryList>' +
    '</action></batchSub>'
  );
}
const presence = (body: string, more: Partial<Asked> = {}): Asked =>
  subscribe('presence', 'application/msrtc-event-categories+xml, application/rlmi+xml, multipart/related', {
    headers: [
      contentType('application/msrtc-adrl-categorylist+xml'),
      { name: 'Require', value: 'adhoclist, categoryList' },
    ],
    body,
    ...more,
  });

const service = (target: string, type: string, body: string): Asked => ({
  method: 'SERVICE',
  target,
  headers: [contentType(type)],
  body,
});
const locationProfile = (parameters: string, address = SELF): Asked => ({
  method: 'SERVICE',
  target: `${address};gruu;opaque=app:locationprofile:get${parameters}`,
});

/** Status, or what else became of it. */
function outcomeOf(asked: Asked, options: VisitOptions = {}): number | 'silence' | 'dropped' | 'not taken' {
  const answer = visitSettings(options).ask(asked);
  if (answer === null) return 'not taken';
  if (answer.dropsConnection) return 'dropped';
  return answer.response?.status ?? 'silence';
}

describe('refusals', () => {
  const to = (value: string): Partial<Asked> => ({ headers: [{ name: 'To', value }] });
  const wrongAccept = { headers: [{ name: 'Accept', value: 'application/pidf+xml' }] };
  test.each<[string, Asked, number]>([
    ['an address of nobody', contacts(to('<sip:nobody@contoso.test>')), 404],
    ['the contacts of somebody else', contacts(to('<sip:alice@contoso.test>')), 404],
    ['the dial plan of somebody else', locationProfile(';default', 'sip:alice@contoso.test'), 404],
    ['a dial plan that there is not', locationProfile(';phone-context=Mars'), 404],
    ['a dial plan without a word which', locationProfile(''), 485],
    ['provisioning in another type', provisioning(wrongAccept), 406],
    ['contacts in another type', contacts(wrongAccept), 406],
    ['provisioning with a body of another type', provisioning({ headers: [contentType('text/xml')] }), 415],
    ['provisioning without a body', provisioning({ body: '' }), 400],
    ['an unknown event', subscribe('dialog', '*/*'), 489],
    ['an extension that nobody knows', contacts({ headers: [{ name: 'Require', value: 'path' }] }), 420],
    [
      'any extension for provisioning',
      provisioning({ headers: [{ name: 'Require', value: 'adhoclist' }] }),
      420,
    ],
    ['a batch that is no XML', presence('<batchSub'), 400],
    ['a batch of nobody', presence(batchOf()), 400],
    ['a batch with one address that is none', presence(batchOf('sip:alice@contoso.test', 'sip:al ice')), 400],
    [
      'the presence of nobody',
      presence(batchOf('sip:x@contoso.test'), { target: 'sip:x@contoso.test' }),
      404,
    ],
    ['a media relay of another pool', service('sip:p@contoso.test;gruu;opaque=srvr:MRAS:x', 'a/b', ''), 404],
    ['an end of what never began', contacts(to('<sip:bob@contoso.test>;tag=1')), 481],
  ])('%s', (_, asked, status) => {
    const { response } = visitSettings().answerTo(asked);
    expect(response?.status).toBe(status);
    expect(valuesOf(response, 'ms-diagnostics')[0]).toMatch(
      /^\d+;reason="[^"]+";source="pool02\.contoso\.test"$/,
    );
  });

  test('name what would be right', () => {
    const unknown = visitSettings().answerTo(subscribe('dialog', '*/*'));
    const extension = visitSettings().answerTo(
      contacts({ headers: [{ name: 'Require', value: 'path, x' }] }),
    );
    expect(valuesOf(unknown.response, 'Allow-Events')[0]).toContain('vnd-microsoft-provisioning-v2');
    expect(valuesOf(extension.response, 'Unsupported')).toEqual(['path, x']);
  });

  test('keep the name of the server from those outside', () => {
    const { response } = visitSettings({ isRemote: true }).answerTo(locationProfile(''));
    expect(valuesOf(response, 'ms-diagnostics')).toEqual([]);
    expect(valuesOf(response, 'ms-diagnostics-public')[0]).not.toContain('pool02');
  });

  test.each<[string, Asked]>([
    ['a call', { method: 'INVITE', target: SELF }],
    ['a service of somebody else', service(SELF, 'application/SOAP+xml', '<x/>')],
  ])('are not made of what is none of its requests: %s', (_, asked) => {
    expect(visitSettings().ask(asked)).toBeNull();
  });
});

describe('what comes of a request', () => {
  test('provisioning has the known ones of the groups that are asked for, and makes no dialog', () => {
    const visit = visitSettings();
    const { response } = visit.answerTo(provisioning());
    expect(textOf(response)).toMatch(/^<provisionGroupList [^>]+><provisionGroup name="ucPolicy">/);
    expect(textOf(response).match(/<provisionGroup /g)).toHaveLength(1);
    expect([valuesOf(response, 'Expires'), valuesOf(response, 'subscription-state')]).toEqual([
      ['0'],
      ['terminated;expires=0'],
    ]);
    expect(visit.service.subscriptions()).toEqual([]);
  });

  test('a blank line stands in front of every boundary', () => {
    const { response } = visitSettings().answerTo(
      presence(batchOf('sip:alice@contoso.test', 'sip:x@y.test')),
    );
    const [, boundary = ''] = /boundary=(\w+)/.exec(valuesOf(response, 'Content-Type')[0] ?? '') ?? [];
    const behindParts = textOf(response).split(`--${boundary}`).slice(1, -1);
    expect(behindParts).toHaveLength(2);
    expect(behindParts.every((part) => part.endsWith('>\r\n\r\n'))).toBe(true);
  });

  test('the presence of one person may be asked of that person', () => {
    const target = 'sip:alice@contoso.test';
    const { response } = visitSettings().answerTo(presence(batchOf(target), { target }));
    expect(valuesOf(response, 'Content-Type')).toEqual(['application/msrtc-event-categories+xml']);
    expect(outcomeOf(presence(batchOf('sip:erin@contoso.test'), { target }))).toBe(400);
  });

  test.each(['vnd-microsoft-roaming-ACL', 'presence.wpending', 'vnd-microsoft-provisioning'])(
    'the older event %s, which the registrar announces, is answered',
    (event) => {
      expect(outcomeOf(subscribe(event, '*/*'))).toBe(200);
    },
  );

  test('a publication is taken', () => {
    const publish = (uri: string): Asked =>
      service(
        SELF,
        'application/msrtc-category-publish+xml',
        `<publish><publications uri="${uri}"/></publish>`,
      );
    expect([outcomeOf(publish(SELF)), outcomeOf(publish('sip:alice@contoso.test'))]).toEqual([200, 404]);
  });

  test.each([
    ['1.0', SELF, 'OK'],
    ['2.0', SELF, 'Not Supported'],
    ['1.0', 'sip:alice@contoso.test', 'Forbidden'],
  ])(
    'the media relay tells inside of a 200 what it thinks of version %s from %s',
    (version, from, reason) => {
      const visit = visitSettings();
      const all = provisioning({ body: GROUPS.replace('ucPolicy', 'ServerConfiguration') });
      const [, uri = ''] = /<mrasUri>([^<]+)</.exec(textOf(visit.answerTo(all).response)) ?? [];
      const body =
        `<request xmlns="http://schemas.microsoft.com/2006/09/sip/mrasp" requestID="7" version="${version}" from="${from}" to="${uri}">` +
        `<credentialsRequest credentialsRequestID="8"><identity>${from}</identity><location>internet</location>` +
        '<duration>480</duration></credentialsRequest></request>';
      const { response } = visit.answerTo(service(uri, 'application/msrtc-media-relay-auth+xml', body));
      expect(response?.status).toBe(200);
      expect(textOf(response)).toContain(`reasonPhrase="${reason}"`);
      expect(textOf(response).includes('<password>')).toBe(reason === 'OK');
    },
  );

  test.each([
    ['1', SELF, '<getConferencingCapabilities/>', 'success'],
    ['9', SELF, '<getConferencingCapabilities/>', 'notSupported'],
    ['1', 'sip:alice@contoso.test', '<getConferencingCapabilities/>', 'unauthorized'],
    ['1', SELF, '<addConference/>', 'notSupported'],
  ])('the focus factory says of C3P %s from %s with %s: %s (%#)', (version, from, asked, code) => {
    const uri = `${SELF};gruu;opaque=app:conf:focusfactory`;
    const body = `<request xmlns="urn:ietf:params:xml:ns:cccp" C3PVersion="${version}" from="${from}" to="${uri}" requestId="1">${asked}</request>`;
    const { response } = visitSettings().answerTo(service(uri, 'application/cccp+xml', body));
    expect([response?.status, textOf(response).includes(`code="${code}"`)]).toEqual([200, true]);
  });
});

describe('delivery', () => {
  const plain = { headers: [{ name: 'Supported', value: 'x' }] };
  const nothingOffered: Asked = {
    ...contacts(),
    headers: [{ name: 'Event', value: 'vnd-microsoft-roaming-contacts' }, ...plain.headers],
  };
  test.each<[string, Asked, VisitOptions['delivery'], readonly string[]]>([
    ['in the answer', contacts(), 'piggyback', ['piggyback']],
    ['later, where the client cannot have it in the answer', nothingOffered, 'piggyback', ['NOTIFY']],
    ['later', contacts(), 'notify', ['NOTIFY']],
    ['later, without an answer to it', contacts(), 'benotify', ['BENOTIFY']],
    ['later, where the client must answer', nothingOffered, 'benotify', ['NOTIFY']],
  ])('%s', (_, asked, delivery = 'piggyback', expected) => {
    const { response, notifications } = visitSettings({ delivery, notifyDelayMs: 700 }).answerTo(asked);
    const isPiggyback = valuesOf(response, 'ms-piggyback-cseq').length > 0;
    expect([...(isPiggyback ? ['piggyback'] : []), ...notifications.map(({ method }) => method)]).toEqual(
      expected,
    );
    const [carrier] = isPiggyback ? [response] : notifications;
    expect(textOf(carrier)).toContain('<contactList');
    expect([valuesOf(carrier, 'Event'), valuesOf(carrier, 'subscription-state')]).toEqual([
      ['vnd-microsoft-roaming-contacts'],
      ['active;expires=28800'],
    ]);
    expect(notifications.every(({ afterMs }) => afterMs === 700)).toBe(true);
    expect([response?.status, response?.body.length === 0]).toEqual([200, !isPiggyback]);
  });

  test('of provisioning by NOTIFY ends with it', () => {
    const { notifications } = visitSettings({ delivery: 'notify' }).answerTo(provisioning());
    expect(notifications.map((one) => valuesOf(one, 'subscription-state'))).toEqual([
      ['terminated;expires=0'],
    ]);
  });
});

describe('subscriptions', () => {
  const inDialog = (expires: string): Asked =>
    contacts({
      headers: [
        { name: 'To', value: '<sip:bob@contoso.test>;tag=77' },
        { name: 'Expires', value: expires },
      ],
    });
  const events = ({ service: visited }: Visit): readonly string[] =>
    visited.subscriptions().map(({ event }) => event);

  test('last until they are ended', () => {
    const visit = visitSettings();
    visit.answerTo(contacts());
    expect(visit.service.subscriptions()).toEqual([
      { address: 'bob@contoso.test', epid: '8248ca9ebb', event: 'vnd-microsoft-roaming-contacts' },
    ]);
    expect(valuesOf(visit.answerTo(inDialog('600')).response, 'ms-piggyback-cseq')).toEqual(['2']);
    const { response, notifications } = visit.answerTo(inDialog('0'));
    expect([
      response?.status,
      response?.body.length,
      valuesOf(response, 'subscription-state'),
      notifications,
    ]).toEqual([200, 0, ['terminated;expires=0'], []]);
    expect(events(visit)).toEqual([]);
    expect(visit.answerTo(inDialog('0')).response?.status).toBe(481);
  });

  test('are not made by who asks once', () => {
    const visit = visitSettings();
    const { response } = visit.answerTo(contacts({ headers: [{ name: 'Expires', value: '0' }] }));
    expect([textOf(response).length > 0, valuesOf(response, 'subscription-state'), events(visit)]).toEqual([
      true,
      ['terminated;expires=0'],
      [],
    ]);
  });

  test('go with the endpoint, and with no other', () => {
    const visit = visitSettings();
    visit.answerTo(contacts());
    visit.service.forget('bob@contoso.test', 'aaaaaaaaaa');
    expect(events(visit)).toHaveLength(1);
    visit.service.forget('BOB@contoso.test', '8248ca9ebb');
    expect(events(visit)).toEqual([]);
  });

  test('are bounded: a client chooses the Call-IDs', () => {
    const visit = visitSettings();
    for (let id = 0; id < 1_100; id += 1) {
      visit.answerTo(contacts({ headers: [{ name: 'Call-ID', value: `c${id}` }] }));
    }
    expect(events(visit)).toHaveLength(1_000);
  });
});

describe('faults', () => {
  const one = presence(batchOf('sip:alice@contoso.test'));
  test.each<[SettingsFault, readonly (readonly [Asked, ReturnType<typeof outcomeOf>])[]]>([
    ['location-profile-404', [[locationProfile(';default'), 404]]],
    [
      'contacts-503',
      [
        [contacts(), 503],
        [self(), 200],
      ],
    ],
    [
      'provisioning-403',
      [
        [provisioning(), 403],
        [contacts(), 200],
      ],
    ],
    [
      'provisioning-timeout',
      [
        [provisioning(), 'silence'],
        [contacts(), 200],
      ],
    ],
    [
      'presence-489',
      [
        [one, 489],
        [contacts(), 200],
      ],
    ],
    [
      'user-services-unavailable',
      [
        [contacts(), 503],
        [self(), 503],
        [one, 503],
        [provisioning(), 200],
      ],
    ],
  ])('%s', (fault, expected) => {
    expect(expected.map(([asked]) => outcomeOf(asked, { faults: [fault] }))).toEqual(
      expected.map(([, outcome]) => outcome),
    );
  });

  test.each<SettingsFault>(['contacts-503', 'user-services-unavailable'])(
    '%s says when to come back',
    (fault) => {
      const { response } = visitSettings({ faults: [fault] }).answerTo(contacts());
      expect(valuesOf(response, 'Retry-After')[0]).toMatch(/^\d+$/);
    },
  );

  test('location-profile-garbage is a web page that says it is a profile', () => {
    const { response } = visitSettings({ faults: ['location-profile-garbage'] }).answerTo(
      locationProfile(';default'),
    );
    expect([response?.status, valuesOf(response, 'Content-Type'), textOf(response).slice(0, 15)]).toEqual([
      200,
      ['application/ms-location-profile-definition+xml'],
      '<!DOCTYPE html>',
    ]);
  });

  test('dropped-mid-settings ends the connection at the second request, each time', () => {
    const visit = visitSettings({ faults: ['dropped-mid-settings'] });
    const drops = [0, 1, 2, 3].map(() => visit.answerTo(contacts()).dropsConnection);
    expect(drops).toEqual([false, true, false, true]);
    visit.answerTo(contacts());
    visit.service.forget(visit.address, '8248ca9ebb');
    expect(visit.answerTo(contacts()).dropsConnection).toBe(false);
  });
});

test('whatever the body is, there is an answer', () => {
  const visit = visitSettings();
  const asks = [
    provisioning(),
    self(),
    presence(''),
    service(SELF, 'application/msrtc-category-publish+xml', ''),
    service(`${SELF};gruu;opaque=app:conf:focusfactory`, 'application/cccp+xml', ''),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...asks),
      fc.oneof(
        fc.uint8Array(),
        fc.string().map((text) => new TextEncoder().encode(`<${text}`)),
      ),
      (asked, body) => {
        expect(visit.answerTo({ ...asked, body }).response?.status).toBe(400);
      },
    ),
  );
});
