import { everyCode, isDigit, isToken } from './characters.ts';
import type { SipParseError } from './parse-error.ts';

export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly requestUri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

/**
 * Takes the first line without its line end.
 * Exactly one space between the parts: RFC 3261 7.1 and 7.2, RFC 4475 3.1.2.8 to 3.1.2.10.
 */
export function parseStartLine(line: string): StartLine | SipParseError {
  if (line.includes('\r')) return badStartLine('a carriage return without a line feed');
  return /^SIP\//i.test(line) ? parseStatusLine(line) : parseRequestLine(line);
}

/** No blank, no control character, none of the delimiters that would let it run into its neighbours. */
export function isRequestUri(text: string): boolean {
  return (
    text !== '' &&
    everyCode(text, (code) => code > 0x20 && code !== 0x7f && !'<>"'.includes(String.fromCharCode(code)))
  );
}

/** Source: RFC 3261 25.1, `Status-Code`: three digits, the first from 1 to 6. */
export function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 100 && status <= 699;
}

function parseStatusLine(line: string): StartLine | SipParseError {
  const [version = '', statusText = ''] = line.split(' ', 2);
  if (!isSipVersion(version)) return badVersion(version);
  const status = Number(statusText);
  if (statusText.length !== 3 || !everyCode(statusText, isDigit) || !isStatus(status)) {
    return badStartLine('the status is not a number from 100 to 699');
  }
  return { kind: 'response', status, reason: line.slice(version.length + statusText.length + 2) };
}

function parseRequestLine(line: string): StartLine | SipParseError {
  const [method = '', requestUri = '', version = '', ...rest] = line.split(' ', 4);
  if (!isToken(method)) return badStartLine('neither a SIP status line nor a SIP request line');
  if (/^SIP\//i.test(version) && rest.length === 0 && !isSipVersion(version)) return badVersion(version);
  if (rest.length > 0 || !isSipVersion(version)) {
    return badStartLine('a request line has three parts with one space between them, the last being SIP/2.0');
  }
  if (!isRequestUri(requestUri)) return badStartLine('the request URI has characters that no URI may have');
  return { kind: 'request', method, requestUri };
}

function isSipVersion(text: string): boolean {
  return text.toUpperCase() === 'SIP/2.0';
}

function badStartLine(detail: string): SipParseError {
  return { code: 'bad-start-line', detail, offset: 0 };
}

function badVersion(version: string): SipParseError {
  return { code: 'bad-version', detail: `the version is ${version.slice(0, 32)}, not SIP/2.0`, offset: 0 };
}
