/** A document as a service needs it: with namespaces, so that it can be written again in canonical form. */
export interface XmlElement {
  /** Empty where there is none. */
  readonly prefix: string;
  readonly localName: string;
  readonly namespace: string;
  /** As written, declarations of namespaces apart. */
  readonly attributes: readonly XmlAttribute[];
  /** Every prefix that means something here; the empty one is the default namespace. */
  readonly inScope: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

export interface XmlAttribute {
  readonly prefix: string;
  readonly localName: string;
  readonly namespace: string;
  readonly value: string;
}

/** More than any request of a client has; bounds, not tunings. */
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 2_000;
const MAX_ATTRIBUTES = 64;

const NAME = '[A-Za-z_][\\w.-]{0,127}';
const TAG = new RegExp(`<(/?)(?:(${NAME}):)?(${NAME})`, 'y');
const ATTRIBUTE = new RegExp(`\\s+(?:(${NAME}):)?(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const TAG_END = /\s*(\/?)>/y;
const DECLARATION = /^\uFEFF?(?:<\?xml[^<>]{0,200}\?>)?\s*/;

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

interface Open {
  readonly element: XmlElement;
  readonly children: (XmlElement | string)[];
}

/**
 * Reads one XML element with what is in it. Comments are left out, as canonical form has it; a document type, processing
 * instructions, CDATA and unknown entities are refused: no client sends them, and attackers do.
 * Returns null for anything that it does not take. Time is linear in the text's length.
 */
export function readXml(text: string): XmlElement | null {
  // XML 1.0 2.11: line ends are one line feed.
  const source = text.replace(/\r\n?/g, '\n');
  const opened: Open[] = [];
  let root: XmlElement | null = null;
  let elements = 0;
  let at = DECLARATION.exec(source)?.[0].length ?? 0;

  while (at < source.length) {
    const parent = opened.at(-1);
    const next = source.indexOf('<', at);
    const characters = source.slice(at, next < 0 ? undefined : next);
    if (parent === undefined) {
      if (characters.trim() !== '') return null;
    } else if (characters !== '') {
      const decoded = decodeReferences(characters);
      if (decoded === null) return null;
      parent.children.push(decoded);
    }
    if (next < 0) break;
    if (source.startsWith('<!--', next)) {
      const end = source.indexOf('-->', next + 4);
      if (end < 0) return null;
      at = end + 3;
      continue;
    }
    const tag = match(TAG, source, next);
    if (tag === null) return null;
    const [whole, slash, prefix = '', localName = ''] = tag;
    at = next + whole.length;
    if (slash === '/') {
      const end = match(TAG_END, source, at);
      if (end === null || end[1] === '/' || parent === undefined) return null;
      if (parent.element.prefix !== prefix || parent.element.localName !== localName) return null;
      opened.pop();
      at += end[0].length;
      continue;
    }
    elements += 1;
    const isSecondRoot = root !== null && parent === undefined;
    if (elements > MAX_ELEMENTS || opened.length >= MAX_DEPTH || isSecondRoot) return null;
    const read = readAttributes(source, at);
    if (read === null) return null;
    const end = match(TAG_END, source, read.end);
    if (end === null) return null;
    at = read.end + end[0].length;
    const children: (XmlElement | string)[] = [];
    const element = build({ prefix, localName, children }, read.attributes, parent?.element.inScope ?? null);
    if (element === null) return null;
    if (parent === undefined) root = element;
    else parent.children.push(element);
    if (end[1] !== '/') opened.push({ element, children });
  }
  return opened.length === 0 ? root : null;
}

/** Follows local names from child to child. */
export function elementAt(from: XmlElement | null, ...path: readonly string[]): XmlElement | null {
  let current = from;
  for (const localName of path) {
    current = current?.children.find((child) => isNamed(child, localName)) ?? null;
  }
  return current;
}

/** The text of an element without the blanks around it; empty where there is no element. */
export function textOf(element: XmlElement | null): string {
  return (element?.children ?? [])
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
}

export function attributeOf(element: XmlElement | null, localName: string): string | null {
  return element?.attributes.find((attribute) => attribute.localName === localName)?.value ?? null;
}

function isNamed(child: XmlElement | string, localName: string): child is XmlElement {
  return typeof child !== 'string' && child.localName === localName;
}

type RawAttribute = Omit<XmlAttribute, 'namespace'>;

function readAttributes(
  source: string,
  from: number,
): { readonly attributes: readonly RawAttribute[]; readonly end: number } | null {
  const attributes: RawAttribute[] = [];
  let end = from;
  for (;;) {
    const found = match(ATTRIBUTE, source, end);
    if (found === null) return { attributes, end };
    const [whole, prefix = '', localName = '', double, single] = found;
    // XML 1.0 3.3.3: a line end or tab in a value is a blank, unless it came as a reference.
    const value = decodeReferences((double ?? single ?? '').replace(/[\t\n]/g, ' '));
    if (value === null || attributes.length >= MAX_ATTRIBUTES) return null;
    if (attributes.some((other) => other.prefix === prefix && other.localName === localName)) return null;
    attributes.push({ prefix, localName, value });
    end += whole.length;
  }
}

/** Gives names their namespaces. Returns null for a prefix that nobody declared. */
function build(
  tag: Pick<XmlElement, 'prefix' | 'localName' | 'children'>,
  written: readonly RawAttribute[],
  outer: ReadonlyMap<string, string> | null,
): XmlElement | null {
  const isDeclaration = ({ prefix, localName }: RawAttribute): boolean =>
    prefix === 'xmlns' || (prefix === '' && localName === 'xmlns');
  const declared = written.filter(isDeclaration);
  const inherited = outer ?? new Map([['xml', XML_NAMESPACE]]);
  const inScope =
    declared.length === 0
      ? inherited
      : new Map([
          ...inherited,
          ...declared.map(({ prefix, localName, value }) => [prefix === '' ? '' : localName, value] as const),
        ]);
  const attributes: XmlAttribute[] = [];
  for (const attribute of written) {
    if (isDeclaration(attribute)) continue;
    const namespace = attribute.prefix === '' ? '' : inScope.get(attribute.prefix);
    if (namespace === undefined) return null;
    attributes.push({ ...attribute, namespace });
  }
  const namespace = inScope.get(tag.prefix) ?? (tag.prefix === '' ? '' : null);
  return namespace === null ? null : { ...tag, namespace, attributes, inScope };
}

const PREDEFINED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);
const REFERENCE = /^(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/;

/** XML 1.0 4.1 and 4.6. Returns null for a reference to anything else, and for a bare ampersand. */
function decodeReferences(text: string): string | null {
  const [start = '', ...others] = text.split('&');
  let decoded = start;
  for (const other of others) {
    const [whole, hex, decimal, name = ''] = REFERENCE.exec(other) ?? [];
    if (whole === undefined) return null;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const character = PREDEFINED.get(name) ?? (isCharacter(code) ? String.fromCodePoint(code) : null);
    if (character === null) return null;
    decoded += character + other.slice(whole.length);
  }
  return decoded;
}

/** Of those that have a number, the ones that text may have. */
function isCharacter(code: number): boolean {
  return Number.isInteger(code) && code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

function match(sticky: RegExp, source: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(source);
}
