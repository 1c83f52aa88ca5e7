import { expect, test } from 'vitest';
import { zoneName, zoneOf } from './log-clock.ts';
import { readSip } from './read-message.ts';

const answer = readSip('SIP/2.0 401 x\nDate: Mon, 09 Mar 2026 08:00:00 GMT\n\n');
const NOON = Date.UTC(2026, 2, 9, 8);

test.each([
  [0, 'UTC+00:00'],
  [7_200_000 + 90_000, 'UTC+02:00'],
  [-5 * 3_600_000 - 200_000, 'UTC-05:00'],
  [345 * 60_000 + 1_000, 'UTC+05:45'],
  // A clock that is ten minutes off is no zone.
  [600_000, 'UTC+00:00'],
  // Neither is one that is off by days.
  [3 * 86_400_000, 'UTC+00:00'],
])('a log that is ahead by %i ms', (aheadMs, name) => {
  if (answer === null) throw new Error('no answer');
  expect(zoneName(zoneOf([{ atMs: NOON + aheadMs, message: answer }]) ?? NaN)).toBe(name);
});

test('without a Date nothing tells', () => {
  const bare = readSip('SIP/2.0 401 x\n\n');
  expect(zoneOf(bare === null ? [] : [{ atMs: NOON, message: bare }])).toBeNull();
});
