import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { connectTcp } from '../testing/test-client.ts';
import { holdRefusedPort } from './refused-port.ts';
import { LOOPBACK } from './tcp-listener.ts';

test('refuses, and lets nobody else listen there', async () => {
  const held = await holdRefusedPort();
  const intruder = createServer();

  const outcomes = await Promise.all([
    connectTcp(held.port, 2_000),
    connectTcp(held.port, 2_000),
    new Promise((resolve) => {
      intruder.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      intruder.listen(held.port, LOOPBACK);
    }),
  ]);
  await held.close();

  expect(outcomes).toEqual(['ECONNREFUSED', 'ECONNREFUSED', 'EADDRINUSE']);
});
