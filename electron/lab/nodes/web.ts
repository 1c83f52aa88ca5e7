import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { WebFault } from '../faults.ts';
import type { Note } from '../ledger.ts';
import {
  contentTypeOf,
  writeDocument,
  type AutodiscoverDocument,
  type AutodiscoverFormat,
  type SipAccess,
} from './autodiscover.ts';
import type { Identity } from './ca.ts';
import { listenTcp, type Connection, type Node, type TcpListener } from './tcp-listener.ts';
import { listenTls } from './tls.ts';

/** One web site of the pool. Which of the two a client reaches decides what it is told to be. */
export interface WebSite {
  readonly accessLocation: 'Internal' | 'External';
  readonly domain: string;
  /** lyncdiscoverinternal.… or lyncdiscover.…: the name whose bare `/` is the Root. */
  readonly discoverHost: string;
  /** Where the web services live, and what links point to. */
  readonly servicesHost: string;
  /** The Front End that answers, named in X-MS-Server-Fqdn. */
  readonly frontEndFqdn: string;
  readonly sipAccess: readonly SipAccess[];
}

export interface WebOptions {
  readonly site: WebSite;
  readonly identity: Identity;
  readonly format: AutodiscoverFormat;
  readonly fault: WebFault | null;
  /** Where a redirect loop sends those who came to the services host; everyone else goes to `loop.services`. */
  readonly loop: { readonly services: string; readonly discover: string };
  readonly latencyMs: number;
  readonly note: Note;
}

export interface WebServer extends Node {
  readonly httpsPort: number;
  readonly httpPort: number;
}

const ROOT = '/Autodiscover/AutodiscoverService.svc/root';

type Scheme = 'http' | 'https';

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
    request.resume();
    const client = clients.get(request.socket) ?? 'unknown';
    const host = hostOf(request);
    const what = `${request.method ?? ''} ${scheme}://${host}${request.url ?? ''}`;
    options.note({ node: `web-${options.site.accessLocation.toLowerCase()}`, client, what, ok: true });
    answer(scheme, host, request, response, options);
  });
  return ({ stream, client }) => {
    clients.set(stream, client);
    server.emit('connection', stream);
  };
}

function answer(
  scheme: Scheme,
  host: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: WebOptions,
): void {
  const target = parseTarget(request.url ?? '/');
  if (target === null) {
    page(response, 400, 'Bad Request');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    page(response, 405, 'Method Not Allowed');
  } else if (options.fault !== null) {
    answerWrongly(options.fault, host, target, response, options);
  } else {
    answerAutodiscover(scheme, host, target, response, options);
  }
}

function answerAutodiscover(
  scheme: Scheme,
  host: string,
  target: URL,
  response: ServerResponse,
  options: WebOptions,
): void {
  const { site } = options;
  response.setHeader('X-MS-Server-Fqdn', site.frontEndFqdn);
  const send = (document: AutodiscoverDocument): void => {
    const { format } = options;
    response.setHeader('Content-Type', contentTypeOf(format));
    response.setHeader('Cache-Control', 'no-cache');
    response.end(writeDocument(document, format));
  };
  // Paths are compared without regard to case: [MS-OCDISCWS] 3.1.5.2, real links mix the spelling.
  const path = target.pathname.toLowerCase();
  const isRoot = path === ROOT.toLowerCase() || (path === '/' && host !== site.servicesHost);
  if (scheme === 'http') {
    // Over HTTP the Root is a pointer only: [MS-OCDISCWS] 3.1.5.2.
    if (isRoot) send(rootPointer(site));
    else page(response, 404, 'Not Found');
  } else if (isRoot) {
    send(root(site));
  } else if (path === `${ROOT}/domain`.toLowerCase()) {
    send(domain(site));
  } else if (path === `${ROOT}/user`.toLowerCase()) {
    askForTicket(site, response);
  } else {
    page(response, 404, 'Not Found');
  }
}

function rootPointer(site: WebSite): AutodiscoverDocument {
  const href = `${rootUrl(site)}?originalDomain=${site.domain}`;
  return {
    accessLocation: site.accessLocation,
    kind: 'Root',
    access: [],
    links: [{ token: 'Redirect', href }],
  };
}

function root(site: WebSite): AutodiscoverDocument {
  const url = rootUrl(site);
  return {
    accessLocation: site.accessLocation,
    kind: 'Root',
    access: [],
    links: [
      { token: 'Domain', href: `${url}/domain` },
      { token: 'User', href: `${url}/user` },
      { token: 'Self', href: url },
    ],
  };
}

function domain(site: WebSite): AutodiscoverDocument {
  return {
    accessLocation: site.accessLocation,
    kind: 'Domain',
    access: site.sipAccess,
    links: [
      { token: `${site.accessLocation}/Autodiscover`, href: rootUrl(site) },
      { token: 'Self', href: `${rootUrl(site)}/domain` },
    ],
  };
}

/** The User resource is for ticket holders: [MS-OCDISCWS] 3.1.5.3, [MS-OCAUTHWS] 1.5. */
function askForTicket(site: WebSite, response: ServerResponse): void {
  response.writeHead(401, {
    'X-MS-WebTicketURL': `https://${site.servicesHost}/WebTicket/WebTicketService.svc`,
    'X-MS-WebTicketSupported': 'cwt,saml',
    'Content-Length': '0',
  });
  response.end();
}

function rootUrl(site: WebSite): string {
  return `https://${site.servicesHost}${ROOT}`;
}

function answerWrongly(
  fault: WebFault,
  host: string,
  target: URL,
  response: ServerResponse,
  options: WebOptions,
): void {
  switch (fault) {
    case 'http-404':
      page(response, 404, 'The page cannot be found');
      return;
    case 'http-500':
      page(response, 500, 'Internal server error');
      return;
    case 'garbage':
      page(response, 200, 'Welcome to Contoso');
      return;
    case 'redirect-loop': {
      const { services, discover } = options.loop;
      const next = host === services ? `https://${discover}/` : `https://${services}${ROOT}`;
      response.setHeader('Location', `${next}${target.search}`);
      page(response, 302, 'Object moved');
    }
  }
}

function page(response: ServerResponse, status: number, title: string): void {
  const html = `<!DOCTYPE html>\r\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\r\n`;
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(html)),
  });
  response.end(html);
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
