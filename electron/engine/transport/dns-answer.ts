import type { DnsOutcome, DnsRecord, DnsType } from '../../../shared/events/dns-events.ts';
import type { DnsMessage } from '../../../shared/protocol/dns/dns-message.ts';
import { canonicalName } from '../../../shared/protocol/dns/dns-name.ts';

/** Aliases that are followed from one name, within an answer or from question to question. */
export const MAX_ALIASES = 8;

export interface DnsAnswer {
  readonly outcome: DnsOutcome;
  /** Records of the type asked for, of the name at the end of the chain. */
  readonly records: readonly DnsRecord[];
  /** From the name asked for to that name; one entry when there is no CNAME. */
  readonly chain: readonly string[];
  /** The alias's target is still to be asked for: an authoritative server does not follow it into another zone. */
  readonly isOpenEnded: boolean;
}

/** Judges one answer to one question; RFC 1034 4.3.2 and RFC 2308 2. */
export function judgeAnswer(message: DnsMessage, name: string, type: DnsType): DnsAnswer {
  const chain = followAliases(message.answers, name);
  const none = { records: [], chain: chain ?? [name], isOpenEnded: false };
  switch (message.rcode) {
    case 0:
      break;
    case 2:
      return { ...none, outcome: 'servfail' };
    case 3:
      return { ...none, outcome: 'nxdomain' };
    case 5:
      return { ...none, outcome: 'refused' };
    default:
      return { ...none, outcome: 'other-rcode' };
  }
  if (chain === null) return { ...none, outcome: 'malformed' };
  const owner = canonicalName(chain[chain.length - 1] ?? name);
  const records = message.answers.filter(
    (record) => record.type === type && canonicalName(record.name) === owner,
  );
  if (records.length > 0 || message.truncated)
    return { outcome: 'answered', records, chain, isOpenEnded: false };
  return { ...none, outcome: 'no-data', isOpenEnded: chain.length > 1 && !message.recursionAvailable };
}

/** null: the aliases go round in circles, or on for too long. */
function followAliases(answers: readonly DnsRecord[], name: string): readonly string[] | null {
  const chain = [name];
  const seen = new Set([canonicalName(name)]);
  for (let current = canonicalName(name); ;) {
    const alias = answers.find((record) => record.type === 'CNAME' && canonicalName(record.name) === current);
    if (alias?.type !== 'CNAME') return chain;
    current = canonicalName(alias.target);
    if (seen.has(current) || chain.length > MAX_ALIASES) return null;
    seen.add(current);
    chain.push(alias.target);
  }
}
