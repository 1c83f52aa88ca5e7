import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebFault } from '../faults.ts';
import {
  contentTypeOf,
  formatFor,
  writeDocument,
  type AutodiscoverAnswer,
  type AutodiscoverDocument,
  type SipAccess,
} from './autodiscover.ts';
import { sendPage } from './web-exchange.ts';

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

export interface AutodiscoverOptions {
  readonly site: WebSite;
  readonly format: AutodiscoverAnswer;
  readonly fault: WebFault | null;
  /** Where a redirect loop sends those who came to the services host; everyone else goes to `loop.services`. */
  readonly loop: { readonly services: string; readonly discover: string };
}

export type Scheme = 'http' | 'https';

const ROOT = '/Autodiscover/AutodiscoverService.svc/root';

/** As [MS-OCDISCWS] 3.1.5 has it, or as the scenario's fault has it. */
export function answerAutodiscover(
  scheme: Scheme,
  host: string,
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
  options: AutodiscoverOptions,
): void {
  const { site } = options;
  if (options.fault !== null) {
    answerWrongly(options.fault, host, target, response, options);
    return;
  }
  response.setHeader('X-MS-Server-Fqdn', site.frontEndFqdn);
  const send = (document: AutodiscoverDocument): void => {
    const format = formatFor(options.format, request.headers.accept);
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
    else sendPage(response, 404, 'Not Found');
  } else if (isRoot) {
    send(root(site));
  } else if (path === `${ROOT}/domain`.toLowerCase()) {
    send(domain(site));
  } else if (path === `${ROOT}/user`.toLowerCase()) {
    askForTicket(site, response);
  } else {
    sendPage(response, 404, 'Not Found');
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
  options: AutodiscoverOptions,
): void {
  switch (fault) {
    case 'http-404':
      sendPage(response, 404, 'The page cannot be found');
      return;
    case 'http-500':
      sendPage(response, 500, 'Internal server error');
      return;
    case 'garbage':
      sendPage(response, 200, 'Welcome to Contoso');
      return;
    case 'redirect-loop': {
      const { services, discover } = options.loop;
      const next = host === services ? `https://${discover}/` : `https://${services}${ROOT}`;
      response.setHeader('Location', `${next}${target.search}`);
      sendPage(response, 302, 'Object moved');
    }
  }
}
