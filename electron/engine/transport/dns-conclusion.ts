import type { DnsOutcome, DnsRecord } from '../../../shared/events/dns-events.ts';
import { canonicalName } from '../../../shared/protocol/dns/dns-name.ts';
import type { Reply } from './dns-query.ts';

/** One party's word on a name, its questions taken together. */
export interface Opinion {
  readonly who: string;
  readonly outcome: DnsOutcome;
  readonly records: readonly DnsRecord[];
  readonly seq: number | null;
  /** Everything that this party was asked is answered, or was waited for in vain. */
  readonly isComplete: boolean;
}

export interface Conclusion {
  readonly outcome: DnsOutcome;
  readonly used: Opinion | null;
  readonly disagreements: readonly {
    readonly who: string;
    readonly outcome: DnsOutcome;
    readonly answers: string[];
  }[];
}

/** From the best to the worst: an answer beats a clear no, a clear no beats trouble. */
const PRECEDENCE: readonly DnsOutcome[] = [
  'answered',
  'no-data',
  'nxdomain',
  'refused',
  'servfail',
  'other-rcode',
  'malformed',
  'timeout',
  'unreachable',
];

/**
 * Takes the replies of one party (A and AAAA; SRV; getaddrinfo) together. IPv4 addresses come first.
 * The name exists for this party if any type exists.
 */
export function opinionOf(who: string, replies: readonly Reply[], expected: number): Opinion {
  const best = [...replies].sort((a, b) => rank(a.outcome) - rank(b.outcome))[0];
  return {
    who,
    outcome: best?.outcome ?? 'timeout',
    records: [...replies].sort((a, b) => family(a) - family(b)).flatMap((reply) => reply.records),
    seq: best?.seq ?? null,
    isComplete: replies.length >= expected && !replies.some((reply) => reply.isOvertaken),
  };
}

/** Whether a client would act on this: an address, or a clear no. */
export function isUsable(opinion: Opinion): boolean {
  if (opinion.outcome === 'answered' || opinion.outcome === 'nxdomain') return true;
  return opinion.outcome === 'no-data' && opinion.isComplete;
}

/**
 * Decides whose answer counts. The operating system's is the one that the client dials; without one, the first usable answer
 * in the order of the resolvers. Everyone else who says something different is listed.
 */
export function conclude(opinions: readonly Opinion[]): Conclusion {
  const system = opinions.find((opinion) => opinion.who === 'system');
  const used =
    system?.outcome === 'answered'
      ? system
      : // sort is stable: among equals the first resolver counts
        [...opinions].sort((a, b) => rank(a.outcome) - rank(b.outcome))[0];
  if (used === undefined) return { outcome: 'unreachable', used: null, disagreements: [] };
  const disagreements = opinions
    .filter((opinion) => opinion !== used && opinion.isComplete && !agree(used, opinion))
    .map((opinion) => ({
      who: opinion.who,
      outcome: opinion.outcome,
      answers: opinion.records.map(answerText),
    }));
  return { outcome: used.outcome, used, disagreements };
}

/** One answer in words, for comparison and display. */
export function answerText(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'SRV':
      return `${record.priority} ${record.weight} ${record.port} ${canonicalName(record.target)}`;
    case 'CNAME':
      return canonicalName(record.target);
    case 'other':
      return `type ${record.rrType}`;
  }
}

/** The order of answers is no difference: it turns with every query. */
function agree(used: Opinion, other: Opinion): boolean {
  if (used.outcome !== other.outcome) return false;
  const isLookup = used.who === 'system' || other.who === 'system';
  // Of a party that has not answered everything yet, only what it has said can be held against others.
  const types = [...used.records, ...(used.isComplete ? other.records : [])].map((record) => record.type);
  return [...new Set(types)].every((type) => {
    const [ours, theirs] = [used, other].map((opinion) =>
      opinion.records.filter((record) => record.type === type).map(answerText),
    );
    if (ours === undefined || theirs === undefined) return true;
    // getaddrinfo leaves out a family that this machine has no address of.
    if (isLookup && (ours.length === 0 || theirs.length === 0)) return hasAddressInCommon(used, other);
    return isSameSet(ours, theirs);
  });
}

function hasAddressInCommon(one: Opinion, other: Opinion): boolean {
  const answers = new Set(one.records.map(answerText));
  return other.records.some((record) => answers.has(answerText(record)));
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [new Set(one), new Set(other)];
  return a.size === b.size && [...a].every((value) => b.has(value));
}

function rank(outcome: DnsOutcome): number {
  return PRECEDENCE.indexOf(outcome);
}

function family(reply: Reply): number {
  return reply.records.some((record) => record.type === 'AAAA') ? 1 : 0;
}
