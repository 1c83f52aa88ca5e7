import { XMLParser } from 'fast-xml-parser';
import { failure, success, type Result } from '../../lib/result.ts';

/** An element by its local name: prefixes differ between servers, and no two elements that we read differ in namespace alone. */
export interface XmlElement {
  readonly name: string;
  /** By local name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children, trimmed. */
  readonly text: string;
}

/** Characters of a document that are read; the metadata of a real service have about 100,000. */
export const MAX_XML_LENGTH = 1_048_576;
/** A WSDL inside of WS-MetadataExchange inside of SOAP comes to about 20. */
const DEFAULT_MAX_DEPTH = 64;
/** Elements of one document; a real WSDL has about a thousand. */
const MAX_ELEMENTS = 50_000;

/**
 * Reads a document. Fails with a sentence. A document type is refused before anything is read: it is the door to entity
 * expansion and to files of this machine; SOAP 1.1 section 3 forbids it, and no autodiscover server sends one.
 */
export function readXml(text: string, maxDepth: number = DEFAULT_MAX_DEPTH): Result<XmlElement, string> {
  if (text.length > MAX_XML_LENGTH) return failure(`more than ${MAX_XML_LENGTH} characters`);
  if (/<!doctype/i.test(text)) return failure('a document type declaration, which is not accepted');
  let nodes: unknown;
  try {
    // The parser alone accepts unclosed tags; its own check of well-formedness is the one we have.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the named successor is another package for the same code
    nodes = createParser(maxDepth).parse(text, true);
  } catch (error) {
    return failure(error instanceof Error ? error.message.slice(0, 200) : 'not well-formed');
  }
  const budget = { elements: MAX_ELEMENTS };
  const { children } = readContent(nodes, maxDepth, budget);
  if (budget.elements < 0) return failure(`more than ${MAX_ELEMENTS} elements`);
  const [root, second] = children;
  if (root === undefined || second !== undefined) return failure('not one XML element');
  return success(root);
}

/** The first element of that name among all below, the nearest to the beginning of the document. */
export function findElement(root: XmlElement, name: string): XmlElement | null {
  if (root.name === name) return root;
  for (const child of root.children) {
    const found = findElement(child, name);
    if (found !== null) return found;
  }
  return null;
}

/** All elements of that name, in document order. */
export function findElements(root: XmlElement, name: string): readonly XmlElement[] {
  const below = root.children.flatMap((child) => findElements(child, name));
  return root.name === name ? [root, ...below] : below;
}

/** Follows the names from child to child. */
export function childAt(root: XmlElement, ...names: readonly string[]): XmlElement | null {
  let current: XmlElement | undefined = root;
  for (const name of names) {
    current = current.children.find((child) => child.name === name);
    if (current === undefined) return null;
  }
  return current;
}

/** All text and attribute values below, one line; for an element whose layout is not laid down. */
export function allTextOf(root: XmlElement): string {
  const own = [root.text, ...[...root.attributes].map(([name, value]) => `${name}=${value}`)];
  return [...own, ...root.children.map(allTextOf)].filter((text) => text !== '').join(' ');
}

/** Text as it may stand in an element or in an attribute with double quotes (XML 1.0 2.4). */
export function escapeXml(text: string): string {
  return text.replace(UNSAFE, (character) => ESCAPES[character] ?? '');
}

/** Control characters have no place in XML 1.0 (2.2), not even as references: they are left out. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[&<>"'\u0000-\u001f\u007f\ufffe\uffff]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A new one for each document: the parser keeps state between documents. */
function createParser(maxDepth: number): XMLParser {
  return new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    cdataPropName: CDATA,
    // The five predefined entities and character references are decoded below; the library knows no more of them safely.
    processEntities: false,
    removeNSPrefix: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: maxDepth,
  });
}

const CDATA = '#cdata';
const TEXT = '#text';

interface Content {
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** The library's ordered form: [{ tag: [children], ':@': { name: value } }, …], text as { '#text': … }. */
function readContent(nodes: unknown, levelsLeft: number, budget: { elements: number }): Content {
  const children: XmlElement[] = [];
  const text: string[] = [];
  if (!Array.isArray(nodes) || levelsLeft < 0) return { children, text: '' };
  for (const node of nodes as readonly unknown[]) {
    if (typeof node !== 'object' || node === null) continue;
    for (const [key, value] of Object.entries(node) as readonly [string, unknown][]) {
      if (key === ':@') continue;
      if (key === TEXT) {
        if (typeof value === 'string') text.push(decodeReferences(value));
      } else if (key === CDATA) {
        text.push(rawText(value));
      } else {
        budget.elements -= 1;
        if (budget.elements < 0) return { children, text: '' };
        const attributes = readAttributes(':@' in node ? node[':@'] : null);
        children.push({ name: key, attributes, ...readContent(value, levelsLeft - 1, budget) });
      }
    }
  }
  return { children, text: text.join('').trim() };
}

function rawText(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  return (nodes as readonly unknown[])
    .map((node) =>
      typeof node === 'object' && node !== null && TEXT in node && typeof node[TEXT] === 'string'
        ? node[TEXT]
        : '',
    )
    .join('');
}

function readAttributes(found: unknown): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  if (typeof found !== 'object' || found === null) return attributes;
  for (const [name, value] of Object.entries(found) as readonly [string, unknown][]) {
    if (typeof value === 'string') attributes.set(name, decodeReferences(value));
  }
  return attributes;
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** XML 1.0 4.1 and 4.6. An unknown reference stays as it is: a URL with a bare & is common and harmless. */
function decodeReferences(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(PREDEFINED, name) ? (PREDEFINED[name] ?? whole) : whole;
    const isHex = name[1] === 'x' || name[1] === 'X';
    const code = isHex ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
