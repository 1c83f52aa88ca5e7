import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { listenTcp } from './tcp-listener.ts';

test('flights of one moment leave together, later, in their order; the end comes last', async () => {
  const listener = await listenTcp(
    ({ stream }) => {
      stream.on('data', () => {
        for (let flight = 0; flight < 20; flight += 1) stream.write(`${flight} `);
        stream.end('end');
      });
    },
    { latencyMs: 80 },
  );

  const began = performance.now();
  const received = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(listener.port, '127.0.0.1');
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.once('close', () => resolve(text));
    socket.write('go');
  });
  const tookMs = performance.now() - began;
  await listener.close();

  expect(received).toBe(`${Array.from({ length: 20 }, (_, flight) => `${flight} `).join('')}end`);
  expect(tookMs).toBeGreaterThanOrEqual(79);
  // Twenty flights one after the other would take 1600 ms.
  expect(tookMs).toBeLessThan(1_500);
});

test('what has not left yet never does once the listener is closed', async () => {
  let answered = (): void => undefined;
  const isAnswered = new Promise<void>((resolve) => (answered = resolve));
  const listener = await listenTcp(
    ({ stream }) => {
      stream.on('data', () => {
        stream.write('late');
        answered();
      });
    },
    { latencyMs: 60_000 },
  );
  let received = '';
  const socket = connect(listener.port, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write('go');
  await isAnswered;

  await Promise.all([listener.close(), closed]);

  expect(received).toBe('');
  await expect.poll(() => process.getActiveResourcesInfo()).not.toContain('TCPSocketWrap');
});
