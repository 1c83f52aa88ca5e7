import { expect, test } from 'vitest';
import { connectTcp } from '../testing/test-client.ts';
import { openBlackHole } from './black-hole.ts';

// Windows refuses where others drop: see openBlackHole.
test.skipIf(process.platform === 'win32')('swallows connections, and is gone when closed', async () => {
  const hole = await openBlackHole();

  // Longer than the first repetition of a SYN (1 s), which would get in if the queue had room.
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => connectTcp(hole.port, 2_500)));
  const began = performance.now();
  await hole.close();
  const closedAfterMs = performance.now() - began;

  expect(new Set(outcomes)).toEqual(new Set(['timeout']));
  expect(closedAfterMs).toBeLessThan(2_000);
  expect(await connectTcp(hole.port, 2_000)).toBe('ECONNREFUSED');
});
