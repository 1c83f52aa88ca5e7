import { capital } from '../connection-words.ts';
import { foreign } from '../words.ts';
import { defineDnsRule } from './dns-rule.ts';

export const dnsRefused = defineDnsRule({
  id: 'discovery.dns-refused',
  reasons: ['dns-refused'],
  text: {
    title: 'The DNS servers refuse to answer this PC.',
    meaning:
      'The DNS servers that the PC is set to use answer, but refuse the question: they serve only other networks or only their own zones.',
    remedy:
      'Correct the DNS servers in the network settings of the PC (or the DHCP server that gives them), or allow this network on the DNS server.',
    reference: 'RFC 1035 4.1.1',
  },
  describe: (domain, isAll, { subject, isOne, areGiven }) => ({
    title: `${capital(subject)} ${isOne ? 'refuses' : 'refuse'} to answer${isAll ? '' : ` for a part of ${foreign(domain)}`}.`,
    explanation: 'DNS answered with REFUSED: it does not serve this PC, or not this domain.',
    remedy: areGiven
      ? `Check that ${subject} ${isOne ? 'is' : 'are'} meant to serve this network and this domain, or allow this PC there.`
      : 'Check which DNS servers the PC is set to use and why (DHCP, VPN, by hand); use ones that serve this network, or allow it there.',
    alternatives: [
      'The PC kept the DNS servers of another network (after VPN or travel): reconnecting helps.',
      'The DNS server answers only for its own zones: it refuses other domains too.',
    ],
  }),
});
