import { expect, test } from 'vitest';
import { abridged, counted, listed } from './listing.ts';

test('lists, abridges and counts', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
  expect(abridged(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  expect(abridged(['a', 'b'], 2)).toBe('a, b');
  expect([counted(1, 'warning'), counted(2, 'warning'), counted(0, 'entry', 'entries')]).toEqual([
    '1 warning',
    '2 warnings',
    '0 entries',
  ]);
});
