import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import { createTrust } from '../../transport/tls.ts';
import { createLoopbackServers, GOOD, OLD, type LoopbackServers } from './fixtures/loopback-server.ts';
import { createTestProbe, fixture, type TestProbe, type TestSettings } from './fixtures/probe-context.ts';
import { probeEndpoint, type EndpointOutcome } from './probe-endpoint.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

test('the first trusted connection is kept, the others are recorded and closed', async () => {
  const port = await servers.tls(GOOD, undefined, '0.0.0.0');

  const { probe, outcome } = await run(port, ['127.0.0.1', '127.0.0.2', '127.0.0.3']);
  if (outcome.kind !== 'connected') throw new Error(outcome.kind);
  await outcome.remaining;

  expect(eventsOf(probe.events, 'tcp.connect.succeeded').map(({ flow }) => flow)).toEqual([
    'tcp-1',
    'tcp-2',
    'tcp-3',
  ]);
  expect(eventsOf(probe.events, 'tls.certificates.judged')).toHaveLength(3);
  const closed = eventsOf(probe.events, 'connection.closed').map(({ flow }) => flow);
  expect(closed).toHaveLength(2);
  expect(closed).not.toContain(outcome.connection.flow);
  outcome.connection.close();
  outcome.connection.close();
  expect(eventsOf(probe.events, 'connection.closed')).toHaveLength(3);
  await servers.idle();
  expect(probe.events.every(({ probe: name }) => name === `connectivity fe01.contoso.test:${port}`)).toBe(
    true,
  );
});

test('an address that refuses does not stand in the way of one that answers', async () => {
  const port = await servers.tls(GOOD);

  const { probe, outcome } = await run(port, ['127.0.0.9', '127.0.0.1']);

  expect(outcome.kind).toBe('connected');
  if (outcome.kind === 'connected') {
    await outcome.remaining;
    outcome.connection.close();
  }
  expect(eventsOf(probe.events, 'tcp.connect.failed')[0]?.data).toMatchObject({
    address: '127.0.0.9',
    failure: 'refused',
  });
});

test('no address, no answer, no TLS: the stage that was reached', async () => {
  const textPort = await servers.tcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
  const closedPort = await closedPortNumber();

  expect((await run(5061, [])).outcome).toEqual({ kind: 'failed', stage: 'resolve' });
  expect((await run(closedPort, ['127.0.0.1'])).outcome).toEqual({ kind: 'failed', stage: 'tcp' });
  expect((await run(textPort, ['127.0.0.1', '127.0.0.9'])).outcome).toEqual({ kind: 'failed', stage: 'tls' });
});

test('an untrusted server is closed and never handed out', async () => {
  const port = await servers.tls({ ...GOOD, cert: fixture('by-stranger.pem') });

  const { probe, outcome } = await run(port, ['127.0.0.1']);

  expect(outcome).toMatchObject({ kind: 'untrusted', problems: [{ kind: 'untrusted-root' }] });
  expect(probe.events.at(-1)).toMatchObject({ kind: 'connection.closed', data: { by: 'us' } });
});

test('an old server is looked at a second time, over a connection of its own', async () => {
  const port = await servers.tls({ ...OLD, maxVersion: 'TLSv1.1' });

  const { probe, outcome } = await run(port, ['127.0.0.1']);

  expect(outcome).toEqual({ kind: 'failed', stage: 'tls' });
  expect(eventsOf(probe.events, 'tls.handshake.failed')[0]).toMatchObject({
    flow: 'tcp-1',
    data: { failure: 'version', attempt: 'ordinary' },
  });
  expect(eventsOf(probe.events, 'tls.handshake.completed')[0]).toMatchObject({
    flow: 'tcp-2',
    data: { protocol: 'TLSv1.1', attempt: 'legacy' },
  });
  expect(eventsOf(probe.events, 'tls.certificates.received')).toHaveLength(1);
});

test('a connect-to is dialled without asking for the name', async () => {
  const port = await servers.tls(GOOD);
  const connectTo = [{ fromHost: 'FE01.contoso.test', fromPort: 5061, toHost: '127.0.0.1', toPort: port }];

  const { probe, outcome } = await run(5061, new Error('not asked'), { plan: { connectTo } });

  expect(outcome.kind).toBe('connected');
  if (outcome.kind === 'connected') outcome.connection.close();
  expect(eventsOf(probe.events, 'tcp.connect.started')[0]?.data).toMatchObject({
    peer: { host: 'fe01.contoso.test', port: 5061 },
    address: '127.0.0.1',
    port,
    redirected: true,
  });
});

test('cancelling in the middle leaves nothing open', async () => {
  const probe = createTestProbe();
  const arrived = new Promise<void>((resolve) => servers.onConnection(() => resolve()));
  const port = await servers.tcp(() => undefined);

  const pending = run(port, ['127.0.0.1'], {}, probe);
  await arrived;
  probe.cancel();

  expect((await pending).outcome).toEqual({ kind: 'cancelled' });
  await servers.idle();
});

test('a connection that is kept closes itself when the run is cancelled', async () => {
  const port = await servers.tls(GOOD);
  const { probe, outcome } = await run(port, ['127.0.0.1']);
  if (outcome.kind !== 'connected') throw new Error(outcome.kind);
  const count = probe.events.length;

  const closed = new Promise((resolve) => outcome.connection.socket.once('close', resolve));
  probe.cancel();
  await closed;
  await servers.idle();

  expect(probe.events).toHaveLength(count);
});

async function run(
  port: number,
  addresses: readonly string[] | Error,
  settings: TestSettings = {},
  probe: TestProbe = createTestProbe(settings),
): Promise<{ probe: TestProbe; outcome: EndpointOutcome }> {
  const endpoint: SipEndpoint = { host: 'fe01.contoso.test', port, transport: 'tls', via: 'srv-internal' };
  const names = {
    addresses: () =>
      addresses instanceof Error
        ? Promise.reject(addresses)
        : Promise.resolve({ outcome: 'answered', addresses, seq: 0, tookMs: 0 } as const),
    srv: () => Promise.reject(new Error('not asked')),
  };
  const trust = await createTrust(probe.ctx);
  return { probe, outcome: await probeEndpoint(probe.ctx.at({ flow: null }), names, trust, endpoint) };
}

async function closedPortNumber(): Promise<number> {
  const other = createLoopbackServers();
  const port = await other.tcp(() => undefined);
  await other.close();
  return port;
}
