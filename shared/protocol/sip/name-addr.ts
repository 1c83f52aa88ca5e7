import { isBlank, isTokenCode, trimBlanks } from './characters.ts';
import { scanParameters, type Parameter } from './parameters.ts';
import { splitList } from './split-list.ts';
import { TextScanner } from './text-scanner.ts';

/** One element of From, To, Contact, Route, Record-Route or P-Asserted-Identity. */
export interface NameAddr {
  /** Without quotes and escapes, so it may hold control characters: escape it before showing it. */
  readonly displayName: string | null;
  /** Exactly as on the wire, of any scheme; parseSipUri takes it apart. */
  readonly uri: string;
  /** Those of the header (tag, epid, expires), not those of the URI. */
  readonly parameters: readonly Parameter[];
}

/**
 * Returns null when it is not well-formed, so that the defect can be reported.
 * Source: RFC 3261 20.10: without < and >, a semicolon begins header parameters, and `?` and `,` are not allowed.
 */
export function parseNameAddr(value: string): NameAddr | null {
  const scanner = new TextScanner(value);
  const element = scanNameAddr(scanner);
  scanner.skipBlanks();
  return scanner.isAtEnd() ? element : null;
}

/** Reads a comma-separated list; null when one element is malformed. `Contact: *` is not a list and gives null. */
export function parseNameAddrList(value: string): readonly NameAddr[] | null {
  const elements: NameAddr[] = [];
  for (const text of splitList(value) ?? ['']) {
    const element = parseNameAddr(text);
    if (element === null) return null;
    elements.push(element);
  }
  return elements;
}

function scanNameAddr(scanner: TextScanner): NameAddr | null {
  scanner.skipBlanks();
  const displayName = scanDisplayName(scanner);
  if (displayName === undefined) return null;
  const isBracketed = scanner.take('<');
  const uri = scanner.takeWhile(isBracketed ? isBracketedUriCode : isBareUriCode);
  if (!/^[a-z][a-z0-9+.-]*:./i.test(uri) || (isBracketed && !scanner.take('>'))) return null;
  const parameters = scanParameters(scanner);
  return parameters === null ? null : { displayName, uri, parameters };
}

/** A string only when < comes next. null: there is none; undefined: it is malformed. */
function scanDisplayName(scanner: TextScanner): string | null | undefined {
  if (scanner.peek() === '"') {
    const quoted = scanner.takeQuotedString();
    scanner.skipBlanks();
    return quoted === null || scanner.peek() !== '<' ? undefined : quoted;
  }
  const start = scanner.position;
  const words = trimBlanks(scanner.takeWhile(isDisplayNameCode));
  if (scanner.peek() === '<') return words === '' ? null : words;
  scanner.position = start;
  return null;
}

/** RFC 3261 allows tokens only; names in other scripts come unquoted as well. */
function isDisplayNameCode(code: number): boolean {
  return isTokenCode(code) || isBlank(code) || code >= 0x80;
}

function isBracketedUriCode(code: number): boolean {
  return code > 0x20 && code !== 0x7f && !'<>"'.includes(String.fromCharCode(code));
}

function isBareUriCode(code: number): boolean {
  return isBracketedUriCode(code) && !';,?'.includes(String.fromCharCode(code));
}
