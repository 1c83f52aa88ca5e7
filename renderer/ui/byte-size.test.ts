import { expect, it } from 'vitest';
import { byteSize } from './byte-size.ts';

it('says a size in its own unit', () => {
  expect([0, 1, 999, 1_000, 14_499, 999_499, 999_500, 3_420_000, 999_950_000].map(byteSize)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1 kB',
    '14 kB',
    '999 kB',
    '1.0 MB',
    '3.4 MB',
    '1.0 GB',
  ]);
});
