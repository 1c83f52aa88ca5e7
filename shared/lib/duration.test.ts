import { expect, test } from 'vitest';
import { duration, span } from './duration.ts';

test.each([
  [0.4, 'under 1 ms'],
  [12.4, '12 ms'],
  [400, '0.4 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min'],
  [61_000, '1 min 1 s'],
  [Number.NaN, 'an unknown time'],
])('duration(%d) is %s', (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [40, '40 ms'],
  [1_000, '1 second'],
  [5_230, '5.2 seconds'],
  [-90_000, '1.5 minutes'],
  [-3_600_000, '1 hour'],
  [3 * 86_400_000 + 5, '3 days'],
  [730 * 86_400_000, '2 years'],
])('span(%d) is %s', (ms, text) => expect(span(ms)).toBe(text));
