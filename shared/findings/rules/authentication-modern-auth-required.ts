import { webAnswerOf, webHostOf } from '../authentication-words.ts';
import { foreign, listed, sentences } from '../words.ts';
import { defineSetbackRule, hasWebService } from './setback-rule.ts';

export const modernAuthRequired = defineSetbackRule({
  id: 'authentication.modern-auth-required',
  owner: 'helpdesk',
  cause: 'modern-auth-required',
  text: {
    title: 'The server wants modern authentication.',
    meaning:
      'The web service takes no Windows password any more, only tokens of the sign-in page of the organisation or of Microsoft (OAuth). Older clients cannot do that, and this test does not sign in there either: that it stops here is to be expected and says nothing about the password.',
    remedy:
      'Use a client that knows modern authentication and has it switched on; or allow Windows authentication for the web ticket service again.',
    reference: 'RFC 6750; [MS-OCAUTHWS] 3.2.4',
  },
  isApplicable: hasWebService,
  describe: ({ web, attempt }, { authentication }) => {
    const ports = (attempt?.ticketPorts ?? []).map((port) => foreign(port, 60));
    const page = web?.authorizationUri ?? null;
    const host = web === null ? 'The web service' : webHostOf(web);
    return {
      title: `${host} wants modern authentication (OAuth), not a Windows password.`,
      explanation: sentences(
        web === null ? null : webAnswerOf(web),
        web?.failure === 'no-port' && ports.length > 0
          ? `The only ways in that it names are for tokens: ${listed(ports)}.`
          : null,
        page === null ? null : `Users sign in at ${foreign(page, 200)} instead.`,
        authentication.password.submitted.length === 0
          ? 'This test does not sign in there, and the password was not sent. Whether the account is in order cannot be seen from here.'
          : 'This test does not sign in there.',
      ),
      remedy:
        'Make sure that the client is recent and has modern authentication (ADAL) switched on. If older clients must get in, allow Windows authentication for the web ticket service again (Get-CsWebServiceConfiguration and Get-CsAuthConfig show what is allowed).',
      verify: 'Get-CsAuthConfig',
      alternatives: [
        'Legacy authentication was switched off on purpose: all older clients are affected since then.',
        'The web service has lost Windows authentication in IIS by mistake: its WebTicket directory shows it as disabled.',
      ],
    };
  },
});
