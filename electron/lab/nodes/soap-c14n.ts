import type { XmlElement } from './soap-xml.ts';

/**
 * Writes an element in exclusive canonical form without comments: what XML signatures are made over.
 * without: a child element that is left out, as the enveloped-signature transform does (XML-DSig 6.6.4).
 * Source: Exclusive XML Canonicalization 1.0, 3; Canonical XML 1.0, 2.3 for the characters.
 */
export function canonicalXml(element: XmlElement, without: XmlElement | null = null): string {
  return write(element, new Map(), without);
}

/** rendered: the declarations that stand on an element around this one already. */
function write(
  element: XmlElement,
  rendered: ReadonlyMap<string, string>,
  without: XmlElement | null,
): string {
  const name = qualified(element.prefix, element.localName);
  const used = new Set([element.prefix, ...element.attributes.map(({ prefix }) => prefix).filter(Boolean)]);
  const declared = [...used]
    .filter((prefix) => prefix !== 'xml')
    .map((prefix) => [prefix, element.inScope.get(prefix) ?? ''] as const)
    .filter(([prefix, uri]) => (rendered.get(prefix) ?? '') !== uri)
    .sort(([a], [b]) => compare(a, b));
  const declarations = declared.map(
    ([prefix, uri]) => ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeValue(uri)}"`,
  );
  // Attributes without a namespace have an empty one and so come first.
  const attributes = [...element.attributes]
    .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.localName, b.localName))
    .map(({ prefix, localName, value }) => ` ${qualified(prefix, localName)}="${escapeValue(value)}"`);
  const inner = declared.length === 0 ? rendered : new Map([...rendered, ...declared]);
  const children = element.children.map((child) => {
    if (typeof child === 'string') return escapeText(child);
    return child === without ? '' : write(child, inner, null);
  });
  return `<${name}${declarations.join('')}${attributes.join('')}>${children.join('')}</${name}>`;
}

function qualified(prefix: string, localName: string): string {
  return prefix === '' ? localName : `${prefix}:${localName}`;
}

/** By code point; names and namespaces are ASCII here, where that is the order of code units. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;');
}

export function escapeValue(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#x9;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\r', '&#xD;');
}
