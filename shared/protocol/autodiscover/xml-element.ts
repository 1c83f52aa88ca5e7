import { XMLParser } from 'fast-xml-parser';
import { failure, success, type Result } from '../../lib/result.ts';
import { MAX_DEPTH } from './rejection.ts';

export interface XmlElement {
  /** Without prefix: autodiscover documents have no namespace, and some servers invent one. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
}

/**
 * Reads a small XML document into its elements; text between them is left out.
 * Fails with a sentence. A document type is refused before anything is read: it is the door to entity expansion and to
 * files of this machine, and no autodiscover server sends one.
 */
export function parseXmlElement(text: string): Result<XmlElement, string> {
  if (/<!doctype/i.test(text))
    return failure('the document has a document type declaration, which is not accepted');
  let nodes: unknown;
  try {
    // The parser alone accepts unclosed tags; its own check of well-formedness is the one we have.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the named successor is another package for the same code
    nodes = createParser().parse(text, true);
  } catch (error) {
    return failure(error instanceof Error ? error.message.slice(0, 200) : 'not well-formed');
  }
  const roots = readElements(nodes, 0);
  const root = roots?.[0];
  if (root === undefined || roots?.length !== 1) return failure('not one XML element');
  return success(root);
}

/** A new one for each document: the parser keeps state between documents. */
function createParser(): XMLParser {
  return new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    // The five predefined entities and character references are decoded below; the library knows no more of them safely.
    processEntities: false,
    removeNSPrefix: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: MAX_DEPTH,
  });
}

/** The library's ordered form: [{ tag: [children], ':@': { name: value } }, …], text as { '#text': … }. */
function readElements(nodes: unknown, depth: number): readonly XmlElement[] | null {
  if (!Array.isArray(nodes) || depth > MAX_DEPTH) return null;
  const elements: XmlElement[] = [];
  for (const node of nodes as readonly unknown[]) {
    if (typeof node !== 'object' || node === null) continue;
    const entries = Object.entries(node);
    const tag = entries.find(([key]) => key !== ':@' && key !== '#text');
    if (tag === undefined) continue;
    const attributes = entries.find(([key]) => key === ':@')?.[1] as unknown; // entries of an object are any
    elements.push({
      name: tag[0],
      attributes: readAttributes(attributes),
      children: readElements(tag[1], depth + 1) ?? [],
    });
  }
  return elements;
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
