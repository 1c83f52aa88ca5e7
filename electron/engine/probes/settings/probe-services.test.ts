import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { ProxyChoice } from '../../ports.ts';
import {
  createLoopbackServers,
  GOOD,
  type LoopbackServers,
} from '../connectivity/fixtures/loopback-server.ts';
import { registeredAt, waitFor, type SessionSettings } from './testing/registered-session.ts';
import { provisioningWith, textBody, topicOf } from './testing/settings-server.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

/** A session whose provisioning names these addresses, places being where connect-to leads. */
async function sessionWith(
  settings: Readonly<Record<string, string>>,
  places: Readonly<Record<string, number>>,
  more: SessionSettings = {},
) {
  const connectTo = Object.entries(places).map(([from, toPort]) => {
    const [fromHost = '', fromPort] = from.split(' ');
    return { fromHost, fromPort: Number(fromPort), toHost: '127.0.0.1', toPort };
  });
  const text = Object.entries(settings).map(([name, value]) => `<${name}>${value}</${name}>`);
  return registeredAt(
    servers,
    (server, request) => {
      if (topicOf(request) === 'provisioning')
        server.reply(request, 200, textBody('text/xml', provisioningWith(text.join(''))));
      else server.answer(request);
    },
    { ...more, plan: { connectTo } },
  );
}

async function outcomesOf(...input: Parameters<typeof sessionWith>) {
  const { load, probe } = await sessionWith(...input);
  await load();
  const probed = eventsOf(probe.events, 'settings.service.probed');
  return { probe, outcomes: Object.fromEntries(probed.map(({ data }) => [data.setting, data.outcome])) };
}

test('every server address of our side is tried as far as TLS, and nothing is said over it', async () => {
  const said: number[] = [];
  const good = await servers.tls(GOOD, (socket) =>
    socket.on('data', (bytes: Buffer) => said.push(bytes.length)),
  );
  const plain = await servers.tcp((socket) => socket.on('data', (bytes) => said.push(bytes.length)));
  const noTls = await servers.tcp((socket) => socket.write('220 mail\r\n'));
  const { probe, outcomes } = await outcomesOf(
    {
      absInternalServerUrl: 'https://fe01.contoso.test/abs/handler',
      absExternalServerUrl: 'https://outside.contoso.test/abs/handler',
      abwqInternalUrl: 'https://fe01.contoso.test/groupexpansion/service.svc',
      absWebServiceEnabled: 'true',
      dlxInternalUrl: 'https://wrong-name.contoso.test/x',
      dlxEnabled: 'true',
      cwaInternalUri: 'http://fe01.contoso.test/dialin',
      lisInternalUrl: 'https://fe01.contoso.test:444/lis',
      helpdeskInternalUrl: 'https://nowhere.contoso.test/',
      consoleDownloadExternalUrl: 'https://only-outside.contoso.test/',
      updatesServerInternalUrl: 'https://switched-off.contoso.test/',
      updatesServerEnabled: 'false',
      responseGroupServiceInternalURL: 'not an address',
      tabInternalUrl: 'https://webdir.online.lync.com/',
    },
    {
      'fe01.contoso.test 443': good,
      'wrong-name.contoso.test 443': good,
      'fe01.contoso.test 80': plain,
      'fe01.contoso.test 444': noTls,
    },
  );

  expect(outcomes).toEqual({
    absInternalServerUrl: 'reached',
    abwqInternalUrl: 'reached',
    dlxInternalUrl: 'untrusted',
    cwaInternalUri: 'reached',
    lisInternalUrl: 'tls-failed',
    helpdeskInternalUrl: 'unresolvable',
  });
  // Two addresses at one place are one probe.
  const toWeb = eventsOf(probe.events, 'tcp.connect.started').filter(({ data }) => data.peer.role === 'web');
  expect(toWeb.map(({ data }) => data.peer.port).sort()).toEqual([443, 443, 444, 80]);
  expect(toWeb.every(({ step }) => step === 'settings')).toBe(true);
  expect(said).toEqual([]);
  expect(eventsOf(probe.events, 'http.request.sent')).toEqual([]);
});

test('from outside the addresses for outside are tried, also where only the registrar says so', async () => {
  const urls = {
    absInternalServerUrl: 'https://in.contoso.test/',
    absExternalServerUrl: 'https://out.contoso.test/',
  };
  const sides: string[] = [];
  for (const [isRemote, network] of [
    [false, 'internal'],
    [false, 'unknown'],
    [true, 'internal'],
    [false, 'external'],
  ] as const) {
    const { load, probe } = await sessionWith(urls, {});
    await load({ isRemote }, network);
    sides.push(
      ...eventsOf(probe.events, 'settings.service.probed').map(({ data }) => `${data.side} ${data.host}`),
    );
  }

  expect(sides).toEqual([
    'internal in.contoso.test',
    'internal in.contoso.test',
    'external out.contoso.test',
    'external out.contoso.test',
  ]);
});

test('the media relay is tried by TCP alone', async () => {
  const relay = await servers.tcp(() => undefined);
  const { probe } = await outcomesOf(
    { mrasUri: 'sip:pool.contoso.test@contoso.test;gruu;opaque=srvr:MRAS:1' },
    { 'av.contoso.com 443': relay },
  );

  expect(eventsOf(probe.events, 'settings.service.probed').map(({ data }) => data)).toMatchObject([
    {
      service: 'media-relay',
      setting: 'mrasUri',
      url: 'tcp://av.contoso.com:443',
      side: 'external',
      outcome: 'reached',
    },
  ]);
  expect(
    eventsOf(probe.events, 'tls.handshake.started').filter(({ data }) => data.peer.role === 'web'),
  ).toEqual([]);
});

test('a proxy counts, and one that refuses is named', async () => {
  const proxy = await servers.tcp((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 403 No\r\n\r\n')),
  );
  const choice: ProxyChoice = { kind: 'http', host: 'proxy.contoso.test', port: 8080 };
  const { outcomes } = await outcomesOf(
    { absInternalServerUrl: 'https://in.contoso.test/', cwaInternalUri: 'http://in.contoso.test/' },
    { 'proxy.contoso.test 8080': proxy },
    { ports: { proxyFor: () => Promise.resolve(choice) } },
  );

  // Of plain HTTP through a proxy nothing can be learned without a word.
  expect(outcomes).toEqual({ absInternalServerUrl: 'proxy-failed' });
});

test('more addresses than the limit are told, and not tried', async () => {
  const urls = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`x${i}Url`, `https://h${i}.contoso.test/`]),
  );
  const { probe, outcomes } = await outcomesOf(urls, {}, { limits: { serviceUrls: 4 } });

  expect(Object.keys(outcomes)).toHaveLength(4);
  expect(eventsOf(probe.events, 'limit.exceeded').map(({ data }) => data.limit)).toEqual(['serviceUrls']);
});

test('a silent server ends with the run at once, and with the connection', async () => {
  const silent = await servers.tcp(() => undefined);
  const open = { absInternalServerUrl: 'https://fe01.contoso.test/' };
  const isProbing = (events: Parameters<typeof eventsOf>[0]): boolean =>
    eventsOf(events, 'tls.handshake.started').some(({ data }) => data.peer.role === 'web');

  const cancelled = await sessionWith(open, { 'fe01.contoso.test 443': silent });
  const first = cancelled.load();
  await waitFor(() => isProbing(cancelled.probe.events));
  cancelled.probe.cancel();
  await first;
  const lost = await sessionWith(open, { 'fe01.contoso.test 443': silent });
  const second = lost.load();
  await waitFor(() => isProbing(lost.probe.events));
  lost.server.hangUp();
  await second;

  expect(eventsOf(cancelled.probe.events, 'settings.service.probed')).toEqual([]);
  expect(eventsOf(lost.probe.events, 'settings.service.probed').map(({ data }) => data.outcome)).toEqual([
    'cancelled',
  ]);
});
