import { expect, it } from 'vitest';
import { expiryOf } from './sspi.ts';

/** 100 nanoseconds since 1601, of a time on the wall. */
function fileTimeOf(...wall: Parameters<typeof Date.UTC>): bigint {
  return BigInt(Date.UTC(...wall) + 11_644_473_600_000) * 10_000n;
}

it('reads an expiry as the time that clocks on the wall show', () => {
  expect(expiryOf(fileTimeOf(2026, 6, 14, 22, 5, 1))).toBe(new Date(2026, 6, 14, 22, 5, 1).getTime());
  expect(expiryOf(fileTimeOf(2026, 0, 14, 22, 5, 1))).toBe(new Date(2026, 0, 14, 22, 5, 1).getTime());
});

it.each([0n, -1n, 0x7fff_ffff_ffff_ffffn, 0x7fff_ff36_d596_9fffn])('takes %s for never', (fileTime) => {
  expect(expiryOf(fileTime)).toBeNull();
});
