import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairSequences } from './pair-sequences.ts';

const sequence = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 9 });

test('both sequences come out whole and in their order, and what is paired is equal', () => {
  fc.assert(
    fc.property(sequence, sequence, (a, b) => {
      const pairs = pairSequences(a, b);
      expect(pairs.flatMap(([i]) => i ?? [])).toEqual([...a.keys()]);
      expect(pairs.flatMap(([, j]) => j ?? [])).toEqual([...b.keys()]);
      for (const [i, j] of pairs) if (i !== null && j !== null) expect(a[i]).toBe(b[j]);
    }),
  );
});

test('no other way pairs more', () => {
  fc.assert(
    fc.property(sequence, sequence, (a, b) => {
      const paired = pairSequences(a, b).filter(([i, j]) => i !== null && j !== null).length;
      expect(paired).toBe(longestCommon(a, b));
    }),
  );
});

/** By trying everything. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  const [first] = a;
  if (first === undefined || b.length === 0) return 0;
  const at = b.indexOf(first);
  const without = longestCommon(a.slice(1), b);
  return at === -1 ? without : Math.max(without, 1 + longestCommon(a.slice(1), b.slice(at + 1)));
}
