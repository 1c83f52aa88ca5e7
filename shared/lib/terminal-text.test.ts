import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalJson, terminalLine, terminalText } from './terminal-text.ts';
import { visibleBlock } from './text.ts';

const dangerous =
  'a \u001b\u007f\u009b\r\n\t\u061c\u200e\u202e\u2028\u2066\u2067\u2068\u2069אب\u{e0001}'.split('');
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...dangerous), maxLength: 30 }),
);
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u061c\u200e\u200f]/u; // eslint-disable-line no-control-regex -- they are what is looked for

describe('terminalText', () => {
  it('shows an escape sequence instead of sending it', () => {
    expect(terminalText('a\u001b[31mb\u009b2J\u007f\rc')).toBe('a\\x1b[31mb\\x9b2J\\x7f\\rc');
  });

  it('keeps newline and tab', () => {
    expect(terminalText('one\n\ttwo')).toBe('one\n\ttwo');
  });

  it('shows a bidirectional control and isolates text that runs from right to left', () => {
    expect(terminalText('abc\u202egpj.exe')).toBe('abc\\u202egpj.exe');
    expect(terminalText('שלום\nabc')).toBe('\u2068שלום\u2069\nabc');
    expect(terminalText('a\u2067b')).toBe('a\\u2067b');
  });

  it('leaves nothing that a terminal obeys, every isolate closed, and safe text alone', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const shown = terminalText(text);
        expect(shown).not.toMatch(obeyed);
        for (const line of shown.split('\n')) {
          expect(line.split(/[\u2066-\u2068]/u)).toHaveLength(line.split('\u2069').length);
        }
        expect(terminalText(shown)).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });

  it('lets text through that was made safe where it came in', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const safe = visibleBlock(text);
        expect(terminalText(safe)).toBe(safe);
      }),
    );
  });
});

describe('terminalLine', () => {
  it('stays on its line', () => {
    expect(terminalLine('a\nVerdict: fine\tb')).toBe('a\\nVerdict: fine\\tb');
    fc.assert(
      fc.property(anything, (text) => {
        expect(terminalLine(text)).not.toMatch(/[\n\t]/);
      }),
    );
  });
});

describe('terminalJson', () => {
  it('escapes what JSON.stringify leaves raw', () => {
    expect(terminalJson({ a: '\u007f\u009b\u2028\u202e\u001b' })).toBe(
      '{"a":"\\u007f\\u009b\\u2028\\u202e\\u001b"}',
    );
  });

  it('means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), anything, (value, text) => {
        const written = terminalJson([value, text]);
        expect(written).not.toMatch(obeyed);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify([value, text])));
      }),
    );
  });
});
