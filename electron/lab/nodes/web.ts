import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Note } from '../ledger.ts';
import type { Identity } from './ca.ts';
import { listenTcp, type Connection, type Node, type TcpListener } from './tcp-listener.ts';
import { listenTls } from './tls.ts';
import { answerAutodiscover, type AutodiscoverOptions, type Scheme } from './web-autodiscover.ts';
import { sendPage } from './web-exchange.ts';
import { answerWebServices, type WebServices } from './web-services.ts';

export type { WebSite } from './web-autodiscover.ts';

export interface WebOptions extends AutodiscoverOptions {
  readonly identity: Identity;
  /** What the sites of the pool share: web tickets and certificates. */
  readonly services: WebServices;
  readonly latencyMs: number;
  readonly note: Note;
}

export interface WebServer extends Node {
  readonly httpsPort: number;
  readonly httpPort: number;
}

export async function startWeb(options: WebOptions): Promise<WebServer> {
  const opened = await Promise.allSettled([
    listenTls(options.identity, httpOver('https', options), { ...options, versions: 'modern' }),
    listenTcp(httpOver('http', options), options),
  ]);
  const [https, http] = opened;
  if (https.status === 'fulfilled' && http.status === 'fulfilled') {
    return {
      httpsPort: https.value.port,
      httpPort: http.value.port,
      close: () => closeAll([https.value, http.value]),
    };
  }
  await closeAll(opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  throw new Error('startWeb: cannot listen', { cause: opened });
}

async function closeAll(listeners: readonly TcpListener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}

/** An HTTP server without a port of its own: connections are handed to it. */
function httpOver(scheme: Scheme, options: WebOptions): (connection: Connection) => void {
  const clients = new WeakMap<object, string>();
  const server: Server = createServer({ maxHeaderSize: 16_384 }, (request, response) => {
    const client = clients.get(request.socket) ?? 'unknown';
    answer({ scheme, host: hostOf(request), client, request, response }, options);
  });
  return ({ stream, client }) => {
    clients.set(stream, client);
    server.emit('connection', stream);
  };
}

interface Visit {
  readonly scheme: Scheme;
  readonly host: string;
  readonly client: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function answer({ scheme, host, client, request, response }: Visit, options: WebOptions): void {
  const { services, site } = options;
  const node = `web-${site.accessLocation.toLowerCase()}`;
  const what = `${request.method ?? ''} ${scheme}://${host}${request.url ?? ''}`;
  options.note({ node, client, what, ok: true });
  const nowMs = Date.now() + services.clockOffsetMs;
  response.setHeader('Date', new Date(nowMs).toUTCString());

  const target = parseTarget(request.url ?? '/');
  const path = (target?.pathname ?? '').toLowerCase();
  const serving =
    scheme === 'http'
      ? null
      : answerWebServices(
          {
            request,
            response,
            path,
            client,
            nowMs,
            frontEndFqdn: site.frontEndFqdn,
            servicesHost: site.servicesHost,
            note: (entry) => options.note({ ...entry, node, client }),
          },
          services,
        );
  if (serving !== null) {
    // Clients send what they like; what of it we did not think of costs them one answer and us nothing.
    serving.catch((error: unknown) => {
      options.note({ node, client, what: `our own fault: ${String(error)}`, ok: false });
      if (response.headersSent) response.destroy();
      else sendPage(response, 500, 'Internal server error');
    });
    return;
  }
  request.resume();
  if (target === null) {
    sendPage(response, 400, 'Bad Request');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendPage(response, 405, 'Method Not Allowed');
  } else {
    answerAutodiscover(scheme, host, target, request, response, options);
  }
}

/** Returns null for what is no path of ours, such as `*` or bytes that are no URL. */
function parseTarget(url: string): URL | null {
  if (!url.startsWith('/')) return null;
  const absolute = `http://lab${url}`;
  return URL.canParse(absolute) ? new URL(absolute) : null;
}

/** The name in the Host header, lower case, without port. */
function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').toLowerCase().replace(/:\d*$/, '');
}
