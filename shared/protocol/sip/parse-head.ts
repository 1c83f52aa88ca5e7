import { everyCode, isDigit, isToken, trimBlanks } from './characters.ts';
import { expandHeaderName, headerKey } from './header-names.ts';
import { MAX_HEADER_COUNT, type SipLimits } from './limits.ts';
import type { SipHeader } from './message.ts';
import type { SipParseError } from './parse-error.ts';
import { parseStartLine, type StartLine } from './start-line.ts';

const CR = 0x0d;
const LF = 0x0a;

export interface MessageHead {
  readonly startLine: StartLine;
  readonly headers: readonly SipHeader[];
  readonly contentLength: number | null;
}

export type MessageHeadOutcome =
  { readonly ok: true; readonly head: MessageHead } | { readonly ok: false; readonly error: SipParseError };

/**
 * Reads start line and headers. Takes the bytes from the start line up to and including the blank line.
 * Invalid UTF-8 becomes U+FFFD, so that what a broken peer sends can still be shown.
 */
export function parseHead(bytes: Uint8Array, limits: SipLimits): MessageHeadOutcome {
  const lines = splitLines(bytes);
  const [first, ...rest] = lines;
  if (first === undefined) return refuse('truncated', 'there is no start line', 0);
  const startLine = parseStartLine(first.text);
  if ('code' in startLine) return { ok: false, error: startLine };

  const headers: { name: string; pieces: string[] }[] = [];
  for (const { text, offset, hasBareCarriageReturn } of rest) {
    if (hasBareCarriageReturn) return refuse('bad-header', 'a carriage return without a line feed', offset);
    if (text.startsWith(' ') || text.startsWith('\t')) {
      const last = headers.at(-1);
      if (last === undefined)
        return refuse('bad-header', 'a continuation line before the first header', offset);
      last.pieces.push(trimBlanks(text));
      continue;
    }
    if (headers.length === MAX_HEADER_COUNT) {
      return refuse('too-many-headers', `more than ${MAX_HEADER_COUNT} headers`, offset);
    }
    const colon = text.indexOf(':');
    const name = trimBlanks(text.slice(0, Math.max(colon, 0)));
    if (!isToken(name))
      return refuse('bad-header', 'a header line does not begin with a name and a colon', offset);
    headers.push({ name: expandHeaderName(name), pieces: [trimBlanks(text.slice(colon + 1))] });
  }

  // A fold counts as one space, wherever it stands. Source: RFC 3261 7.3.1.
  const unfolded = headers.map(({ name, pieces }) => ({
    name,
    value: pieces.filter((piece) => piece !== '').join(' '),
  }));
  const contentLength = readContentLength(unfolded, bytes.length, limits);
  if (typeof contentLength === 'object' && contentLength !== null) return { ok: false, error: contentLength };
  return { ok: true, head: { startLine, headers: unfolded, contentLength } };
}

/** Returns the offset behind the blank line that ends the headers, or -1. A bare line feed ends a line too. */
export function findHeadEnd(bytes: Uint8Array, from: number): number {
  for (let lineEnd = bytes.indexOf(LF, from); lineEnd !== -1; lineEnd = bytes.indexOf(LF, lineEnd + 1)) {
    if (bytes[lineEnd + 1] === LF) return lineEnd + 2;
    if (bytes[lineEnd + 1] === CR && bytes[lineEnd + 2] === LF) return lineEnd + 3;
  }
  return -1;
}

interface Line {
  readonly text: string;
  readonly offset: number;
  readonly hasBareCarriageReturn: boolean;
}

function splitLines(bytes: Uint8Array): readonly Line[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const lines: Line[] = [];
  let offset = 0;
  for (let lineEnd = bytes.indexOf(LF); lineEnd !== -1; lineEnd = bytes.indexOf(LF, offset)) {
    const end = lineEnd > offset && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (end === offset) break;
    const line = bytes.subarray(offset, end);
    lines.push({ text: decoder.decode(line), offset, hasBareCarriageReturn: line.includes(CR) });
    offset = lineEnd + 1;
  }
  return lines;
}

/** Several equal values are one; different ones leave the end of the message unknown (RFC 4475 3.3.9). */
function readContentLength(
  headers: readonly SipHeader[],
  headSize: number,
  limits: SipLimits,
): number | null | SipParseError {
  const values = headers
    .filter((header) => headerKey(header.name) === 'content-length')
    .map((header) => header.value);
  const [value] = values;
  if (value === undefined) return null;
  if (value === '' || !everyCode(value, isDigit)) {
    return { code: 'bad-content-length', detail: 'Content-Length is not a number', offset: headSize };
  }
  const contentLength = Number(value);
  if (values.some((other) => !everyCode(other, isDigit) || Number(other) !== contentLength)) {
    return {
      code: 'bad-content-length',
      detail: 'several Content-Length headers disagree',
      offset: headSize,
    };
  }
  if (contentLength > limits.sipBodyBytes) {
    return {
      code: 'too-large',
      detail: `the body would be larger than ${limits.sipBodyBytes} bytes`,
      offset: headSize,
    };
  }
  return contentLength;
}

function refuse(code: SipParseError['code'], detail: string, offset: number): MessageHeadOutcome {
  return { ok: false, error: { code, detail, offset } };
}
