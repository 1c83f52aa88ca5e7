import { expect, test } from 'vitest';
import { instanceOfEpid } from './endpoint-id.ts';

// Pairs from the flows of [MS-SIPAE] 4.1 and 4.2 and [MS-SIPREGE] 4.1.
test.each([
  ['8248ca9ebb', '4233fd41-093b-5fd6-b5d2-651ed55969e6'],
  ['2ebb6f264f', '124841e4-264d-52e8-96c5-d22aa8cdc316'],
  ['c8ca638a15', '34d859db-6585-5f91-a3b4-de853c15347d'],
  ['01010101', '4b1682a8-f968-5701-83fc-7c6741dc6697'],
])('epid %s belongs to instance %s', (epid, instance) => {
  expect(instanceOfEpid(epid)).toBe(instance);
});
