import fc from 'fast-check';
import { expect, test } from 'vitest';
import { date, dateTime } from './date.ts';

test('dates are UTC and in words', () => {
  expect(date(Date.UTC(2027, 4, 3, 23, 59))).toBe('3 May 2027');
  expect(dateTime(Date.UTC(2027, 4, 3, 14, 5, 9))).toBe('3 May 2027, 14:05:09 UTC');
  expect(dateTime(Date.UTC(10_000, 0, 1))).toBe('1 January 10000, 00:00:00 UTC');
});

test('no number of a forged certificate is a crash', () => {
  expect(dateTime(Number.POSITIVE_INFINITY)).toBe('an unreadable date');
  fc.assert(
    fc.property(fc.double(), (epochMs) => {
      expect(dateTime(epochMs)).toContain(date(epochMs));
      expect(date(epochMs)).not.toContain('NaN');
    }),
  );
});
