import { openssl } from '../connection-words.ts';
import { isMicrosoftServer } from '../facts/registrations.ts';
import { foreign, listed } from '../words.ts';
import { defineAnswerRule } from './registration-rule.ts';

export const notLync = defineAnswerRule({
  id: 'authentication.not-lync',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'What answers is a SIP server, but not one of Lync or Skype for Business.',
    meaning:
      'The server speaks SIP and asks for a sign-in, but offers none of the methods of a Microsoft server (Kerberos, NTLM, TLS-DSK): it is a telephone system or another SIP server.',
    remedy:
      'Correct the DNS record or the server name so that it leads to the Front End pool or the Access Edge.',
    reference: '[MS-SIPAE] 3.3.5.1',
  },
  // A server of Microsoft's with its methods switched off is another matter: authentication.no-common-method.
  applies: (final) =>
    (final.status === 401 || final.status === 407) && final.methods.length === 0 && !isMicrosoftServer(final),
  describe: ({ host, port, final }) => {
    const schemes = final.offers.map(({ scheme }) => foreign(scheme, 40));
    const product = final.headers.find(({ name }) => /^(?:server|user-agent)$/i.test(name))?.value;
    return {
      title: `${host} on port ${port} is a SIP server, but not one of Lync or Skype for Business.`,
      explanation: `It offers ${
        schemes.length === 0 ? 'no way of signing in at all' : `only ${listed(schemes)} for signing in`
      }; a Microsoft server offers Kerberos, NTLM or TLS-DSK.${
        product === undefined ? '' : ` It calls itself "${foreign(product, 120)}".`
      }`,
      remedy: `Find out what ${host} is (a telephone system, a session border controller), and let DNS name the Front End pool or Access Edge instead.`,
      verify: openssl({ host, port }, ''),
      alternatives:
        schemes.length === 0
          ? [
              'A device on the way removes the challenges from the answer: from another network the same server offers methods.',
            ]
          : [],
      owner: 'network',
    };
  },
});
