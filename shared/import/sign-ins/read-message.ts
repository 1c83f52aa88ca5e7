import { headerKey, expandHeaderName } from '../../protocol/sip/header-names.ts';
import { MAX_HEADER_COUNT } from '../../protocol/sip/limits.ts';
import { firstHeader, type SipHeader, type SipMessage } from '../../protocol/sip/message.ts';
import { parseStartLine } from '../../protocol/sip/start-line.ts';
import { DEFAULT_LIMITS } from '../../run/limits.ts';

/** Start line, headers and body of a text, without what makes it SIP or HTTP. */
export interface MessageText {
  readonly startLine: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** A user as From and To name one. */
export interface NamedUser {
  /** user@domain, the domain in lower case. */
  readonly address: string | null;
  readonly epid: string | null;
}

/**
 * Takes a message of a log apart. More forgiving than the parser of what comes over the wire: a viewer or a mail gateway may have
 * changed line ends, and a line that is no header is passed over. null: there is not even a start line. Linear, never fails.
 */
export function splitMessage(text: string): MessageText | null {
  const start = skipEmptyLines(text);
  const limit = Math.min(text.length, start + DEFAULT_LIMITS.sipHeaderBytes);
  const headEnd = endOfHead(text, start, limit);
  const [startLine = '', ...lines] = text.slice(start, headEnd).split('\n');
  if (startLine.trim() === '') return null;
  return { startLine: startLine.trim(), headers: readHeaders(lines), body: bodyBehind(text, headEnd) };
}

/** null: not SIP. */
export function readSip(text: string): SipMessage | null {
  const split = splitMessage(text);
  if (split === null) return null;
  const startLine = parseStartLine(split.startLine);
  if ('code' in startLine) return null;
  const { headers } = split;
  const announced = headers.find(({ name }) => headerKey(name) === 'content-length')?.value.trim();
  const body = announced === '0' ? '' : split.body;
  return { ...startLine, headers, body: new TextEncoder().encode(body) };
}

/** A message of HTTP as a log has it; bodies are text. */
export type HttpMessage =
  | (HttpParts & { readonly kind: 'request'; readonly method: string; readonly target: string })
  | (HttpParts & { readonly kind: 'response'; readonly status: number; readonly reason: string });

interface HttpParts {
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

const HTTP_REQUEST = /^([A-Z]{3,8}) ([^\s]{1,4000}) HTTP\/1\.[01]$/;
const HTTP_ANSWER = /^HTTP\/1\.[01] (\d{3})(?: (.{0,200}))?$/;

export function isHttpText(text: string): boolean {
  return /^\s{0,4}(?:HTTP\/1\.|(?:GET|POST|HEAD|PUT|DELETE|CONNECT) )/.test(text);
}

/** null: not HTTP. */
export function readHttp(text: string): HttpMessage | null {
  const split = splitMessage(text);
  if (split === null) return null;
  const { startLine, headers, body } = split;
  const [, method, target] = HTTP_REQUEST.exec(startLine) ?? [];
  if (method !== undefined && target !== undefined) return { kind: 'request', method, target, headers, body };
  const [, status, reason = ''] = HTTP_ANSWER.exec(startLine) ?? [];
  return status === undefined ? null : { kind: 'response', status: Number(status), reason, headers, body };
}

export function cseqOf(message: SipMessage): CSeq | null {
  return parseCSeq(firstHeader(message, 'CSeq') ?? '');
}

export function parseCSeq(value: string): CSeq | null {
  const [, digits, method] = /^\s*(\d{1,10})\s+([A-Za-z]{1,32})\s*$/.exec(value) ?? [];
  return digits === undefined || method === undefined ? null : { number: Number(digits), method };
}

/** Takes the value of From or To. */
export function userIn(value: string): NamedUser {
  const [, user, domain] =
    /sips?:([^\s;<>@"]{1,256})@([^\s;<>"?:,]{1,255})/i.exec(value.slice(0, 2_000)) ?? [];
  const [, epid] = /;\s*epid=([^\s;<>",]{1,64})/i.exec(value.slice(0, 2_000)) ?? [];
  return {
    address: user === undefined || domain === undefined ? null : `${user}@${domain.toLowerCase()}`,
    epid: epid?.toLowerCase() ?? null,
  };
}

function skipEmptyLines(text: string): number {
  let at = 0;
  while (text[at] === '\n' || text[at] === '\r') at += 1;
  return at;
}

function endOfHead(text: string, start: number, limit: number): number {
  const blank = text.indexOf('\n\n', start);
  const carriage = text.indexOf('\n\r\n', start);
  const ends = [blank, carriage].filter((at) => at !== -1);
  return Math.min(limit, ...ends);
}

function readHeaders(lines: readonly string[]): readonly SipHeader[] {
  const headers: { name: string; pieces: string[] }[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      headers.at(-1)?.pieces.push(line.trim());
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim();
    if (!/^[\w.!%*+`'~-]{1,128}$/.test(name)) continue;
    if (headers.length === MAX_HEADER_COUNT) break;
    headers.push({ name: expandHeaderName(name), pieces: [line.slice(colon + 1).trim()] });
  }
  return headers.map(({ name, pieces }) => ({ name, value: pieces.join(' ') }));
}

/** Logs put empty lines of their own behind a message. */
function bodyBehind(text: string, headEnd: number): string {
  const rest = text.slice(headEnd, headEnd + DEFAULT_LIMITS.sipBodyBytes);
  let from = 0;
  while (rest[from] === '\n' || rest[from] === '\r') from += 1;
  let to = rest.length;
  while (to > from && (rest[to - 1] === '\n' || rest[to - 1] === '\r')) to -= 1;
  return rest.slice(from, to);
}
