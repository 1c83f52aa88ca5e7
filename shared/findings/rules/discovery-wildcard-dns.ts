import { defineRule, verdictOf } from '../rule.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { namesOf, toFault, type CandidateFault } from './discovery-candidates.ts';

export const wildcardDns = defineRule<CandidateFault>({
  id: 'discovery.wildcard-dns',
  step: 'discovery',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'A catch-all DNS entry sends the client to a machine that has nothing to do with sign-in.',
    meaning:
      'The domain answers for any name, also for made-up ones. The names that clients look up therefore seem to exist, but lead to a web server; the client loses time there or stops.',
    remedy:
      'Create the proper records for the names of Skype for Business, or exclude these names from the catch-all entry.',
    reference: 'RFC 4592',
  },
  judge: ({ discovery }) =>
    verdictOf(
      discovery.candidates
        .filter(({ isWildcard }) => isWildcard)
        .map((at) => {
          const fault = toFault(at);
          const { wildcard } = discovery;
          return wildcard === null ? fault : { ...fault, evidence: [wildcard.seq, ...fault.evidence] };
        }),
      discovery.candidates.length > 0,
    ),
  describe: (faults, { discovery }) => {
    const [first] = faults;
    const domain = foreign(discovery.domain);
    return {
      title: `A catch-all DNS entry of ${domain} answers for ${foreign(first.at.candidate.name)}.`,
      explanation: sentences(
        discovery.wildcard === null
          ? null
          : `The made-up name ${foreign(discovery.wildcard.name)} exists too, with the address ${listed(discovery.wildcard.addresses) || 'unknown'}: any name in ${domain} does.`,
        `It also answers for ${namesOf(faults)}, although nothing for Skype for Business is there.`,
      ),
      remedy: `Create proper records for ${namesOf(faults)}, or exclude these names from the catch-all entry *.${domain}.`,
      verify: command((safe) => `nslookup surely-not-there.${safe}`, discovery.domain),
      alternatives: [
        'The zone has a wildcard record: all DNS servers answer for made-up names of this domain.',
        'The network wants a log-in first (hotel, guest Wi-Fi): a browser shows its page, whatever address is typed.',
        'The internet provider answers for names that do not exist: made-up names of other domains exist too.',
      ],
    };
  },
});
