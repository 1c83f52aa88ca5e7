import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalXml } from './soap-c14n.ts';
import { attributeOf, elementAt, readXml, textOf } from './soap-xml.ts';

function canonical(text: string, ...path: string[]): string | null {
  const element = elementAt(readXml(text), ...path);
  return element === null ? null : canonicalXml(element);
}

test('reads names, namespaces, attributes and text', () => {
  const root = readXml(
    '<?xml version="1.0"?>\r\n<a:x xmlns:a="urn:a" xmlns="urn:d" one=\'1\' a:two="&lt;&#x32;"><!-- no --><y> t&amp;u </y></a:x>',
  );

  expect(root).toMatchObject({ prefix: 'a', localName: 'x', namespace: 'urn:a' });
  expect(attributeOf(root, 'two')).toBe('<2');
  expect(elementAt(root, 'y')).toMatchObject({ prefix: '', namespace: 'urn:d' });
  expect(textOf(elementAt(root, 'y'))).toBe('t&u');
  expect(elementAt(root, 'y', 'z')).toBeNull();
});

test.each([
  ['nothing', ''],
  ['text', 'hello'],
  ['a document type', '<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>'],
  ['an unknown entity', '<x>&e;</x>'],
  ['a bare ampersand', '<x>a & b</x>'],
  ['CDATA', '<x><![CDATA[y]]></x>'],
  ['a processing instruction', '<x><?php ?></x>'],
  ['tags that cross', '<x><y></x></y>'],
  ['an element left open', '<x><y></y>'],
  ['two roots', '<x/><y/>'],
  ['text behind the root', '<x/>y'],
  ['an attribute twice', '<x a="1" a="2"/>'],
  ['a prefix that nobody declared', '<p:x/>'],
  ['an attribute with such a prefix', '<x p:a="1"/>'],
  ['too deep a nest', '<x>'.repeat(33) + '</x>'.repeat(33)],
  ['too many elements', `<x>${'<y/>'.repeat(2_000)}</x>`],
])('refuses %s', (_, text) => {
  expect(readXml(text)).toBeNull();
});

// The two documents of Exclusive XML Canonicalization 1.0, 2.2: the same element in two envelopes.
test('canonical form does not depend on what is around', () => {
  const inside =
    '<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"/></n1:elem2>';
  const one = `<n0:pdu xmlns:n0="http://a.example" xmlns:n3="ftp://example.org">${inside.replace(' xmlns:n3="ftp://example.org"', '')}</n0:pdu>`;
  const other = `<n2:local xmlns:n2="http://b.example" xmlns:n3="ftp://example.org">${inside}</n2:local>`;
  const expected =
    '<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>';

  expect(canonical(one, 'elem2')).toBe(expected);
  expect(canonical(other, 'elem2')).toBe(expected);
});

test('canonical form orders and escapes as it must', () => {
  const written = `<e xmlns:b="urn:1" xmlns:a="urn:2" xmlns="urn:0" b:z='q"' a:y="&#10;" x="&gt;&amp;"
  ><f xmlns="">&lt;&gt;&#13;</f><f xmlns="urn:0"/></e>`;

  expect(canonical(written)).toBe(
    '<e xmlns="urn:0" xmlns:a="urn:2" xmlns:b="urn:1" x=">&amp;" b:z="q&quot;" a:y="&#xA;">' +
      '<f xmlns="">&lt;&gt;&#xD;</f><f></f></e>',
  );
});

test('canonical form can leave out one child', () => {
  const root = readXml('<e><f/><g/></e>')!;

  expect(canonicalXml(root, elementAt(root, 'g'))).toBe('<e><f></f></e>');
});

test('canonical form is its own canonical form, and no text makes the reader throw', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '/',
    'a',
    'b:',
    'xmlns',
    ':a',
    '="',
    '"',
    "'",
    ' ',
    '&',
    ';',
    '#x41',
    '-->',
    '<!--',
    'é',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const element = readXml(`<a xmlns:b="urn:b">${parts.join('')}</a>`);
      if (element === null) return;
      const once = canonicalXml(element);
      expect(canonical(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void readXml(text)));
});
