import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhraseSearch } from './phrase-search.ts';

describe('phrases', () => {
  it('are found as a simple search finds them', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'B', ' '), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(
          letters.filter((one) => one.length < 9),
          { minLength: 1, maxLength: 5 },
        ),
        letters,
        (phrases, text) => {
          const found = new PhraseSearch(phrases).matches(text);
          const isThere = phrases.some(
            (phrase) => ` ${text} `.toLowerCase().split(phrase.toLowerCase()).length > 1,
          );

          if (found.length > 0) expect(isThere).toBe(true);
          for (const { start, end, phrase } of found)
            expect(text.slice(start, end).toLowerCase()).toBe(phrase.toLowerCase());
          const whole = phrases.find(
            (phrase) =>
              phrase.trim() === phrase && ` ${text} `.toLowerCase().includes(` ${phrase.toLowerCase()} `),
          );
          if (whole !== undefined) expect(found.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
