import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findByte } from '../../../shared/import/read/find-byte.ts';
import { createNativeFind } from './native-find.ts';

it('finds what every runtime finds, in a part of other bytes as well', () => {
  const find = createNativeFind();
  const bytes = fc.uint8Array({ max: 3, maxLength: 40 });
  fc.assert(
    fc.property(bytes, fc.nat(20), fc.nat(3), fc.nat(50), (whole, start, byte, from) => {
      const part = whole.subarray(start);
      expect(find(part, byte, from)).toBe(findByte(part, byte, from));
      expect(find(whole, byte, from)).toBe(findByte(whole, byte, from));
    }),
  );
});
