import { command } from '../words.ts';
import { defineAnswerRule } from './registration-rule.ts';

export const serverTimeout = defineAnswerRule({
  id: 'authentication.server-timeout',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The server cannot reach the server behind it.',
    meaning:
      'The server that was reached (an Edge, a Director, a Front End) passes the sign-in on to another one, and that one does not answer it.',
    remedy:
      'Check on the server that answered: name resolution, port 5061 and certificates on the way to its next hop, and the state of the pool there.',
    reference: 'RFC 3261 21.5.5',
  },
  applies: ({ status }) => status === 504 || status === 408,
  describe: ({ host, attempt }) => ({
    title: `The server ${host} gets no answer from the server behind it.`,
    explanation:
      attempt === null
        ? 'This PC reached its server without trouble; the sign-in is lost between that server and the next one.'
        : 'This PC reached its server without trouble and began to sign in there; its last message is lost between that server and the next one. Of the password that says nothing.',
    remedy: `On ${host}, check the way to its next hop: DNS names, TCP port 5061, both certificates, and whether the pool is running.`,
    verify: command((safe) => `Get-CsWindowsService -ComputerName ${safe}`, host),
    alternatives: [
      'The pool behind the Edge or Director is down: users inside cannot sign in either.',
      'The way between the servers is blocked or their certificates do not trust each other: users inside can sign in.',
    ],
  }),
});
