import { command, foreign, sentences } from '../words.ts';
import { defineAnswerRule } from './registration-rule.ts';

export const serverUnavailable = defineAnswerRule({
  id: 'authentication.server-unavailable',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The server says that it is not available at present.',
    meaning:
      'The machine answers, but its service accepts no sign-in: it is overloaded, being serviced, or waiting for its database or the other servers of the pool.',
    remedy: 'Check the state of the services and of the pool; wait for the time that the server names.',
    reference: 'RFC 3261 21.5.4',
  },
  applies: ({ status }) => status === 503,
  describe: ({ host, final, attempt }) => {
    const retryAfter = final.headers.find(({ name }) => name.toLowerCase() === 'retry-after')?.value;
    const wait = /^\s*(\d{1,7})/.exec(retryAfter ?? '')?.[1];
    return {
      title: `The server ${host} says that its service is not available at present.`,
      explanation: sentences(
        'The server is up and answers, but takes no sign-in now.',
        attempt === null
          ? null
          : 'It began the sign-in and gave up in the middle; of the password that says nothing.',
        wait === undefined ? null : `It asks to try again after ${foreign(wait, 10)} seconds.`,
      ),
      remedy: `Check the services on ${host} and the state of its pool (Get-CsPoolFabricState, Get-CsWindowsService); if the server is being serviced, wait.`,
      verify: command((safe) => `Get-CsWindowsService -ComputerName ${safe}`, host),
      alternatives: [
        'The server is being serviced or starting: its services are stopped, paused or draining.',
        'The pool has lost its quorum or database: other users of the same pool are affected too.',
        'Too many sign-ins at once: it works after a few minutes.',
      ],
    };
  },
});
