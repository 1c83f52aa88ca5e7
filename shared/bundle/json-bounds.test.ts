import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSpan, valueBounds } from './json-bounds.ts';

const ANY = { values: 1e9, depth: 1e9 };

describe('jsonSpan', () => {
  it.each([
    ['1', 1, 0],
    ['[]', 2, 1],
    ['[1,2,{"a":[3]}]', 6, 3],
    ['"[[[,,,"', 1, 0],
    ['["\\"[",1]', 3, 1],
    ['["\\\\",[]]', 4, 2],
    ['"never closed [[[', 1, 0],
  ])('of %s: %i values at most, depth %i', (text, values, depth) => {
    expect(jsonSpan(text, 0, ANY)).toEqual({ from: 0, to: text.length, values, depth });
  });

  it.each([
    ['[1,"]",2]', 1, 2],
    ['[1,"]",2]', 3, 6],
    ['{"a":{"b":[]},"c":1}', 5, 13],
    ['{"a":{"b":[]},"c":1}', 18, 19],
  ])('in %s the value at %i ends at %i', (text, from, to) => {
    expect(jsonSpan(text, from, ANY)).toMatchObject({ from, to });
  });

  it('is never less than what JSON.parse builds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonSpan(JSON.stringify(value), 0, ANY).values).toBeGreaterThanOrEqual(
          valueBounds(value, 1e9).values,
        );
      }),
    );
  });

  it('stops at the limits', () => {
    expect(jsonSpan('['.repeat(1_000), 0, { values: 1e9, depth: 5 })).toMatchObject({ values: 7, depth: 6 });
    expect(jsonSpan(`[${','.repeat(1_000)}`, 0, { values: 5, depth: 5 }).values).toBe(6);
  });
});

describe('valueBounds', () => {
  it('counts what there is and finds the largest number', () => {
    expect(valueBounds({ a: [1, -7], b: 'x', c: null }, 100)).toEqual({ values: 6, largest: 7 });
    expect(valueBounds(new Array<number>(1_000).fill(1), 10).values).toBe(11);
  });
});
