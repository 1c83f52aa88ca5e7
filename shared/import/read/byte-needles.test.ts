import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createNeedles } from './byte-needles.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('finds what a plain search finds, and only within the bounds', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', '-'), maxLength: 40 });
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(
      letters,
      letters,
      letters,
      fc.array(word, { minLength: 1, maxLength: 4 }),
      (before, text, after, words) => {
        const whole = bytes(before + text + after);
        const from = before.length;
        const to = from + text.length;
        const isThere = words.some((one) => text.toLowerCase().includes(one));

        const at = createNeedles(words).find(whole, from, to);

        expect(at !== -1).toBe(isThere);
        if (isThere) expect(words.some((one) => text.toLowerCase().startsWith(one, at - from))).toBe(true);
      },
    ),
  );
});
