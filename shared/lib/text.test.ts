import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleBlock } from './text.ts';

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('visible', () => {
  test('leaves ordinary text alone, whatever its script', () => {
    expect(visible('pool01.contoso.test · Größe 東京 👍')).toBe('pool01.contoso.test · Größe 東京 👍');
  });

  test('writes control characters as escapes', () => {
    expect(visible('a\u001b[31mb\r\n\t\u0000\u007f\u0085')).toBe('a\\x1b[31mb\\r\\n\\t\\x00\\x7f\\x85');
  });

  test('writes reading-order controls, invisible characters and lone surrogates as escapes', () => {
    expect(visible('a\u202eb\u200bc\u2028d\ufeffe\ud800f\u{e0041}')).toBe(
      'a\\u202eb\\u200bc\\u2028d\\ufeffe\\ud800f\\u{e0041}',
    );
  });

  test('isolates right-to-left text', () => {
    expect(visible('שלום.test')).toBe('\u2068שלום.test\u2069');
  });

  test('cuts long text, never inside a surrogate pair', () => {
    expect(visible('abcdef', 4)).toBe('abc…');
    expect(visible('ab👍cd', 4)).toBe('ab…');
  });

  test('lets no unsafe character through', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(0x2ff), fc.nat(0x10ffff))), (codes) => {
        const text = String.fromCodePoint(...codes);
        const rest = visible(text).replace(/^\u2068|\u2069$/gu, '');
        expect(UNSAFE.test(rest)).toBe(false);
      }),
    );
  });
});

describe('visibleBlock', () => {
  test('keeps lines and tabs, escapes the rest', () => {
    expect(visibleBlock('a:\tb\r\nc\rd\u001b')).toBe('a:\tb\nc\\rd\\x1b');
  });

  test('isolates each line by itself', () => {
    expect(visibleBlock('שלום\nok')).toBe('\u2068שלום\u2069\nok');
  });
});
