import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { withholdBody } from '../../../shared/protocol/withhold/withhold-body.ts';
import { withholdHttpHeader } from '../../../shared/protocol/withhold/withhold-header.ts';
import { withDeadline } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import { decodeBody } from './http-body.ts';
import {
  failed,
  headerList,
  headerOf,
  type HeaderList,
  type HttpFailed,
  type HttpResponse,
} from './http-message.ts';
import { isCancelled, millisecondsSince } from './tcp.ts';
import { errorCode } from './tcp-errors.ts';

/** Characters of a body that the log keeps. */
const MAX_LOGGED_BODY = 65_536;

/** Lends Node's HTTP client one connection that is already open. */
export class ConnectionAgent extends Agent {
  readonly #socket: Duplex;

  constructor(socket: Duplex) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#socket = socket;
  }

  override createConnection(): Duplex {
    return this.#socket;
  }
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** As sent, Host included. */
  readonly headers: HeaderList;
  /** host:port of the proxy in between, for the record. */
  readonly proxy: string | null;
  /** The whole URL in the request line: what a plain-HTTP proxy wants (RFC 9112 3.2.2). */
  readonly hasAbsoluteForm: boolean;
  /** null: a request without one. Empty: Content-Length 0. */
  readonly body: Uint8Array | null;
  /** Called with the seq of http.request.sent right before the bytes go out. */
  readonly onSent?: ((seq: number) => void) | undefined;
}

export type ExchangeOutcome =
  | { readonly ok: true; readonly response: HttpResponse; readonly isReusable: boolean }
  | (HttpFailed & { /** Not a byte of an answer came. */ readonly isUnanswered: boolean });

type Received =
  | { readonly kind: 'response'; readonly message: IncomingMessage; readonly body: Buffer }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'error'; readonly error: Error; readonly isUnanswered: boolean };

/**
 * Sends one request over an open connection and reads the whole answer, within limits.httpExchangeMs; records both, without
 * what is secret in them.
 * On any failure the connection is destroyed. Cancels with ctx.signal, then recording nothing more.
 */
export async function exchangeHttp(
  ctx: ProbeContext,
  agent: ConnectionAgent,
  asked: HttpRequest,
): Promise<ExchangeOutcome> {
  const { clock } = ctx.ports;
  const { limits } = ctx.plan;
  const url = asked.url.href;
  const sent = ctx.record('http.request.sent', {
    method: asked.method,
    url,
    headers: loggedHeaders(asked.headers),
    proxy: asked.proxy,
    ...(asked.body === null ? {} : { body: loggedBody(asked.body), bodyBytes: asked.body.length }),
  });
  asked.onSent?.(sent);
  const startedAt = clock.now();

  const waited = await withDeadline(clock, limits.httpExchangeMs, ctx.signal, (signal) =>
    send(agent, asked, limits, signal),
  );
  const tookMs = millisecondsSince(clock, startedAt);
  if (ctx.signal.aborted) return { ...failed('cancelled', 'cancelled'), isUnanswered: true };

  const fail = (
    failure: Exclude<HttpFailed['failure'], 'cancelled'>,
    detail: string,
    isUnanswered: boolean,
  ) => {
    ctx.record('http.request.failed', { url, failure, detail, tookMs }, sent);
    return { ...failed(failure, detail), isUnanswered };
  };
  if (waited.kind !== 'done')
    return fail('timeout', `no complete answer within ${limits.httpExchangeMs} ms`, false);
  const received = waited.value;
  if (received.kind === 'error') {
    const { failure, detail } = classify(received.error, limits.httpHeaderBytes);
    if (failure === 'too-large') {
      ctx.record('limit.exceeded', {
        limit: 'httpHeaderBytes',
        allowed: limits.httpHeaderBytes,
        what: `headers of ${url}`,
      });
    }
    return fail(failure, detail, received.isUnanswered);
  }
  const tooLarge = (detail: string) => {
    ctx.record('limit.exceeded', {
      limit: 'httpBodyBytes',
      allowed: limits.httpBodyBytes,
      what: `body of ${url}`,
    });
    return fail('too-large', detail, false);
  };
  if (received.kind === 'too-large') return tooLarge(`the body is larger than ${limits.httpBodyBytes} bytes`);

  const { message } = received;
  const list = headerList(message.rawHeaders);
  const decoded = await decodeBody(received.body, headerOf(list, 'content-encoding'), limits.httpBodyBytes);
  if (isCancelled(ctx)) return { ...failed('cancelled', 'cancelled'), isUnanswered: true };
  if (!decoded.ok) {
    const { failure, detail } = decoded.error;
    return failure === 'too-large' ? tooLarge(detail) : fail(failure, detail, false);
  }
  const body = decoded.value.toString('utf8');
  const [status, reason] = [message.statusCode ?? 0, message.statusMessage ?? ''];
  const seq = ctx.record(
    'http.response.received',
    {
      url,
      status,
      reason,
      headers: loggedHeaders(list),
      body: withholdBody(body).slice(0, MAX_LOGGED_BODY),
      bodyBytes: decoded.value.length,
      tookMs,
    },
    sent,
  );
  const isReusable = message.httpVersion === '1.1' && !/\bclose\b/i.test(headerOf(list, 'connection') ?? '');
  const isByProxy = asked.hasAbsoluteForm;
  const response = { url, status, reason, headers: list, body, isByProxy, tookMs, seq };
  return { ok: true, response, isReusable };
}

export function loggedHeaders(headers: HeaderList): [string, string][] {
  return headers.map(([name, value]) => [name, withholdHttpHeader(name, value)]);
}

function loggedBody(bytes: Uint8Array): string {
  return withholdBody(Buffer.from(bytes).toString('utf8')).slice(0, MAX_LOGGED_BODY);
}

function send(
  agent: ConnectionAgent,
  asked: HttpRequest,
  limits: { readonly httpHeaderBytes: number; readonly httpBodyBytes: number },
  signal: AbortSignal,
): Promise<Received> {
  return new Promise((resolve) => {
    const { url } = asked;
    const outgoing: ClientRequest = request({
      agent,
      method: asked.method,
      host: url.hostname,
      port: url.port === '' ? 80 : url.port,
      path: asked.hasAbsoluteForm ? withoutFragment(url) : `${url.pathname}${url.search}`,
      headers: outgoingHeaders(asked),
      setHost: false,
      maxHeaderSize: limits.httpHeaderBytes,
    });
    let isUnanswered = true;
    let isSettled = false;
    const onAbort = (): void => settle({ kind: 'error', error: new Error('given up'), isUnanswered });
    const settle = (received: Received): void => {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener('abort', onAbort);
      if (received.kind !== 'response') outgoing.destroy();
      resolve(received);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    outgoing.on('error', (error) => settle({ kind: 'error', error, isUnanswered }));
    // An answer that changes the protocol leaves without any other event.
    outgoing.on('close', () => {
      const detail = isUnanswered ? 'closed without an answer' : 'closed in the middle of the answer';
      settle({ kind: 'error', error: new Error(detail), isUnanswered });
    });
    outgoing.on('response', (message) => {
      isUnanswered = false;
      readBody(message, limits.httpBodyBytes, settle);
    });
    if (asked.body === null) outgoing.end();
    else outgoing.end(asked.body);
  });
}

/** As Node takes them: a name that repeats has a list of values, and each becomes a line of its own. */
function outgoingHeaders({ headers, body }: HttpRequest): Record<string, string | string[]> {
  const byName = new Map<string, { readonly name: string; readonly values: string[] }>();
  const length: HeaderList = body === null ? [] : [['Content-Length', `${body.length}`]];
  for (const [name, value] of [...headers, ...length]) {
    const key = name.toLowerCase();
    const known = byName.get(key);
    if (known === undefined) byName.set(key, { name, values: [value] });
    else known.values.push(value);
  }
  return Object.fromEntries(
    [...byName.values()].map(({ name, values }) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

function readBody(message: IncomingMessage, maxBytes: number, settle: (received: Received) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  message.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) settle({ kind: 'too-large', bytes });
    else chunks.push(chunk);
  });
  message.on('error', (error) => settle({ kind: 'error', error, isUnanswered: false }));
  message.on('end', () => settle({ kind: 'response', message, body: Buffer.concat(chunks) }));
}

function classify(
  error: Error,
  headerBytes: number,
): { readonly failure: 'reset' | 'malformed' | 'too-large'; readonly detail: string } {
  const code = errorCode(error) ?? '';
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { failure: 'too-large', detail: `the headers are larger than ${headerBytes} bytes` };
  }
  if (code.startsWith('HPE_'))
    return { failure: 'malformed', detail: `not an HTTP answer: ${error.message.slice(0, 200)}` };
  return {
    failure: 'reset',
    detail: `the connection ended before the answer was complete: ${code === '' ? error.message : code}`,
  };
}

function withoutFragment(url: URL): string {
  const copy = new URL(url);
  copy.hash = '';
  return copy.href;
}
