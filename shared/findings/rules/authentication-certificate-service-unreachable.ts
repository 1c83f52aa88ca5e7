import { webAnswerOf } from '../authentication-words.ts';
import { sentences } from '../words.ts';
import { defineSetbackRule, hasWebService } from './setback-rule.ts';
import { askAgain, webHost } from './web-words.ts';

export const certificateServiceUnreachable = defineSetbackRule({
  id: 'authentication.certificate-service-unreachable',
  owner: 'network',
  cause: 'certificate-service-unreachable',
  text: {
    title: 'The certificate service cannot be reached.',
    meaning:
      'The server names the address at which clients get their personal certificate (sts-uri), and that address cannot be found, connected to or used: the web services are not published here, or their name is wrong.',
    remedy:
      'Check name, certificate and publication of the web services; from outside, the reverse proxy must publish /CertProv and /WebTicket.',
    reference: '[MS-OCAUTHWS] 3.1; [MS-SIPAE] 3.3.5.1 (sts-uri)',
  },
  isApplicable: hasWebService,
  describe: ({ web }) => {
    const host = webHost(web);
    const isProxy = web?.failure === 'http-407';
    return {
      title: isProxy
        ? `A web proxy wants a password before it lets anything through to ${host}.`
        : `The certificate service at ${host} cannot be reached.`,
      explanation: sentences(
        'TLS-DSK signs in with a certificate that the client gets from the address that the server names in its challenge, and that address does not work from here.',
        web === null ? null : webAnswerOf(web),
      ),
      remedy: isProxy
        ? `Exempt ${host} from the web proxy, or let it pass without authentication.`
        : `Check that ${host} is in DNS, takes connections on port 443 with a trusted certificate, and publishes /CertProv (behind a reverse proxy: to port 4443 of the pool). If the name itself is wrong, correct the web services name in the topology.`,
      verify: askAgain(web),
      alternatives: isProxy
        ? []
        : [
            'The name of the web services is in no DNS, or is the internal one while the PC is outside: nslookup shows it.',
            'The reverse proxy does not publish the directory: from inside it works.',
            'The web services of the pool are stopped: other users who need a new certificate fail as well.',
          ],
    };
  },
});
