import { span } from '../../lib/duration.ts';
import type { Candidate } from '../facts/discovery.ts';
import { defineRule, verdictOf, type FindingText, type Rule, type RuleText } from '../rule.ts';
import { command, foreign, sentences } from '../words.ts';
import { askedServers, isUnanimous, repliesInWords, type AskedServers } from '../dns-words.ts';
import type { NameFact } from '../facts/names.ts';
import { candidateFaults, detailOf, namesOf, type CandidateFault } from './discovery-candidates.ts';

export interface DnsRuleDefinition {
  readonly id: string;
  readonly reasons: readonly Candidate['reason'][];
  readonly text: RuleText;
  /** name: the first name concerned, with what every DNS server said about it. */
  readonly describe: (
    domain: string,
    isAll: boolean,
    asked: AskedServers,
    name: NameFact | null,
  ) => Omit<FindingText, 'verify'>;
}

/** A rule about DNS servers that give no usable answer for names of discovery. */
export function defineDnsRule({ id, reasons, text, describe }: DnsRuleDefinition): Rule {
  return defineRule<CandidateFault>({
    id,
    step: 'discovery',
    severity: 'error',
    owner: 'network',
    text,
    judge: (facts) =>
      verdictOf(candidateFaults(facts, reasons, 'any'), facts.discovery.candidates.length > 0),
    describe: (faults, { discovery, names }) => {
      const [first] = faults;
      const asked = askedServers(names);
      const isAll = faults.length === discovery.candidates.length;
      const words = describe(discovery.domain, isAll, asked, first.at.name);
      const part = isAll ? '' : ` for a part of ${foreign(discovery.domain)}`;
      const tookMs = Math.max(...faults.map(({ at }) => at.candidate.tookMs));
      return {
        ...words,
        // each of them fails in its own way, which the explanation tells
        ...(isUnanimous(first.at.name)
          ? {}
          : { title: `None of ${asked.subject} gives a usable answer${part}.` }),
        explanation: sentences(
          words.explanation,
          `This concerns ${namesOf(faults)}${tookMs < 1_000 ? '' : `; a client spends ${span(tookMs)} on it`}.`,
          repliesInWords(first.at.name),
          detailOf(first),
        ),
        verify: command(
          (safe) =>
            first.at.candidate.via.startsWith('srv') ? `nslookup -type=SRV ${safe}` : `nslookup ${safe}`,
          first.at.candidate.name,
        ),
      };
    },
  });
}
