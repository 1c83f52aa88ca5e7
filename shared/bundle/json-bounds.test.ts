import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBounds, valueBounds } from './json-bounds.ts';

const ANY = { values: 1e9, depth: 1e9 };

describe('jsonBounds', () => {
  it.each([
    ['1', 1, 0],
    ['[]', 2, 1],
    ['[1,2,{"a":[3]}]', 6, 3],
    ['"[[[,,,"', 1, 0],
    ['["\\"[",1]', 3, 1],
    ['["\\\\",[]]', 4, 2],
    ['"never closed [[[', 1, 0],
  ])('of %s: %i values at most, depth %i', (text, values, depth) => {
    expect(jsonBounds(text, ANY)).toEqual({ values, depth });
  });

  it('is never less than what JSON.parse builds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonBounds(JSON.stringify(value), ANY).values).toBeGreaterThanOrEqual(
          valueBounds(value, 1e9).values,
        );
      }),
    );
  });

  it('stops at the limits', () => {
    expect(jsonBounds('['.repeat(1_000), { values: 1e9, depth: 5 })).toEqual({ values: 7, depth: 6 });
    expect(jsonBounds(','.repeat(1_000), { values: 5, depth: 5 }).values).toBe(6);
  });
});

describe('valueBounds', () => {
  it('counts what there is and finds the largest number', () => {
    expect(valueBounds({ a: [1, -7], b: 'x', c: null }, 100)).toEqual({ values: 6, largest: 7 });
    expect(valueBounds(new Array<number>(1_000).fill(1), 10).values).toBe(11);
  });
});
