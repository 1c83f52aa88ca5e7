import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapped } from './wrap.ts';

describe('wrapped', () => {
  it('breaks between words and indents what follows', () => {
    expect(wrapped('To do: ', 'Ask the helpdesk to renew it', 20)).toEqual([
      'To do: Ask the',
      '       helpdesk to',
      '       renew it',
    ]);
  });

  it('keeps a long word whole and the line ends of the text', () => {
    expect(wrapped('', 'a https://contoso.com/long b\n\nc', 10)).toEqual([
      'a',
      'https://contoso.com/long',
      'b',
      '',
      'c',
    ]);
  });

  it('does not break what an isolate holds together, and isolates right-to-left text line by line', () => {
    expect(wrapped('', 'x \u2068one two three\u2069 y', 6)).toEqual(['x', '\u2068one two three\u2069', 'y']);
    expect(wrapped('', 'אאאא בבבב', 5)).toEqual(['\u2068אאאא\u2069', '\u2068בבבב\u2069']);
  });

  it('loses no word and obeys nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
        fc.integer({ min: 1, max: 40 }),
        (words, width) => {
          const lines = wrapped('> ', `${words.join('  ')}\u001b[2J`, width);
          expect(lines.join(' ').replace('> ', '').split(' ').filter(Boolean)).toEqual(
            `${words.join(' ')}\\x1b[2J`.split(' '),
          );
        },
      ),
    );
  });

  it('ends with very long text', () => {
    expect(wrapped('', 'word '.repeat(100_000), 80).length).toBeLessThan(200);
  });
});
