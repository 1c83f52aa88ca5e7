import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TypedLine } from './typed-line.ts';

const MAX_BYTES = 16;

/** What becomes of keys, and of the line, with what was left over. */
function type(keys: string): { readonly state: string; readonly line: string; readonly rest: number } {
  const line = new TypedLine(MAX_BYTES);
  const bytes = [...new TextEncoder().encode(keys)];
  let state = 'more';
  let at = 0;
  while (state === 'more' && at < bytes.length) state = line.push(bytes[at++] ?? 0);
  return { state, line: new TextDecoder().decode(line.take()), rest: bytes.length - at };
}

describe('TypedLine', () => {
  it.each([
    ['a line', 'Rungs!2026\r', 'done', 'Rungs!2026'],
    ['a line with a line feed', 'a\n', 'done', 'a'],
    ['an empty line', '\r', 'done', ''],
    ['what is not complete', 'abc', 'more', 'abc'],
    ['a correction', 'ab\u007f\u007fcd\b\r', 'done', 'c'],
    ['a correction of a character of several bytes', 'aü€😀\u007f\u007f\r', 'done', 'aü'],
    ['corrections at the start', '\u007f\u007fx\r', 'done', 'x'],
    ['Ctrl+U', 'wrong\u0015right\r', 'done', 'right'],
    ['Ctrl+D behind something', 'abc\u0004', 'done', 'abc'],
    ['Ctrl+D', '\u0004', 'cancelled', ''],
    ['Ctrl+C', 'abc\u0003', 'cancelled', 'abc'],
    ['arrow keys', 'a\u001b[Db\u001bOCc\u001b[1;5Dd\r', 'done', 'abcd'],
    ['a delete key', 'a\u001b[3~b\r', 'done', 'ab'],
    ['Alt and a letter', 'a\u001bxb\r', 'done', 'axb'],
    ['escape, then an arrow key', 'a\u001b\u001b[Ab\r', 'done', 'ab'],
    ['other control characters', 'a\t\u0000\u0007b\r', 'done', 'ab'],
    ['more than there is room for', `${'x'.repeat(MAX_BYTES)}yz\r`, 'done', 'x'.repeat(MAX_BYTES)],
  ])('understands %s', (_what, keys, state, line) => {
    expect(type(keys)).toEqual({ state, line, rest: 0 });
  });

  it('leaves nothing when wiped', () => {
    const line = new TypedLine(MAX_BYTES);
    for (const byte of [1, 2, 3].map((digit) => 0x30 + digit)) line.push(byte);

    line.wipe();
    for (const byte of [0x61, 0x62]) line.push(byte);

    expect([...line.take()]).toEqual([0x61, 0x62]);
  });

  it('takes any bytes, and never more than it has room for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const line = new TypedLine(MAX_BYTES);
        for (const byte of bytes) line.push(byte);
        return line.take().length <= MAX_BYTES;
      }),
    );
  });
});
