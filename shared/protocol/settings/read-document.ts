import { failure, type Result } from '../../lib/result.ts';
import { parseSipUri } from '../sip/sip-uri.ts';
import { MAX_XML_LENGTH, readXml, type XmlElement } from '../xml/xml.ts';
import { MAX_NAME_LENGTH, MAX_VALUE_LENGTH, type SettingsRejection } from './rejection.ts';

/** A body as it came off the wire, or its text as a log has it. */
export type Body = Uint8Array | string;

/**
 * Reads a body whose root has one of the names. Namespaces are not compared: products disagree on them.
 * Fails when it is something else; the first reason that holds is the one that says most.
 */
export function readDocument(
  body: Body,
  ...names: readonly [string, ...string[]]
): Result<XmlElement, SettingsRejection> {
  if (body.length > MAX_XML_LENGTH) return rejected('too-large', `more than ${MAX_XML_LENGTH} bytes`);
  const text = (typeof body === 'string' ? body : new TextDecoder('utf-8').decode(body)).trim();
  if (text === '') return rejected('empty', 'the body is empty');
  if (/^<(?:!doctype html|html)[\s>]/i.test(text)) return rejected('html', 'a web page');
  const read = readXml(text);
  if (!read.ok) return rejected('malformed', `not readable as XML: ${read.error}`);
  if (names.includes(read.value.name)) return read;
  return rejected('wrong-document', `<${clip(read.value.name, 60)}> instead of <${names.join('> or <')}>`);
}

export function rejected(
  reason: SettingsRejection['reason'],
  detail: string,
): Result<never, SettingsRejection> {
  return failure({ reason, detail });
}

export function clip(text: string, max: number = MAX_VALUE_LENGTH): string {
  return text.length <= max ? text : text.slice(0, max);
}

/** The text of a child, trimmed; null when there is no such child or nothing in it. */
export function childText(element: XmlElement, name: string): string | null {
  const text = element.children.find((child) => child.name === name)?.text ?? '';
  return text === '' ? null : clip(text);
}

/** null when it is missing or empty. */
export function attribute(element: XmlElement, name: string, max: number = MAX_NAME_LENGTH): string | null {
  const value = element.attributes.get(name)?.trim() ?? '';
  return value === '' ? null : clip(value, max);
}

/** xs:boolean with any capitals: servers write False, too. */
export function readBoolean(text: string | null): boolean | null {
  const word = text?.trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : null;
}

/** A whole number of at most 15 digits, so that it is exact; null for anything else. */
export function readCount(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

/** The first elements, and how many there were beyond them: nothing is left out unsaid. */
export function bounded<T>(
  all: readonly T[],
  max: number,
): { readonly kept: readonly T[]; readonly omitted: number } {
  return { kept: all.slice(0, max), omitted: Math.max(0, all.length - max) };
}

/** A person's address, which stands with and without its scheme in these documents. */
export interface PersonUri {
  /** With scheme, parameters as found. */
  readonly uri: string;
  /** false: it could not stand in a request; one such contact has a server refuse a whole batch. */
  readonly isValid: boolean;
}

export function personUri(found: string): PersonUri {
  const text = clip(found.trim(), MAX_NAME_LENGTH * 2);
  const uri = /^(?:sips?|tel):/i.test(text) ? text : `sip:${text}`;
  return { uri, isValid: (parseSipUri(uri)?.user ?? null) !== null };
}
