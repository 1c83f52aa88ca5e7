import type { Header } from '../../events/header.ts';
import type { AutodiscoverDocument } from '../../events/http-events.ts';
import { hostOfUrl } from '../../lib/web-url.ts';
import { parseAutodiscover } from '../../protocol/autodiscover/parse-autodiscover.ts';
import { withholdHeader, withholdMessageBody } from '../../redaction/secret-messages.ts';
import { withholdSecrets } from '../../redaction/secret-texts.ts';
import type { StepId } from '../../run/ids.ts';
import type { EventWriter } from './event-writer.ts';
import type { HttpMessage } from './read-message.ts';
import type { WebFailure } from './read-remark.ts';

const MAX_OPEN = 100;
const LOGGED_BODY_LENGTH = 65_536;

interface Request {
  readonly url: string;
  readonly host: string;
  readonly seq: number;
  readonly flow: string;
  readonly atMs: number;
  readonly step: StepId;
}

/** An answer to a request over the web. */
export interface Fetched {
  readonly url: string;
  readonly host: string;
  readonly status: number;
  readonly tookMs: number;
  /** What autodiscover says; null: it is none, or cannot be read. */
  readonly document: AutodiscoverDocument | null;
}

/** Requests over the web: as lines of the log tell them, or as the messages themselves. */
export class WebStory {
  private readonly writer: EventWriter;
  private open: Request[] = [];
  private flows = 0;

  constructor(writer: EventWriter) {
    this.writer = writer;
  }

  /** A line says that the client asks. Returns whether that is a URL. */
  asked(url: string): boolean {
    return this.send('GET', withholdSecrets(url), [], '', 'discovery');
  }

  /** A line says what came back to the last request. */
  answered(status: number): Fetched | null {
    return this.receive(status, '', [], '');
  }

  /** A line says why nothing came back. Returns the host of the last request, and how long it took. */
  failed(failure: WebFailure, detail: string): { readonly host: string; readonly tookMs: number } | null {
    const last = this.open.pop();
    if (last === undefined) return null;
    const { url, host, seq, flow, step, atMs } = last;
    const tookMs = this.writer.now - atMs;
    this.writer.add('http.request.failed', { url, failure, detail, tookMs }, { step, flow, cause: seq });
    return { host, tookMs };
  }

  /** A message of HTTP itself. Returns what an answer says. */
  message(message: HttpMessage, step: StepId): Fetched | null {
    const headers: Header[] = message.headers.map(({ name, value }) => withholdHeader([name, value], 'http'));
    const body = withholdMessageBody(message.body.slice(0, LOGGED_BODY_LENGTH), headers, 'http');
    if (message.kind === 'response') {
      return this.receive(message.status, message.reason, headers, body, message.body);
    }
    this.send(message.method, withholdSecrets(urlOf(message)), headers, body, step);
    return null;
  }

  private send(method: string, url: string, headers: Header[], body: string, step: StepId): boolean {
    const host = hostOfUrl(url);
    if (host === null) return false;
    this.flows += 1;
    const flow = `http-${this.flows}`;
    const content = body === '' ? {} : { body, bodyBytes: new TextEncoder().encode(body).length };
    const request = { method, url, headers, proxy: null, ...content };
    const seq = this.writer.add('http.request.sent', request, { step, flow });
    this.open = [...this.open.slice(1 - MAX_OPEN), { url, host, seq, flow, atMs: this.writer.now, step }];
    return true;
  }

  /** Logs of web requests do not say what belongs together; a client waits for one answer after the other. */
  private receive(
    status: number,
    reason: string,
    headers: Header[],
    body: string,
    plain = '',
  ): Fetched | null {
    const last = this.open.pop();
    if (last === undefined) return null;
    const { url, host, seq, flow, step, atMs } = last;
    const tookMs = this.writer.now - atMs;
    const bodyBytes = new TextEncoder().encode(plain).length;
    const data = { url, status, reason, headers, body, bodyBytes, tookMs };
    const cause = this.writer.add('http.response.received', data, { step, flow, cause: seq });
    const document = status === 200 && plain !== '' ? documentIn(headers, plain) : null;
    if (document !== null)
      this.writer.add('autodiscover.document.read', { url, document }, { step, flow, cause });
    return { url, host, status, tookMs, document };
  }
}

function urlOf({ target, headers }: Extract<HttpMessage, { readonly kind: 'request' }>): string {
  if (/^https?:\/\//i.test(target)) return target;
  const host = headers.find(({ name }) => name.toLowerCase() === 'host')?.value ?? '';
  return `https://${host}${target.startsWith('/') ? '' : '/'}${target}`;
}

function documentIn(headers: readonly Header[], body: string): AutodiscoverDocument | null {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
  if (type === null || !/autodiscover/i.test(type)) return null;
  const parsed = parseAutodiscover(type, body);
  return parsed.ok ? parsed.value : null;
}
