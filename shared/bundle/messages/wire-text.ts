import type { EventData } from '../../events/catalogue.ts';
import type { Header } from '../../events/header.ts';
import { headerKey } from '../../protocol/sip/header-names.ts';

/** A message as text, with CRLF, and what is not as it was on the wire, a sentence each. */
export interface WireText {
  readonly text: string;
  readonly notes: readonly string[];
}

/** Wireshark takes no packet of more than 262,144 bytes: so much of a message goes into one. */
const MOST_HEAD_BYTES = 48_000;
const MOST_BODY_BYTES = 200_000;

export function sipRequestText(
  data: EventData<'sip.request.sent'> | EventData<'sip.request.received'>,
): WireText {
  const { method, requestUri, headers, body } = data;
  return wireText(`${method} ${requestUri} SIP/2.0`, withLength(headers, body), body);
}

export function sipResponseText(
  data: EventData<'sip.response.received'> | EventData<'sip.response.sent'>,
): WireText {
  const body = 'body' in data ? data.body : '';
  return wireText(`SIP/2.0 ${data.status} ${data.reason}`, withLength(data.headers, body), body);
}

export function httpRequestText(data: EventData<'http.request.sent'>): WireText {
  const { method, headers, body, bodyBytes } = data;
  const startLine = `${method} ${requestTarget(data)} HTTP/1.1`;
  return wireText(startLine, body === undefined ? headers : withLength(headers, body, bodyBytes), body ?? '');
}

/** Its body is in the log as it was after decoding, and so the headers must not say that it is encoded. */
export function httpResponseText({
  status,
  reason,
  headers,
  body,
}: EventData<'http.response.received'>): WireText {
  const startLine = `HTTP/1.1 ${status} ${reason}`;
  const encodings = headers.filter(isEncoding);
  if (encodings.length === 0) return wireText(startLine, headers, body);
  const plain = headers.filter((header) => !isEncoding(header));
  const { text, notes } = wireText(startLine, withLength(plain, body), body);
  const left = encodings.map(([name, value]) => oneLine(`${name}: ${value}`)).join(', ');
  return { text, notes: [`The body stands here decoded, without ${left}.`, ...notes] };
}

/** Origin form; the whole URL for a proxy, the authority for a tunnel (RFC 9112 3.2). */
function requestTarget({ method, url, proxy }: EventData<'http.request.sent'>): string {
  if (method === 'CONNECT') return url;
  try {
    const { protocol, href, hash, pathname, search } = new URL(url);
    if (proxy !== null && protocol === 'http:') return href.slice(0, href.length - hash.length);
    return pathname + search;
  } catch {
    // The URL parser has no other way to say no.
    return url;
  }
}

function isEncoding([name, value]: Header): boolean {
  const key = name.trim().toLowerCase();
  return key === 'transfer-encoding' || (key === 'content-encoding' && value.trim() !== 'identity');
}

/** Where the log has no Content-Length, because it was added on sending: it is the last header then. */
function withLength(headers: readonly Header[], body: string, length = byteLength(body)): readonly Header[] {
  return headers.some(isLength) ? headers : [...headers, ['Content-Length', String(length)]];
}

/**
 * Content-Length becomes that of the body as it stands here: secrets are withheld and long ones cut in the log, and a reader
 * would miss what the length promises.
 */
function wireText(startLine: string, headers: readonly Header[], wholeBody: string): WireText {
  const notes: string[] = [];
  const body = cutToBytes(wholeBody, MOST_BODY_BYTES);
  const length = String(byteLength(body));
  const lines = [oneLine(startLine)];
  let headBytes = byteLength(lines.join());
  let isWhole = true;
  for (const header of headers) {
    const [name, value] = header;
    const isOfBody = isLength(header);
    if (isOfBody && value.trim() !== length) {
      notes.push(
        oneLine(`Content-Length is that of the body as it stands here; the message itself said ${value}.`),
      );
    }
    const line = oneLine(`${name}: ${isOfBody ? length : value}`);
    headBytes += byteLength(line) + 2;
    if (headBytes <= MOST_HEAD_BYTES) lines.push(line);
    else isWhole = false;
  }
  const text = `${lines.join('\r\n')}\r\n\r\n${body}`;
  if (!isWhole) notes.push('The last headers are left out.');
  if (body.length < wholeBody.length) notes.push('The end of the body is left out.');
  if (/\[withheld, \d+ bytes?\]/.test(text)) notes.push('Secrets are withheld; only their size is told.');
  return { text, notes };
}

function isLength([name]: Header): boolean {
  return headerKey(name.trim()) === 'content-length';
}

/** Nothing in a line may begin another one. */
function oneLine(text: string): string {
  return text.slice(0, MOST_HEAD_BYTES / 3).replace(/[\r\n\0]+/g, ' ');
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cuts between characters. */
export function cutToBytes(text: string, most: number): string {
  // A UTF-16 unit is at most three bytes of UTF-8.
  if (text.length * 3 <= most) return text;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= most) return text;
  let end = most;
  // Bytes that continue a character (RFC 3629 3).
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end));
}
