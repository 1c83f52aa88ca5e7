import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitted, textWidth } from './text-width.ts';

test('a text that fits stays as it is', () => {
  expect(fitted('TCP connect :5061', 200, 12)).toBe('TCP connect :5061');
});

test('a longer one ends with an ellipsis, never in the middle of a character', () => {
  expect(fitted('A, AAAA lyncdiscoverinternal.contoso.test', 100, 12)).toMatch(/^A, AAAA \w+…$/);
  expect(fitted('😀'.repeat(30), 100, 12)).toMatch(/^(😀)+…$/u);
});

test('what comes out has room', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.integer({ min: 20, max: 500 }),
      (text, room) => {
        expect(textWidth(fitted(text, room, 12), 12)).toBeLessThanOrEqual(room);
      },
    ),
  );
});
