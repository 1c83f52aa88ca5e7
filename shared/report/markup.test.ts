import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped, markup } from './markup.ts';
import { HOSTILE_TEXTS } from './testing/hostile-log.ts';
import { readStrictly } from './testing/strict-reader.ts';

const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary' }));

test('a text stays text, in an element and in an attribute', () => {
  fc.assert(
    fc.property(text, text, (inside, attribute) => {
      const [only, ...more] = readStrictly(markup`<p title="${attribute}">${inside}</p>`.markup);

      expect(only).toEqual({ name: 'p', attributes: { title: escaped(attribute) } });
      expect(more).toEqual([]);
    }),
  );
});

test('what XML knows can be read back as it was', () => {
  expect(escaped('a < b & "c" > \'d\'\r\n\t')).toBe('a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;&#13;\n\t');
});

test('what XML does not allow is marked', () => {
  expect(escaped('\u0000\u001b\ufffe\ud800x\udc00😀')).toBe('\ufffd\ufffd\ufffd\ufffdx\ufffd😀');
});

test('markup within markup is left as it is; lists stand behind each other, null is nothing', () => {
  expect(markup`<ul>${[markup`<li>${1}</li>`, null, '<']}</ul>`.markup).toBe('<ul><li>1</li>&lt;</ul>');
});

test.each([
  '<p>',
  '<p></q></p>',
  '<p a="1" a="2"/>',
  '<p a=1/>',
  'a & b',
  '<!-- -->',
  '<p a="&x;"/>',
  '\u0000',
  '\ud800',
])('the reader of the tests refuses %j', (odd) => {
  expect(() => readStrictly(odd)).toThrow();
});
