import { isComplete } from '../authentication-words.ts';
import { defineAnswerRule, showUser } from './registration-rule.ts';

export const userNotFound = defineAnswerRule({
  id: 'authentication.user-not-found',
  severity: 'error',
  owner: 'directory',
  text: {
    title: 'The server does not know the sign-in address.',
    meaning:
      'The server was reached but has no user with this address: a typing mistake, a user who is not enabled for Skype for Business, or a change that has not reached all servers yet.',
    remedy:
      'Check the spelling of the sign-in address; then check that the user is enabled and that the address is the one in the directory.',
    reference: 'RFC 3261 21.4.5',
  },
  applies: ({ status }) => status === 404,
  describe: ({ host, address, attempt }) => ({
    title: `The server ${host} does not know the address ${address}.`,
    explanation:
      attempt === null || !isComplete(attempt)
        ? 'The network, the certificate and the server are in order; the server has no user with this address.'
        : 'The network, the certificate and the credentials are in order; the server has no user with this address.',
    remedy: `Check that ${address} is spelled as in the directory and that the user is enabled for Skype for Business; after a change wait until it has been replicated.`,
    verify: showUser(address),
    alternatives: [
      'The address is misspelled: a colleague with the same domain can sign in.',
      'The user is not enabled, or was enabled only now: Get-CsUser does not find the address, or finds it disabled.',
      'DNS leads to a deployment that does not hold this user: Get-CsUser finds the address in another one.',
    ],
  }),
});
