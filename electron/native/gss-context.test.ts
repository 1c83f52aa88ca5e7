import fc from 'fast-check';
import { expect, it } from 'vitest';
import { enctypeOf } from './gss-context.ts';

it.each([
  ['2a864886f7120102020412', 'aes256-cts-hmac-sha1-96'],
  ['2a864886f7120102020417', 'rc4-hmac'],
  ['2a864886f71201020204820d', 'encryption type 269'],
  ['2a864886f71201020204', null],
  ['2a864886f7120102020512', null],
  ['', null],
])('the object identifier %s stands for %s', (hex, name) => {
  expect(enctypeOf(Uint8Array.from(Buffer.from(hex, 'hex')))).toBe(name);
});

it('reads any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void enctypeOf(bytes)));
});
