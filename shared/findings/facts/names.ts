import type { EventData, LoggedEventOf } from '../../events/catalogue.ts';
import type { DnsOutcome } from '../../events/dns-events.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { areaOf } from './area.ts';
import { waitedInVainMs, type Ending } from './ending.ts';
import type { LogIndex } from './log-index.ts';

export type Disagreement = EventData<'dns.name.resolved'>['disagreements'][number];

/** What one name came to. */
export interface NameFact {
  readonly name: string;
  readonly question: 'srv' | 'address';
  readonly seq: number;
  readonly outcome: DnsOutcome;
  readonly addresses: readonly string[];
  readonly srv: EventData<'dns.name.resolved'>['srv'];
  readonly usedFrom: string | null;
  readonly disagreements: readonly Disagreement[];
  /** Resolvers, without the operating system, whose own answer holds what is used. */
  readonly confirmedBy: readonly string[];
  /** What each party's questions came to, in the order in which they were asked; the operating system is 'system'. */
  readonly replies: readonly NameReply[];
  /** Where the name leads when it exists only as an alias; null when it is none. */
  readonly alias: string | null;
  /** Every answer and failure for the name, and the conclusion. */
  readonly evidence: readonly number[];
}

export interface NameReply {
  readonly who: string;
  readonly outcome: DnsOutcome;
  /** SERVFAIL, REFUSED, …; null when there was no answer. */
  readonly rcode: string | null;
  readonly transport: 'udp' | 'tcp' | 'system';
  readonly detail: string | null;
}

export interface NameFacts {
  /** Those of the way to the home server; what the settings name has no part in it. */
  readonly all: readonly NameFact[];
  addressOf(name: string): NameFact | null;
  srvOf(name: string): NameFact | null;
  /** Names of which nothing was heard before the budget of the whole run ended. */
  readonly unanswered: readonly { readonly name: string; readonly seq: number }[];
  /** The DNS servers that were asked. */
  readonly resolvers: readonly string[];
  /** true: they were given for this test; the settings of the PC had no part in it. */
  readonly areGiven: boolean;
}

export function nameFactsOf(index: LogIndex, ending: Ending): NameFacts {
  const answers = answersByQuestion(index);
  const conclusions = conclusionsOf(index);
  const byQuestion = new Map<string, NameFact>();
  const ofSettings = new Set<NameFact>();
  for (const [key, event] of conclusions) {
    const { name, question, outcome, addresses, srv, usedFrom, disagreements } = event.data;
    const own = answers.get(key) ?? [];
    const confirmedBy = own.flatMap((answer) =>
      answer.kind === 'dns.answer.received' &&
      answer.data.transport !== 'system' &&
      answer.data.records.some(
        (record) => (record.type === 'A' || record.type === 'AAAA') && addresses.includes(record.address),
      )
        ? [answer.data.resolver]
        : [],
    );
    const fact: NameFact = {
      name,
      question,
      seq: event.seq,
      outcome,
      addresses,
      srv,
      usedFrom,
      disagreements,
      confirmedBy: [...new Set(confirmedBy)],
      replies: repliesOf(own),
      alias: aliasOf(own),
      evidence: [...own.map((answer) => answer.seq), event.seq].sort((a, b) => a - b),
    };
    byQuestion.set(key, fact);
    if (areaOf(event.step) === 'settings') ofSettings.add(fact);
  }
  const queries = index.of('dns.query.sent');
  const unanswered = new Map<string, { name: string; seq: number }>();
  for (const { seq, t, step, data } of queries) {
    if (areaOf(step) === 'settings') continue;
    const key = keyOf(data.type === 'SRV' ? 'srv' : 'address', data.name);
    if (waitedInVainMs(ending, t) === null || byQuestion.has(key) || unanswered.has(key)) continue;
    unanswered.set(key, { name: data.name, seq });
  }
  return {
    all: [...byQuestion.values()].filter((name) => !ofSettings.has(name)),
    addressOf: (name) => byQuestion.get(keyOf('address', name)) ?? null,
    srvOf: (name) => byQuestion.get(keyOf('srv', name)) ?? null,
    unanswered: [...unanswered.values()],
    areGiven: (index.of('run.started')[0]?.data.plan.resolvers.length ?? 0) > 0,
    resolvers: [
      ...new Set(queries.flatMap(({ data }) => (data.transport === 'system' ? [] : [data.resolver]))),
    ],
  };
}

/** The last word on each name; what the settings ask again changes nothing of what was known before. */
function conclusionsOf(index: LogIndex): ReadonlyMap<string, LoggedEventOf<'dns.name.resolved'>> {
  const conclusions = new Map<string, LoggedEventOf<'dns.name.resolved'>>();
  for (const event of index.of('dns.name.resolved')) {
    const key = keyOf(event.data.question, event.data.name);
    if (areaOf(event.step) === 'settings' && conclusions.has(key)) continue;
    conclusions.set(key, event);
  }
  return conclusions;
}

function keyOf(question: 'srv' | 'address', name: string): string {
  return `${question} ${canonicalName(name)}`;
}

type Answer = LoggedEventOf<'dns.answer.received'> | LoggedEventOf<'dns.query.failed'>;

/** The last word of each party: a truncated answer or a try in vain is followed by another. */
function repliesOf(answers: readonly Answer[]): readonly NameReply[] {
  const byParty = new Map<string, NameReply>();
  for (const { kind, data } of [...answers].sort((a, b) => a.seq - b.seq)) {
    const { resolver: who, outcome, transport } = data;
    const rcode = kind === 'dns.answer.received' ? data.rcode : null;
    const detail = kind === 'dns.query.failed' ? data.detail : null;
    byParty.set(who, { who, outcome, rcode, transport, detail });
  }
  return [...byParty.values()];
}

function aliasOf(answers: readonly Answer[]): string | null {
  for (const { kind, data } of answers) {
    if (kind === 'dns.answer.received' && data.cnameChain.length > 1) return data.cnameChain.at(-1) ?? null;
  }
  return null;
}

function answersByQuestion(index: LogIndex): ReadonlyMap<string, readonly Answer[]> {
  const byQuestion = new Map<string, Answer[]>();
  for (const answer of [...index.of('dns.answer.received'), ...index.of('dns.query.failed')]) {
    const key = keyOf(answer.data.type === 'SRV' ? 'srv' : 'address', answer.data.name);
    const known = byQuestion.get(key);
    if (known === undefined) byQuestion.set(key, [answer]);
    else known.push(answer);
  }
  return byQuestion;
}
