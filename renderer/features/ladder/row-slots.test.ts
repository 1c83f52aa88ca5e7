import { describe, expect, it } from 'vitest';
import { createRowSlots } from './row-slots.ts';

function drawing(): (rows: string) => number[] {
  const at = createRowSlots();
  return (rows) => [...at(Array.from(rows)).values()];
}

describe('createRowSlots', () => {
  it('keeps the elements of rows that stay in sight, and uses the others again', () => {
    const draw = drawing();

    expect(draw('abcd')).toEqual([0, 1, 2, 3]);
    expect(draw('bcde')).toEqual([1, 2, 3, 0]);
    expect(draw('defg')).toEqual([3, 0, 1, 2]);
    expect(draw('cdef')).toEqual([2, 3, 0, 1]);
  });

  it('takes them in the order in which they stand after a jump', () => {
    const draw = drawing();

    draw('abcd');
    expect(draw('bcde')).toEqual([1, 2, 3, 0]);
    expect(draw('vwxy')).toEqual([1, 2, 3, 0]);
    expect(draw('no')).toEqual([1, 2]);
  });

  it('keeps them when rows are put between others, and when there are more than before', () => {
    const draw = drawing();

    expect(draw('abc')).toEqual([0, 1, 2]);
    expect(draw('axbyc')).toEqual([0, 3, 1, 4, 2]);
    expect(draw('cz')).toEqual([2, 0]);
    expect(draw('pqcz')).toEqual([1, 3, 2, 0]);
  });
});
