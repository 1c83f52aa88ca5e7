import type { WebFailure } from '../facts/attempts.ts';
import { webAnswerOf } from '../authentication-words.ts';
import { sentences } from '../words.ts';
import { defineSetbackRule, hasWebService } from './setback-rule.ts';
import { askAgain, webHost, WHY_A_TICKET } from './web-words.ts';

export const webTicketUnreachable = defineSetbackRule({
  id: 'authentication.web-ticket-unreachable',
  owner: 'network',
  cause: 'web-ticket-unreachable',
  text: {
    title: 'The web ticket service cannot be reached.',
    meaning:
      'The client fetches a web ticket before it gets its certificate, and the service that issues the tickets is not found at its address, is blocked on the way, or takes no connection. From outside this is often the reverse proxy: SIP goes through the Edge and works, the web services go through the proxy and do not.',
    remedy:
      'Check name, certificate and publication of the web services (WebTicket and CertProv): DNS, reverse proxy rules, port 4443 behind 443.',
    reference: '[MS-OCAUTHWS] 3.2',
  },
  isApplicable: hasWebService,
  describe: ({ web }) => {
    const host = webHost(web);
    return {
      title: `${titleOf(web, host)}.`,
      explanation: sentences(
        WHY_A_TICKET,
        web === null ? null : webAnswerOf(web),
        'Server and network of SIP are in order; it is the web service beside it that fails.',
      ),
      remedy:
        web?.failure === 'http-407'
          ? `Exempt ${host} from the web proxy, or let it pass without authentication.`
          : `Check that ${host} is in DNS, takes connections on port 443 with a trusted certificate, and that /WebTicket is published there (behind a reverse proxy: to port 4443 of the pool).`,
      verify: askAgain(web),
      alternatives: alternativesOf(web),
    };
  },
});

function titleOf(web: WebFailure | null, host: string): string {
  switch (web?.failure) {
    case 'http-404':
      return `There is no web ticket service at ${host} (error 404)`;
    case 'http-403':
      return `${host} lets nobody through to the web ticket service (error 403)`;
    case 'http-407':
      return `A web proxy wants a password before it lets anything through to ${host}`;
    case 'http-other':
      return `${host} cannot pass the request on to the web ticket service (error ${web.status ?? 0})`;
    default:
      return `The web ticket service at ${host} cannot be reached`;
  }
}

function alternativesOf(web: WebFailure | null): readonly string[] {
  switch (web?.failure) {
    case 'http-404':
      return [
        'The request ends at the wrong web site or server: the Server and Via headers of the answer do not name IIS of the pool.',
        'The virtual directory WebTicket is missing: from inside, on the server itself, the answer is 404 as well.',
      ];
    case 'http-403':
      return [
        'The reverse proxy does not publish the directory: from inside the same address works.',
        'IIS forbids the directory: on the server itself the answer is 403 as well.',
      ];
    case 'http-407':
      return [];
    default:
      return [
        'The name of the web services is in no DNS, or leads elsewhere: nslookup shows it.',
        'The reverse proxy or a firewall is in the way: from inside it works.',
        'The certificate of the web services is not accepted: the evidence holds what is wrong with it.',
      ];
  }
}
