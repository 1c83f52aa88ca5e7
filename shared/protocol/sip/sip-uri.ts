import { formatHost } from '../../lib/host-and-port.ts';
import { isAlphanumeric, isHexDigit } from './characters.ts';
import { scanHost, scanPort } from './host-port.ts';
import type { Parameter } from './parameters.ts';
import { TextScanner } from './text-scanner.ts';

/** Parts as on the wire: percent escapes are kept, since a signature covers them as they are. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  readonly user: string | null;
  readonly password: string | null;
  /** An IPv6 address stands here without brackets. */
  readonly host: string;
  readonly port: number | null;
  readonly parameters: readonly Parameter[];
  /** What follows the question mark: headers that a request made from this URI would carry. */
  readonly headers: string | null;
}

/** Returns null for anything but a well-formed sip: or sips: URI. Source: RFC 3261 19.1.1, 25.1. */
export function parseSipUri(text: string): SipUri | null {
  const scheme = /^sips?(?=:)/i.exec(text)?.[0].toLowerCase();
  if (scheme !== 'sip' && scheme !== 'sips') return null;
  const rest = text.slice(scheme.length + 1);
  const at = rest.indexOf('@');
  const userInfo = at === -1 ? { user: null, password: null } : parseUserInfo(rest.slice(0, at));
  if (userInfo === null) return null;

  const scanner = new TextScanner(rest.slice(at + 1));
  const host = scanHost(scanner);
  if (host === null) return null;
  const port = scanner.take(':') ? scanPort(scanner) : undefined;
  if (port === null) return null;
  const parameters: Parameter[] = [];
  while (scanner.take(';')) {
    const name = scanner.takeWhile(isUriParameterCode);
    const value = scanner.take('=') ? scanner.takeWhile(isUriParameterCode) : null;
    if (name === '' || value === '' || !hasValidEscapes(name + (value ?? ''))) return null;
    parameters.push({ name, value });
  }
  const headers = scanner.take('?') ? scanner.takeWhile((code) => isHeaderCode(code)) : null;
  if (!scanner.isAtEnd() || headers === '') return null;
  return { scheme, ...userInfo, host, port: port ?? null, parameters, headers };
}

export function serializeSipUri(uri: SipUri): string {
  const password = uri.password === null ? '' : `:${uri.password}`;
  const userInfo = uri.user === null ? '' : `${uri.user}${password}@`;
  const port = uri.port === null ? '' : `:${uri.port}`;
  const parameters = uri.parameters.map(({ name, value }) =>
    value === null ? `;${name}` : `;${name}=${value}`,
  );
  const headers = uri.headers === null ? '' : `?${uri.headers}`;
  return `${uri.scheme}:${userInfo}${formatHost(uri.host)}${port}${parameters.join('')}${headers}`;
}

function parseUserInfo(text: string): Pick<SipUri, 'user' | 'password'> | null {
  const colon = text.indexOf(':');
  const user = colon === -1 ? text : text.slice(0, colon);
  const password = colon === -1 ? null : text.slice(colon + 1);
  if (user === '' || !isMadeOf(user, USER_MARKS) || !isMadeOf(password ?? '', PASSWORD_MARKS)) return null;
  return { user, password };
}

const UNRESERVED_MARKS = "-_.!~*'()";
const USER_MARKS = `${UNRESERVED_MARKS}&=+$,;?/`;
const PASSWORD_MARKS = `${UNRESERVED_MARKS}&=+$,`;
const PARAMETER_MARKS = `${UNRESERVED_MARKS}[]/:&+$%`;
const HEADER_MARKS = `${UNRESERVED_MARKS}[]/?:+$%&=`;

function isUriParameterCode(code: number): boolean {
  return isAlphanumeric(code) || PARAMETER_MARKS.includes(String.fromCharCode(code));
}

function isHeaderCode(code: number): boolean {
  return isAlphanumeric(code) || HEADER_MARKS.includes(String.fromCharCode(code));
}

function isMadeOf(text: string, marks: string): boolean {
  const scanner = new TextScanner(text);
  scanner.takeWhile((code) => isAlphanumeric(code) || `${marks}%`.includes(String.fromCharCode(code)));
  return scanner.isAtEnd() && hasValidEscapes(text);
}

function hasValidEscapes(text: string): boolean {
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', at + 1)) {
    if (!isHexDigit(text.charCodeAt(at + 1)) || !isHexDigit(text.charCodeAt(at + 2))) return false;
  }
  return true;
}
