import { webAnswerOf } from '../authentication-words.ts';
import { sentences } from '../words.ts';
import { defineSetbackRule, hasWebService } from './setback-rule.ts';
import { askAgain, webHost, WHY_A_TICKET } from './web-words.ts';

export const webTicketInvalidResponse = defineSetbackRule({
  id: 'authentication.web-ticket-invalid-response',
  owner: 'network',
  cause: 'web-ticket-invalid-response',
  text: {
    title: 'Something else answers where the web ticket service should be.',
    meaning:
      'Instead of a web ticket comes a web page, or an answer that cannot be read: the sign-in page of a reverse proxy, a captive portal, another web site under the same name, or a service that is broken.',
    remedy:
      'Switch pre-authentication off for the web services on the reverse proxy, and check where the name leads from this network.',
    reference: '[MS-OCAUTHWS] 3.2.4.1',
  },
  isApplicable: hasWebService,
  describe: ({ web }) => {
    const host = webHost(web);
    const isPage = web?.failure === 'html';
    return {
      title: isPage
        ? `${host} answers with a web page where the web ticket service should be.`
        : `The web ticket service at ${host} answers with something that cannot be read.`,
      explanation: sentences(WHY_A_TICKET, web === null ? null : webAnswerOf(web)),
      remedy: `Open the address of the evidence in a browser to see what answers. If it is a sign-in page of the reverse proxy, switch pre-authentication off for /WebTicket and /CertProv on ${host}.`,
      verify: askAgain(web),
      alternatives: isPage
        ? [
            'The reverse proxy signs users in itself: the page carries the name of that product.',
            'This network wants its terms accepted first (captive portal): every address shows the same page.',
            'DNS leads to another web server: nslookup shows an address that is not the one of the web services.',
          ]
        : [
            'A device on the way shortens or changes the answer: from inside it can be read.',
            'The service is broken or of a version not known here: the answer is the same everywhere.',
          ],
    };
  },
});
