import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import { firstHeader, type SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { createVirtualClock } from '../../testing/virtual-clock.ts';
import { createLoopbackServers, type LoopbackServers } from '../connectivity/fixtures/loopback-server.ts';
import { conclusionOf, conclusions, registeredAt, waitFor } from './testing/registered-session.ts';
import {
  healthyBody,
  notification,
  response,
  textBody,
  topicOf,
  type SettingsServer,
} from './testing/settings-server.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

/** Answers the contacts only, and then does something else. */
function afterContacts(act: (server: SettingsServer, request: SipRequest) => void) {
  return (server: SettingsServer, request: SipRequest): void => {
    if (topicOf(request) === 'contacts') server.answer(request);
    if (topicOf(request) === 'location-profile') act(server, request);
  };
}

const ALL_CLOSED = [
  'conferencing closed',
  'contacts received 200 piggyback',
  'location-profile closed',
  'media-relay closed',
  'presence closed',
  'provisioning closed',
  'self closed',
];

test.each([
  ['between two messages', (server: SettingsServer) => server.hangUp()],
  [
    'in the middle of one',
    (server: SettingsServer, request: SipRequest) => {
      server.write(Buffer.from(`SIP/2.0 200 OK\r\nCall-ID: ${firstHeader(request, 'Call-ID') ?? ''}\r\n`));
      server.hangUp();
    },
  ],
] as const)('a connection that ends %s ends everything at once', async (_, act) => {
  const { load, probe } = await registeredAt(servers, afterContacts(act));
  await load();

  // Presence was asked for, or not any more: it depends on how the bytes came.
  expect([...conclusions(probe.events)].sort()).toEqual(ALL_CLOSED);
  expect(conclusionOf(probe.events, 'provisioning')?.data.detail).toBe('The connection was lost.');
  expect(eventsOf(probe.events, 'connection.closed').map(({ data }) => data.by)).toEqual(['peer']);
  expect(eventsOf(probe.events, 'sip.message.rejected').length).toBe(_ === 'in the middle of one' ? 1 : 0);
  expect(eventsOf(probe.events, 'settings.subscription.ended')).toEqual([]);
});

test('what is no SIP ends everything, and is told once', async () => {
  const { load, probe } = await registeredAt(
    servers,
    afterContacts((server) => server.write('HTTP/1.1 400 No\r\n\r\n')),
  );
  await load();

  expect([...conclusions(probe.events)].sort()).toEqual(ALL_CLOSED);
  expect(eventsOf(probe.events, 'sip.message.rejected').map(({ data }) => data.looksLike)).toEqual(['http']);
  expect(eventsOf(probe.events, 'connection.closed').map(({ data }) => data.by)).toEqual(['us']);
});

test('data that came before the end count, answered or not', async () => {
  const { load, probe } = await registeredAt(servers, (server, request) => {
    if (topicOf(request) === 'self') server.notify(request, healthyBody('self'));
    if (topicOf(request) === 'location-profile') server.hangUp();
  });
  await load();

  expect(conclusions(probe.events)).toContain('self received notify');
});

test('a registration that is taken back ends everything, and is confirmed', async () => {
  const { load, server, probe } = await registeredAt(
    servers,
    afterContacts((at, request) => {
      const notify = notification(
        request,
        textBody('text/registration-event', 'deregistered;event=rejected'),
      );
      const headers = notify.headers.map((header) =>
        header.name === 'Event' ? { ...header, value: 'registration-notify' } : header,
      );
      at.say({ ...notify, headers });
    }),
  );
  await load();

  expect([...conclusions(probe.events)].sort()).toEqual(ALL_CLOSED);
  expect(conclusionOf(probe.events, 'provisioning')?.data.detail).toBe(
    'The registrar ended the registration (rejected).',
  );
  const [deregistered] = eventsOf(probe.events, 'registration.deregistered');
  expect(deregistered?.data).toEqual({ event: 'rejected', preferredRegistrar: null });
  expect(eventsOf(probe.events, 'sip.response.sent')[0]).toMatchObject({
    cause: deregistered?.cause,
    data: { status: 200 },
  });
  await waitFor(() => server.answers.length === 1);
  expect(eventsOf(probe.events, 'settings.subscription.ended')).toEqual([]);
});

test('a cancelled run ends at once, without a word more', async () => {
  const { load, server, probe } = await registeredAt(servers, () => undefined);
  const loading = load();
  await waitFor(() => server.requests.length === 4);
  probe.cancel();
  const told = probe.events.length;
  await loading;

  expect(eventsOf(probe.events, 'sip.transaction.failed').map(({ data }) => data.failure)).toEqual(
    Array(4).fill('cancelled'),
  );
  // The connection was the test's own to close.
  expect(probe.events.slice(told)).toEqual([]);
  expect(conclusions(probe.events)).toEqual([]);
});

test('a run that was cancelled before asks for nothing', async () => {
  const { load, server, probe } = await registeredAt(servers, () => undefined);
  probe.cancel();
  await load();

  expect(server.requests).toEqual([]);
});

test('an end of a subscription that nobody confirms is waited for only shortly', async () => {
  const clock = createVirtualClock();
  const answer = (server: SettingsServer, request: SipRequest): void => {
    if (firstHeader(request, 'CSeq') === '1 SUBSCRIBE' || request.method === 'SERVICE')
      server.answer(request);
  };
  const { load, server, probe } = await registeredAt(servers, answer, { ports: { clock } });
  const loading = load();
  await waitFor(
    () => server.requests.filter((request) => firstHeader(request, 'CSeq') === '2 SUBSCRIBE').length === 3,
  );
  await clock.advance(1_000);
  await loading;

  expect(eventsOf(probe.events, 'settings.subscription.ended').map(({ data }) => data.status)).toEqual([
    null,
    null,
    null,
  ]);
});

it.each([
  ['OPTIONS', 200],
  ['INVITE', 480],
  ['MESSAGE', 480],
  ['BYE', 481],
  ['PUBLISH', 405],
])('%s of the server is answered by %i, signed', async (method, status) => {
  const { load, server, probe } = await registeredAt(servers, (at, request) => {
    if (topicOf(request) === 'self' && firstHeader(request, 'CSeq') === '1 SUBSCRIBE') {
      const asked = notification(request, { type: null, bytes: new Uint8Array(0) }, method);
      at.say({ ...asked, headers: asked.headers.filter(({ name }) => name !== 'Event') });
    }
    at.answer(request);
  });
  await load();

  expect(server.answers.map((answer) => answer.status)).toEqual([status]);
  expect(server.signatures.every(Boolean)).toBe(true);
  expect(eventsOf(probe.events, 'sip.response.sent').map(({ data }) => data.status)).toEqual([status]);
  const allow = server.answers.map((answer) => firstHeader(answer, 'Allow'));
  if (method === 'OPTIONS') expect(allow).toEqual(['NOTIFY, BENOTIFY, OPTIONS']);
});

test('an answer to a request that is through is told once, and is no harm to the others', async () => {
  const { load, probe } = await registeredAt(servers, (server, request) => {
    server.answer(request);
    if (topicOf(request) === 'self')
      for (let i = 0; i < 60; i++) server.say(response(request, 200, healthyBody('self')));
  });
  await load();

  expect(conclusions(probe.events)).toHaveLength(7);
  expect(conclusions(probe.events).some((one) => one.includes('no-answer'))).toBe(false);
  expect(eventsOf(probe.events, 'sip.message.rejected')).toHaveLength(50);
});
