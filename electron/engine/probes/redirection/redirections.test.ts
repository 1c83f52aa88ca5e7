import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import { firstHeader, type SipRequest, type SipResponse } from '../../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../../shared/protocol/sip/serialize-message.ts';
import { createSipFramer } from '../../../../shared/protocol/sip/stream-framer.ts';
import { createTrust } from '../../transport/tls.ts';
import {
  createLoopbackServers,
  GOOD,
  type LoopbackServers,
} from '../connectivity/fixtures/loopback-server.ts';
import { createTestProbe, type TestProbe } from '../connectivity/fixtures/probe-context.ts';
import { newRegisterSequence } from '../registration/register-dialog.ts';
import type { Decided } from '../registration/register-in-order.ts';
import { Redirections } from './redirections.ts';

const FIRST: SipEndpoint = { host: 'fe01.contoso.test', port: 5061, transport: 'tls', via: 'srv-internal' };

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

test('asks the targets in the order of their q, after all of them were looked at', async () => {
  const asked: SipRequest[] = [];
  const a = await servers.tls(GOOD, (socket) => answering(socket, 401, asked));
  const b = await servers.tls(GOOD, (socket) => answering(socket, 401, asked));
  const run = await begin({ 'a.pool.contoso.test': a, 'b.pool.contoso.test': b });

  const decided = await run.follow('<sip:a.pool.contoso.test>;q=0.3', '<sip:b.pool.contoso.test>;q=0.7');
  run.redirections.arrive();
  await run.end(decided);

  expect(decided?.endpoint).toMatchObject({ host: 'b.pool.contoso.test', port: 5061, via: 'redirect' });
  expect(asked).toHaveLength(1);
  expect(firstHeader(asked[0]!, 'Call-ID')).toBe(run.callId);
  expect(firstHeader(asked[0]!, 'CSeq')).toBe('3 REGISTER');
  expect(
    eventsOf(run.probe.events, 'redirection.target.concluded')
      .map(({ data }) => `${String(data.order)} ${data.endpoint.host} ${data.outcome}`)
      .sort(),
  ).toEqual(['1 b.pool.contoso.test reached', '2 a.pool.contoso.test reached']);
  expect(eventsOf(run.probe.events, 'redirection.concluded')[0]?.data).toMatchObject({
    outcome: 'arrived',
    hops: 1,
    isFirstChoice: true,
  });
  await servers.idle();
});

test('a place that is named twice, in whatever spelling, is tried once', async () => {
  const asked: SipRequest[] = [];
  const port = await servers.tls(GOOD, (socket) => answering(socket, 503, asked));
  const run = await begin({ 'a.pool.contoso.test': port });

  const decided = await run.follow(
    '<sip:a.pool.contoso.test>;q=0.9, <sip:A.pool.contoso.test.:5061;transport=tls>;q=0.5',
    '<sips:a.pool.contoso.test:5061;maddr=b>',
  );
  await run.end(decided);

  expect(asked).toHaveLength(1);
  expect(eventsOf(run.probe.events, 'tcp.connect.started')).toHaveLength(1);
  expect(eventsOf(run.probe.events, 'redirection.target.concluded')).toHaveLength(1);
  expect(eventsOf(run.probe.events, 'redirection.received')[0]?.data.contacts).toHaveLength(3);
  expect(eventsOf(run.probe.events, 'redirection.concluded')[0]?.data.outcome).toBe('no-answer');
});

test('takes the next one where the first is down or turns everybody away, and says so', async () => {
  const overloaded = await servers.tls(GOOD, (socket) => answering(socket, 503));
  const backup = await servers.tls(GOOD, (socket) => answering(socket, 401));
  const down = await closedPort();
  const run = await begin({
    'a.pool.contoso.test': down,
    'b.pool.contoso.test': overloaded,
    'c.pool.contoso.test': backup,
  });

  const decided = await run.follow(
    '<sip:a.pool.contoso.test>;q=0.9',
    '<sip:b.pool.contoso.test>;q=0.5',
    '<sip:c.pool.contoso.test>;q=0.1',
  );
  run.redirections.arrive();
  await run.end(decided);

  expect(decided?.endpoint.host).toBe('c.pool.contoso.test');
  expect(eventsOf(run.probe.events, 'redirection.concluded')[0]?.data).toMatchObject({
    outcome: 'arrived',
    isFirstChoice: false,
  });
});

test.each([
  ['unreachable', 'a.pool.contoso.test', 'tcp-failed'],
  ['unreachable', 'home.contoso.test', 'untrusted'],
])('%s: %s is %s', async (outcome, host, target) => {
  const port = target === 'untrusted' ? await servers.tls(GOOD) : await closedPort();
  const run = await begin({ [host]: port });

  await run.end(await run.follow(`<sip:${host}:5061;transport=tls>`));

  expect(eventsOf(run.probe.events, 'redirection.target.concluded')[0]?.data.outcome).toBe(target);
  expect(eventsOf(run.probe.events, 'redirection.concluded')[0]?.data).toMatchObject({ outcome, home: null });
  expect(eventsOf(run.probe.events, 'sip.request.sent')).toHaveLength(0);
});

test.each([
  ['no-target', []],
  ['no-target', ['<sip:a.pool.contoso.test;transport=tcp>', '<https://portal.contoso.test/>']],
  ['moved-to-cloud', ['<sip:sipdir.online.lync.com:443;transport=tls>']],
  ['loop', ['<sip:FE01.contoso.test:5061;transport=tls>']],
])('%s: %j is not dialled', async (outcome, contacts) => {
  const run = await begin({});

  await run.end(await run.follow(...contacts));

  expect(eventsOf(run.probe.events, 'redirection.concluded')[0]?.data.outcome).toBe(outcome);
  expect(eventsOf(run.probe.events, 'tcp.connect.started')).toHaveLength(0);
  expect(eventsOf(run.probe.events, 'step.finished')).toHaveLength(1);
});

test('a server that was asked already is not asked again, and the way ends after its limit', async () => {
  const port = await servers.tls(GOOD, (socket) => answering(socket, 401));
  const run = await begin({ 'a.pool.contoso.test': port, 'b.pool.contoso.test': port }, 2);

  await run.leave(await run.follow('<sip:a.pool.contoso.test>'));
  await run.leave(await run.follow('<sip:a.pool.contoso.test>, <sip:b.pool.contoso.test>'));
  const third = await run.follow('<sip:sip.contoso.test>');
  await run.end(third);

  expect(third).toBeNull();
  const received = eventsOf(run.probe.events, 'redirection.received');
  expect(received[1]?.data.contacts.map(({ standing }) => standing)).toEqual(['visited', 'candidate']);
  expect(eventsOf(run.probe.events, 'redirection.concluded')[0]?.data).toMatchObject({
    outcome: 'too-many',
    hops: 3,
  });
  expect(eventsOf(run.probe.events, 'limit.exceeded')[0]?.data).toMatchObject({
    limit: 'sipRedirects',
    allowed: 2,
  });
});

test('more addresses than are looked at are told', async () => {
  const run = await begin({});
  const contacts = Array.from({ length: 40 }, () => '<sip:fe01.contoso.test>');

  await run.end(await run.follow(...contacts));

  expect(eventsOf(run.probe.events, 'limit.exceeded')[0]?.data.limit).toBe('redirectContacts');
  expect(eventsOf(run.probe.events, 'redirection.received')[0]?.data.contacts).toHaveLength(32);
});

test('cancelled on the way, it closes everything and says so', async () => {
  const arrived = new Promise<void>((resolve) => servers.onConnection(() => resolve()));
  const port = await servers.tcp(() => undefined);
  const run = await begin({ 'a.pool.contoso.test': port });

  const following = run.follow('<sip:a.pool.contoso.test>');
  await arrived;
  run.probe.cancel();
  const decided = await following;
  await run.end(decided);

  expect(decided).toBeNull();
  expect(eventsOf(run.probe.events, 'redirection.concluded')[0]?.data.outcome).toBe('cancelled');
  await servers.idle();
});

interface Run {
  readonly probe: TestProbe;
  readonly redirections: Redirections;
  readonly callId: string;
  follow(...contacts: readonly string[]): Promise<Decided | null>;
  leave(decided: Decided | null): Promise<void>;
  end(decided: Decided | null): Promise<void>;
}

/** A client that has sent two REGISTERs to the first server and is sent on. */
async function begin(ports: Readonly<Record<string, number>>, sipRedirects = 5): Promise<Run> {
  const connectTo = Object.entries(ports).map(([fromHost, toPort]) => ({
    fromHost,
    fromPort: 5061,
    toHost: '127.0.0.1',
    toPort,
  }));
  const probe = createTestProbe({ plan: { connectTo }, limits: { sipRedirects } });
  const trust = await createTrust(probe.ctx);
  const names = {
    addresses: () => Promise.resolve({ outcome: 'nxdomain', addresses: [], seq: 0, tookMs: 0 } as const),
    srv: () => Promise.reject(new Error('not asked')),
  };
  const redirections = new Redirections(probe.ctx, names, trust, FIRST);
  const sequence = newRegisterSequence(probe.ctx);
  sequence.next();
  sequence.next();
  const leave = (decided: Decided | null): Promise<void> => {
    if (decided?.outcome.kind === 'challenged') decided.outcome.dialog.channel.close();
    return Promise.resolve();
  };
  return {
    probe,
    redirections,
    callId: sequence.callId,
    leave,
    follow: (...contacts) =>
      redirections.follow({
        from: FIRST,
        answer: { kind: 'answered', response: redirect(contacts), seq: 0, tookMs: 0 },
        isSigned: true,
        sequence,
      }),
    async end(decided) {
      await leave(decided);
      await redirections.close();
    },
  };
}

function redirect(contacts: readonly string[]): SipResponse {
  const headers = contacts.map((value) => ({ name: 'Contact', value }));
  return { kind: 'response', status: 301, reason: 'Redirect', headers, body: new Uint8Array(0) };
}

function answering(socket: TLSSocket, status: number, asked: SipRequest[] = []): void {
  const framer = createSipFramer();
  socket.on('data', (bytes: Buffer) => {
    for (const item of framer.push(bytes)) {
      if (item.kind !== 'message' || item.message.kind !== 'request') continue;
      const { message } = item;
      asked.push(message);
      const headers = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => ({
        name,
        value: firstHeader(message, name) ?? '',
      }));
      const body = new Uint8Array(0);
      socket.write(serializeSipMessage({ kind: 'response', status, reason: 'Answer', headers, body }));
    }
  });
}

async function closedPort(): Promise<number> {
  const other = createLoopbackServers();
  const port = await other.tcp(() => undefined);
  await other.close();
  return port;
}
