import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, type LoggedEvent } from '../../../../shared/events/catalogue.ts';
import { createVirtualClock } from '../../testing/virtual-clock.ts';
import { createLoopbackServers, type LoopbackServers } from '../connectivity/fixtures/loopback-server.ts';
import { KeepAliveReader } from '../registration/keep-alive-reader.ts';
import { conclusions, registeredAt, waitFor } from './testing/registered-session.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

const PATIENT = { sipTransactionMs: 600_000 };

/** A server that says nothing, and a clock that the test moves. */
async function quiet(limits: { readonly provisionalAnswers?: number } = {}) {
  const clock = createVirtualClock();
  const session = await registeredAt(servers, () => undefined, {
    limits: { ...PATIENT, ...limits },
    ports: { clock },
  });
  return { ...session, clock };
}

const sent = (events: readonly LoggedEvent[]): readonly boolean[] =>
  eventsOf(events, 'sip.keep-alive.sent').map(({ data }) => data.isAnswer);

test.each([
  [300, 270_000],
  [null, 60_000],
  [0.001, 1_000],
] as const)('with a time of %s s one is sent after %i ms of silence', async (timeoutSec, idleMs) => {
  const { load, server, probe, clock } = await quiet();
  const loading = load({ keepAlive: { timeoutSec, hopByHop: true } });
  await waitFor(() => server.requests.length === 4);
  await clock.advance(idleMs - 1);
  const before = sent(probe.events).length;
  await clock.advance(1);
  await waitFor(() => server.lineEnds === 2);
  await clock.advance(idleMs);
  await waitFor(() => server.lineEnds === 4);
  probe.cancel();
  await loading;

  expect(before).toBe(0);
  expect(sent(probe.events)).toEqual([false, false]);
});

test('what is sent meanwhile puts it off', async () => {
  const { load, server, probe, clock, registration } = await quiet();
  const loading = load({ keepAlive: { timeoutSec: 100, hopByHop: true } });
  await waitFor(() => server.requests.length === 4);
  await clock.advance(80_000);
  registration.dialog.channel.send(new TextEncoder().encode('\r\n'));
  await clock.advance(10_000);
  const early = sent(probe.events).length;
  await clock.advance(80_000);
  const late = sent(probe.events).length;
  probe.cancel();
  await loading;

  expect([early, late]).toEqual([0, 1]);
});

test.each([null, { timeoutSec: 1, hopByHop: false }])(
  'none is sent where none is agreed on: %j',
  async (keepAlive) => {
    const { load, server, probe, clock } = await quiet();
    const loading = load({ keepAlive });
    await waitFor(() => server.requests.length === 4);
    await clock.advance(500_000);
    probe.cancel();
    await loading;

    expect(sent(probe.events)).toEqual([]);
  },
);

test('one of the server is told and answered, in whatever pieces it comes, and no more of them than the limit', async () => {
  const { load, server, probe } = await quiet({ provisionalAnswers: 3 });
  const loading = load();
  await waitFor(() => server.requests.length === 4);
  server.write('\r\n');
  server.write('\r\n');
  await waitFor(() => server.lineEnds === 1);
  server.write('\r\n\r\n'.repeat(1_000));
  await waitFor(() => server.lineEnds === 3 && eventsOf(probe.events, 'limit.exceeded').length > 0);
  probe.cancel();
  await loading;

  expect(eventsOf(probe.events, 'sip.keep-alive.received')).toHaveLength(3);
  expect(sent(probe.events)).toEqual([true, true, true]);
  expect(eventsOf(probe.events, 'limit.exceeded')).toHaveLength(1);
});

test('the answer to ours is told, and needs none', async () => {
  const { load, server, probe, clock } = await quiet();
  const loading = load({ keepAlive: { timeoutSec: 100, hopByHop: true } });
  await waitFor(() => server.requests.length === 4);
  await clock.advance(90_000);
  await waitFor(() => server.lineEnds === 2);
  server.write('\r\n');
  await waitFor(() => eventsOf(probe.events, 'sip.keep-alive.received').length === 1);
  probe.cancel();
  await loading;

  expect(sent(probe.events)).toEqual([false]);
  expect(conclusions(probe.events)).toEqual([]);
});

test('line ends are told apart', () => {
  const reader = new KeepAliveReader();
  const told = [reader.lineEnd(), reader.lineEnd(), reader.lineEnd()];
  reader.message();
  told.push(reader.lineEnd(), reader.lineEnd());
  reader.sent();
  told.push(reader.lineEnd(), reader.lineEnd(), reader.lineEnd());

  expect(told).toEqual([null, 'ping', null, null, 'ping', 'pong', null, 'ping']);
});
