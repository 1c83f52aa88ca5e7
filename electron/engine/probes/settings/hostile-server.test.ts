import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import { firstHeader, type SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { createLoopbackServers, type LoopbackServers } from '../connectivity/fixtures/loopback-server.ts';
import { conclusionOf, conclusions, registeredAt, waitFor } from './testing/registered-session.ts';
import {
  healthyBody,
  NO_BODY,
  notification,
  provisioningWith,
  response,
  textBody,
  topicOf,
  vector,
  type SettingsServer,
  type SettingsTopic,
} from './testing/settings-server.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

type Script = (server: SettingsServer, request: SipRequest) => void;

/** Healthy in everything but one. */
function but(topic: SettingsTopic, script: Script): Script {
  return (server, request) => {
    if (topicOf(request) === topic && firstHeader(request, 'CSeq') === `1 ${request.method}`)
      script(server, request);
    else server.answer(request);
  };
}

describe('data that are awaited', () => {
  it('are waited for after a notification that has nothing to say yet', async () => {
    let asked: SipRequest | undefined;
    const script = but('provisioning', (at, request) => {
      at.reply(request, 200);
      asked = request;
    });
    const { load, server, probe } = await registeredAt(servers, script);
    const loading = load();
    const isAnswered = (): boolean => eventsOf(probe.events, 'settings.self.read').length === 1;
    await waitFor(() => isAnswered() && asked !== undefined);
    if (asked === undefined) throw new Error('not asked');
    server.notify(asked, NO_BODY, 'NOTIFY', 'pending');
    await waitFor(() => server.answers.length === 1);
    server.notify(asked, healthyBody('provisioning'));
    await loading;

    expect(conclusions(probe.events)).toContain('provisioning received 200 notify');
  });

  it('are heard behind a flood of others, which is cut off', async () => {
    const script = but('provisioning', (at, request) => {
      at.reply(request, 200);
      const other = { ...request, headers: request.headers.filter(({ name }) => name !== 'Call-ID') };
      for (let i = 0; i < 200; i++) at.notify(other, NO_BODY);
      // Of those that leave it waiting no more are heard either.
      for (let i = 0; i < 40; i++) at.notify(request, NO_BODY);
      at.notify(request, healthyBody('provisioning'));
    });
    const { load, probe } = await registeredAt(servers, script);
    await load();

    expect(conclusions(probe.events)).toContain('provisioning received 200 notify');
    expect(eventsOf(probe.events, 'sip.request.received')).toHaveLength(91);
    expect(eventsOf(probe.events, 'limit.exceeded').map(({ data }) => data.what)).toEqual([
      'requests from the server',
    ]);
  });
});

it.each([
  'evil host',
  'a:b',
  '[::1',
  '::1%eth0',
  '256.256.256.256',
  'user:word@h.contoso.test/path',
  'x'.repeat(4_000),
])('a media relay that is no host is told as one that has no address: %#', async (host) => {
  const text = vector('mras-response.xml').replace(/(<hostName>)[^<]*/, `$1${host}`);
  const answer = textBody('application/msrtc-media-relay-auth+xml', text);
  const { load, probe } = await registeredAt(
    servers,
    but('media-relay', (at, request) => at.reply(request, 200, answer)),
    { plan: { connectTo: [{ fromHost: 'h.contoso.test', fromPort: 80, toHost: '127.0.0.1', toPort: 9 }] } },
  );
  await load();

  expect(conclusions(probe.events)).toContain('media-relay received 200 answer');
  expect(eventsOf(probe.events, 'settings.service.probed').map(({ data }) => data.outcome)).toEqual([
    'unresolvable',
  ]);
  expect(
    eventsOf(probe.events, 'tcp.connect.started').filter(({ data }) => data.peer.role !== 'sip'),
  ).toEqual([]);
});

it.each([
  'sip:x@y&#13;&#10;Evil: 1',
  'sip:x@y%0d%0aEvil: 1',
  'sip:x@y>;tag=1',
  'https://x.contoso.test/',
  'javascript:1',
  `sip:${'a'.repeat(10_000)}@y`,
])('a service at %# is not asked', async (uri) => {
  const settings = provisioningWith(`<mrasUri>${uri}</mrasUri><focusFactoryUri>${uri}</focusFactoryUri>`);
  const { load, probe } = await registeredAt(
    servers,
    but('provisioning', (at, request) => at.reply(request, 200, textBody('text/xml', settings))),
  );
  await load();

  expect(conclusions(probe.events)).toEqual(
    expect.arrayContaining(['media-relay not-asked', 'conferencing not-asked']),
  );
});

it.each([302, 401, 407, 420, 489])('%i is told, and asked no second time', async (status) => {
  const challenge = [{ name: 'WWW-Authenticate', value: 'NTLM realm="x", targetname="y", version=4' }];
  const { load, server, probe } = await registeredAt(servers, (at, request) =>
    at.reply(request, status, NO_BODY, challenge),
  );
  await load();

  expect(server.requests).toHaveLength(4);
  expect(conclusions(probe.events).filter((one) => one.includes('refused'))).toHaveLength(4);
});

describe('credentials of the media relay', () => {
  const TEXT = vector('mras-response.xml');
  const TYPE = 'application/msrtc-media-relay-auth+xml';
  const SECRETS = /FiLXVzZXJu|FiLXBhc3N3/;
  const from = (at: SettingsServer, request: SipRequest, mark: string): void => {
    const cut = TEXT.indexOf(mark);
    at.say(response(request, 200, textBody(TYPE, TEXT.slice(0, cut))));
    at.write(TEXT.slice(cut));
  };

  it.each<[string, Script]>([
    ['behind the length that the answer states', (at, request) => from(at, request, '<password>')],
    ['from the middle of an element on', (at, request) => from(at, request, 'GFiLXBhc3N3')],
    [
      'behind the length, in a line that never ends',
      (at, request) => {
        const cut = TEXT.indexOf('<username>');
        at.say(response(request, 200, textBody(TYPE, TEXT.slice(0, cut))));
        at.write(TEXT.slice(cut).replaceAll('\n', ' '));
      },
    ],
    [
      'in a tag of broken XML',
      (at, request) =>
        at.reply(request, 200, textBody(TYPE, TEXT.replace('<password>', '<').replace('<username>', '<'))),
    ],
    [
      'in a piece of the document, under another type',
      (at, request) =>
        at.reply(
          request,
          200,
          textBody('text/xml', TEXT.slice(TEXT.indexOf('<username>'), TEXT.indexOf('</credentialsR'))),
        ),
    ],
    [
      'in a notification of something else',
      (at, request) => at.say(notification(request, textBody('text/plain', TEXT))),
    ],
  ])('never reach the log: %s', async (_, script) => {
    // Something still waits for its answer, and tells what came instead.
    const rest = but('media-relay', script);
    const { load, probe } = await registeredAt(
      servers,
      (at, request) => (topicOf(request) === 'conferencing' ? undefined : rest(at, request)),
      { limits: { sipTransactionMs: 300 } },
    );
    await load();

    expect(conclusionOf(probe.events, 'media-relay')?.data.outcome).not.toBe('received');
    expect(JSON.stringify(probe.events)).not.toMatch(SECRETS);
    expect(JSON.stringify(probe.events)).toContain('[withheld, ');
  });
});
