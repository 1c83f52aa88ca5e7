import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createNeedles } from './byte-needles.ts';

function searched(text: string) {
  const units = new TextEncoder().encode(text);
  return { units, view: new DataView(units.buffer) };
}

it('finds what a plain search finds, and only within the bounds', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '-'), maxLength: 40 });
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 4, maxLength: 8 });
  fc.assert(
    fc.property(
      letters,
      letters,
      letters,
      fc.array(word, { minLength: 1, maxLength: 4 }),
      (before, text, after, words) => {
        const from = before.length;
        const to = from + text.length;
        const isThere = words.some((one) => text.toLowerCase().includes(one));

        const at = createNeedles(words).find(searched(before + text + after), from, to);

        expect(at !== -1).toBe(isThere);
        if (isThere) expect(words.some((one) => text.toLowerCase().startsWith(one, at - from))).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});

it('finds the first one', () => {
  const words = ['certprov', 'schannel'];
  const text = `${'x'.repeat(1_000)} Schannel ${'y'.repeat(1_000)} CertProv`;
  expect(createNeedles(words).find(searched(text), 0, text.length)).toBe(1_001);
});
