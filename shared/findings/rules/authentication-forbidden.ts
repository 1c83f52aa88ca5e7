import { isComplete } from '../authentication-words.ts';
import { sentences } from '../words.ts';
import { defineAnswerRule, showUser } from './registration-rule.ts';

export const forbidden = defineAnswerRule({
  id: 'authentication.forbidden',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The server forbids the sign-in.',
    meaning:
      'The server was reached and understood the request, but refuses it, mostly before any password was asked for: by a policy for this user or from this network, by the version of the client, or because it does not serve the domain.',
    remedy:
      'Read the diagnostic code of the answer; check the external access policy of the user, the list of SIP domains, and the client version policy.',
    reference: '[MS-OCER] 2.2.1; RFC 3261 21.4.4',
  },
  applies: ({ status }) => status === 403,
  describe: ({ host, address, diagnostic, attempt }) => ({
    title: `The server ${host} forbids the sign-in of ${address}.`,
    explanation:
      attempt === null
        ? 'The network, the certificate and the server are in order; it is the server that says no, before any password was asked for.'
        : sentences(
            'The network, the certificate and the server are in order.',
            isComplete(attempt)
              ? 'The server answered neither yes nor no to the credentials; it forbids the sign-in as such.'
              : 'It is the server that says no, before it has seen any proof of who signs in.',
          ),
    remedy:
      'Check the policies of the user (access from outside, client version) and the SIP domains of the deployment.',
    verify: showUser(address),
    alternatives:
      diagnostic === null
        ? [
            'The user may not sign in from outside: it works inside the company or with VPN.',
            'The server does not serve this SIP domain: no user of the domain can sign in.',
            'The client version is blocked: another version of the program gets in.',
            ...(attempt === null
              ? []
              : [
                  'The account is not enabled for Skype for Business (authentication.not-sip-enabled): Get-CsUser does not find it, or finds it disabled.',
                ]),
          ]
        : [],
  }),
});
