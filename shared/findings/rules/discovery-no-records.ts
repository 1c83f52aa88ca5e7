import { defineRule, type Fault, type Verdict } from '../rule.ts';
import { command, foreign, listed, sentences } from '../words.ts';

interface NoRecordsFault extends Fault {
  readonly names: readonly string[];
}

const ABSENT: readonly string[] = ['no-record', 'service-absent'];

export const noRecords = defineRule<NoRecordsFault>({
  id: 'discovery.no-records',
  step: 'discovery',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'DNS has no entry that says where the server is.',
    meaning:
      'None of the names that clients look up for the domain of the sign-in address exists. The address is misspelled, the domain has no Skype for Business, or the records are missing in the DNS that this network uses.',
    remedy:
      'Check the part behind the @ of the sign-in address. If it is right, create lyncdiscover.<domain> and the SRV record _sip._tls.<domain>, and inside lyncdiscoverinternal and _sipinternaltls._tcp too.',
    reference: 'RFC 2308 2; RFC 2782',
  },
  judge: ({ decision, discovery, names }): Verdict<NoRecordsFault> => {
    const { candidates } = discovery;
    if (candidates.length === 0) return { kind: 'not-applicable' };
    const isAbsent =
      names.unanswered.length === 0 &&
      candidates.every(({ candidate: { via, reason } }) => via !== 'manual' && ABSENT.includes(reason));
    if (!isAbsent) return { kind: 'holds' };
    if (decision.kind !== 'failed' || decision.step !== 'discovery') {
      return { kind: 'unknown', missing: 'the conclusion of discovery' };
    }
    const evidence = candidates.flatMap(({ seq, name }) => [...(name === null ? [] : [name.seq]), seq]);
    const fault = {
      place: { kind: 'run' },
      evidence,
      names: candidates.map(({ candidate }) => candidate.name),
    } as const;
    return { kind: 'broken', faults: [fault] };
  },
  describe: ([fault], { discovery, names }) => {
    const domain = foreign(discovery.domain);
    const dangling = discovery.candidates.flatMap(({ candidate, name }) =>
      name === null || name.alias === null
        ? []
        : [`${foreign(candidate.name)} leads to ${foreign(name.alias)}`],
    );
    const refused = discovery.candidates.filter(({ candidate }) => candidate.reason === 'service-absent');
    return {
      title: `DNS has no entry that says where the server for ${domain} is.`,
      explanation: sentences(
        `All ${fault.names.length} names that a client looks up were asked for and none leads anywhere: ${fault.names.map((name) => foreign(name, 80)).join(', ')}.`,
        dangling.length === 0 ? null : `An alias exists, but what it leads to does not: ${listed(dangling)}.`,
        refused.length === 0
          ? null
          : `Of what exists nothing is of use: ${listed(refused.map(({ candidate }) => candidate.detail ?? candidate.name))} (RFC 2782).`,
        names.resolvers.length === 0 ? null : `The DNS servers asked were ${listed(names.resolvers)}.`,
      ),
      remedy: `Check that ${domain} is spelled right. If it is, create the DNS records for it (lyncdiscover.${domain}, _sip._tls.${domain}; inside the company also lyncdiscoverinternal.${domain} and _sipinternaltls._tcp.${domain}).`,
      verify: command((safe) => `nslookup -type=SRV _sip._tls.${safe}`, discovery.domain),
      alternatives: [
        'The sign-in address is misspelled: a colleague uses another domain.',
        'The DNS of this network knows only a part of the domain (split DNS, VPN not connected): another DNS server has the records.',
        'The records were never created, or were removed: no DNS server in any network has them.',
      ],
    };
  },
});
