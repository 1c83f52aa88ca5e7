import { span } from '../../lib/duration.ts';
import { foreign, listed } from '../words.ts';
import { defineRule, verdictOf, type Fault, type FindingText } from '../rule.ts';
import { command, sentences } from '../words.ts';
import { askedServers, repliesInWords } from '../dns-words.ts';
import { candidateFaults, namesOf, type CandidateFault } from './discovery-candidates.ts';

/** A candidate that DNS left open, or, when the run's time was over first, the names never answered. */
type TimeoutFault = CandidateFault | (Fault & { readonly unanswered: readonly string[] });

export const dnsTimeout = defineRule<TimeoutFault>({
  id: 'discovery.dns-timeout',
  step: 'discovery',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'The DNS servers do not answer.',
    meaning:
      'The lookups that say where the server is got no answer in time: the DNS servers of the PC are down, cannot be reached from this network, or do not get an answer themselves.',
    remedy:
      'Check the network connection and VPN, the DNS servers that are configured on the PC, and whether port 53 to them is open.',
    reference: 'RFC 1035 4.2.1',
  },
  judge: (facts) => {
    const { decision, names, discovery } = facts;
    const faults: TimeoutFault[] = [...candidateFaults(facts, ['dns-timeout', 'dns-unreachable'], 'any')];
    if (decision.kind === 'failed' && decision.step === 'discovery' && decision.candidate === null) {
      const { unanswered } = names;
      if (unanswered.length > 0) {
        faults.push({
          place: { kind: 'run' },
          evidence: unanswered.map(({ seq }) => seq),
          unanswered: unanswered.map(({ name }) => name),
        });
      }
    }
    return verdictOf(faults, discovery.candidates.length > 0 || names.all.length > 0);
  },
  describe: (faults, { discovery, names }): FindingText => {
    const [first] = faults;
    const own = faults.flatMap((fault) => ('at' in fault ? [fault] : []));
    const isAll = own.length === discovery.candidates.length;
    const affected = 'unanswered' in first ? listed(first.unanswered) : namesOf(own);
    const name = 'unanswered' in first ? (first.unanswered[0] ?? '') : first.at.candidate.name;
    const tookMs = Math.max(0, ...own.map(({ at }) => at.candidate.tookMs));
    const { subject, areGiven } = askedServers(names);
    const replies = repliesInWords('unanswered' in first ? null : first.at.name);
    return {
      title: isAll
        ? `DNS does not answer, so the server for ${foreign(discovery.domain)} cannot be found.`
        : `DNS does not answer when asked for ${affected}.`,
      explanation: sentences(
        `There was no answer from ${subject}${areGiven || names.resolvers.length === 0 ? '' : ` (${listed(names.resolvers)})`} for ${affected}.`,
        replies,
        'Whether these names exist is therefore unknown; that is something else than a name that does not exist.',
        tookMs < 1_000 ? null : `A client spends ${span(tookMs)} on it.`,
      ),
      remedy: isAll
        ? areGiven
          ? `Check that the PC is online, that ${subject} can be reached from here (UDP and TCP port 53), and that the address is right.`
          : 'Check that the PC is online and that the DNS servers in its network settings can be reached (UDP and TCP port 53).'
        : `Check why the DNS servers answer for other names but not for ${affected}: the servers of that zone may be down or not reachable for them.`,
      verify: command((safe) => `nslookup ${safe}`, name),
      alternatives: isAll
        ? [
            'The PC is offline, or the VPN is not connected: other names are not found either.',
            'The DNS servers are down or port 53 is blocked: another DNS server answers.',
            'The DNS servers of the domain itself are down: other domains are found.',
          ]
        : [],
    };
  },
});
