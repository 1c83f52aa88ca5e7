import { endpointKey } from '../../lib/host-and-port.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { openssl } from '../connection-words.ts';
import { defineAnswerRule } from './registration-rule.ts';

export const openRegistrar = defineAnswerRule({
  id: 'authentication.open-registrar',
  severity: 'warning',
  owner: 'server',
  text: {
    title: 'The server let a stranger sign in without a password.',
    meaning:
      'The server accepted a sign-in that held no credentials at all. A server of Skype for Business never does that: it is another SIP server, or one that is dangerously open. The test took its sign-in back at once.',
    remedy: 'Demand authentication for REGISTER on the server, or let DNS lead to the right one.',
    reference: 'RFC 3261 10.3',
  },
  applies: ({ status }) => status >= 200 && status < 300,
  describe: ({ host, port, address, facts }) => ({
    title: `The server ${host} let ${address} sign in without a password.`,
    explanation: `A sign-in without any credentials was accepted. Anybody who reaches the server could take this address; servers of Skype for Business ask for credentials. ${takenBack(facts, host, port)}`,
    remedy: `Demand authentication on ${host}, or find out why DNS leads there.`,
    verify: openssl({ host, port }, ''),
    alternatives: [
      'It is not a server of Lync or Skype for Business: its answers carry another product name.',
    ],
  }),
});

/** What became of the request that takes the sign-in back (RFC 3261 10.2.2). */
function takenBack({ registrations }: RunFacts, host: string, port: number): string {
  const key = endpointKey({ host, port });
  const status = registrations.find((one) => one.isWithdrawal && one.key === key)?.final?.status ?? 0;
  return status >= 200 && status < 300
    ? 'The test took its sign-in back at once.'
    : 'The test asked to take its sign-in back at once, but the server did not confirm that: the entry may stay until it expires.';
}
