import { describe, expect, it } from 'vitest';
import { command, foreign, listed, sentences } from './words.ts';

describe('words', () => {
  it('lists a few names and counts the rest', () => {
    expect(listed([])).toBe('');
    expect(listed(['a', 'a'])).toBe('a');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
    expect(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e and 2 more');
  });

  it('bounds text from outside', () => {
    expect(foreign(` ${'x'.repeat(400)} `)).toHaveLength(300);
  });

  it('makes a command only of a plain host name or address', () => {
    const build = (host: string): string => `nslookup ${host}`;

    expect(command(build, '_sip._tls.contoso.test')).toBe('nslookup _sip._tls.contoso.test');
    expect(command(build, '2001:db8::1')).toBe('nslookup 2001:db8::1');
    for (const host of ['', '-type=any', 'a b', 'a;b', '$(a)', '`a`', 'a\nb', 'a&b', 'a|b', '"a"', `a'b`]) {
      expect(command(build, host)).toBeNull();
    }
  });

  it('joins what there is', () => {
    expect(sentences('A.', null, '', 'B.')).toBe('A. B.');
  });
});
