import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Peer } from '../../../shared/events/connection-events.ts';
import type { RunPlan } from '../../../shared/run/plan.ts';
import { createTestProbe, impatientClock } from '../probes/connectivity/fixtures/probe-context.ts';
import { translateSocketError } from './tcp-errors.ts';
import { connectTcp, dialTargets, isRedirected } from './tcp.ts';

const peer: Peer = { role: 'sip', host: 'fe01.contoso.test', port: 5061 };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test('opens a connection, records it and keeps no listener but the one for late errors', async () => {
  const probe = createTestProbe();
  const port = await listen();

  const result = await connectTcp(probe.ctx, peer, { address: '127.0.0.1', port, redirected: false });

  if (!result.ok) throw new Error('expected a connection');
  expect(probe.events.map((event) => event.kind)).toEqual(['tcp.connect.started', 'tcp.connect.succeeded']);
  expect(probe.events[1]).toMatchObject({
    cause: 0,
    data: { peer, address: '127.0.0.1', port, localAddress: '127.0.0.1', localPort: result.socket.localPort },
  });
  expect(result.socket.listenerCount('error')).toBe(1);
  expect(result.socket.listenerCount('connect')).toBe(0);
  result.socket.destroy();
});

test('a closed port is refused', async () => {
  const probe = createTestProbe();
  const port = await listen();
  await new Promise((resolve) => servers.splice(0)[0]!.close(resolve));

  const result = await connectTcp(probe.ctx, peer, { address: '127.0.0.1', port, redirected: true });

  expect(result).toEqual({ ok: false, failure: 'refused', seq: 1 });
  expect(probe.events[1]).toMatchObject({ data: { failure: 'refused', errno: 'ECONNREFUSED' } });
});

test('the own limit is a timeout without errno', async () => {
  const probe = createTestProbe({ clock: impatientClock });
  const port = await listen();

  const result = await connectTcp(probe.ctx, peer, { address: '127.0.0.1', port, redirected: false });

  expect(result).toEqual({ ok: false, failure: 'timeout', seq: 1 });
  expect(probe.events[1]).toMatchObject({
    kind: 'tcp.connect.failed',
    data: { failure: 'timeout', errno: null },
  });
});

test('cancelling settles at once and records nothing more', async () => {
  const probe = createTestProbe();
  const port = await listen();

  const pending = connectTcp(probe.ctx, peer, { address: '127.0.0.1', port, redirected: false });
  probe.cancel();

  expect(await pending).toEqual({ ok: false, failure: 'cancelled', seq: 0 });
  expect(probe.events).toHaveLength(1);
  expect(await connectTcp(probe.ctx, peer, { address: '127.0.0.1', port, redirected: false })).toEqual({
    ok: false,
    failure: 'cancelled',
    seq: null,
  });
});

test('a name that a connect-to leads to is left to the operating system', async () => {
  const probe = createTestProbe();
  const port = await listen();

  const result = await connectTcp(probe.ctx, peer, { address: 'localhost', port, redirected: true });

  expect(result.ok).toBe(true);
  if (result.ok) result.socket.destroy();
});

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['ETIMEDOUT', 'timeout'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['EMFILE', 'other'],
])('%s is %s', (code, failure) => {
  expect(translateSocketError(Object.assign(new Error(code), { code }))).toEqual({ failure, errno: code });
});

test('connect-to stands in for the addresses of exactly that host and port', () => {
  const plan: RunPlan = createTestProbe({
    plan: {
      connectTo: [{ fromHost: 'FE01.contoso.test', fromPort: 5061, toHost: '127.0.0.1', toPort: 40001 }],
    },
  }).ctx.plan;

  expect(dialTargets(plan, 'fe01.Contoso.test.', 5061, ['192.0.2.1'])).toEqual([
    { address: '127.0.0.1', port: 40001, redirected: true },
  ]);
  expect(dialTargets(plan, 'fe01.contoso.test', 443, ['192.0.2.1', '2001:db8::1'])).toEqual([
    { address: '192.0.2.1', port: 443, redirected: false },
    { address: '2001:db8::1', port: 443, redirected: false },
  ]);
  expect(isRedirected(plan, 'fe02.contoso.test', 5061)).toBe(false);
});

async function listen(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
