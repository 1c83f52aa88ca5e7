import { visible } from '../../lib/text.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { VIAS } from '../../run/ids.ts';
import {
  CANDIDATE_REASONS,
  foundBy,
  NETWORK_NAMES,
  STANDING_NAMES,
  VIA_NAMES,
} from '../describe/discovery.ts';
import { DNS_OUTCOME_LABELS, hostAndPort, srvText } from '../describe/dns.ts';
import { abridged } from '../../lib/listing.ts';
import type { Entry } from './pair-entries.ts';
import type { Side } from './side.ts';

const MOST_ANSWERS = 12;

/** The server that was taken, how it was found, and what became of the other candidates. */
export function serverEntries({ facts, index }: Side): readonly Entry[] {
  const server = facts.firstServer ?? facts.server ?? facts.found;
  const candidates = index.of('discovery.candidate.concluded');
  const standings = VIAS.flatMap((via): readonly Entry[] => {
    const one = candidates.findLast(({ data }) => data.via === via)?.data;
    if (one === undefined) return [];
    return [
      {
        id: `candidate ${via}`,
        label: `Candidate: ${VIA_NAMES[via]}`,
        text: `${STANDING_NAMES[one.standing]}. ${CANDIDATE_REASONS[one.reason]}`,
        sense: `${one.standing} ${one.reason}`,
      },
    ];
  });
  return [
    ...(server === null
      ? []
      : [
          {
            label: 'Server',
            text: hostAndPort(server.host, server.port),
            sense: `${canonicalName(server.host)}:${server.port}`,
            isTelling: true,
            isNaming: true,
          },
          { label: 'How it was found', text: foundBy(server.via), sense: server.via, isTelling: true },
        ]),
    ...(facts.isDiscovered ? [{ label: 'Place', text: NETWORK_NAMES[facts.network] }] : []),
    ...standings,
  ];
}

interface Answer {
  readonly name: string;
  readonly question: 'srv' | 'address';
  outcome: string;
  readonly answers: Set<string>;
}

/** What each name leads to, whoever was asked, without order and lifetimes. */
export function dnsEntries(side: Side): readonly Entry[] {
  const dialled = new Set(
    side.index.of('tcp.connect.started').map(({ data }) => canonicalName(data.peer.host)),
  );
  return [...answersOf(side)].map(([, { name, question, outcome, answers }]) => {
    const role = side.roleOf(name);
    const type = question === 'srv' ? 'SRV' : 'A, AAAA';
    const values = [...answers].sort();
    const text = values.length === 0 ? outcome : abridged(values, MOST_ANSWERS);
    return {
      id: `${question} ${role.id}`,
      label: `${type} ${role.words}`,
      text: role.isRenamed ? `${visible(name, 255)}: ${text}` : text,
      sense: values.length === 0 ? outcome : values.join(' '),
      isTelling: question === 'srv' || dialled.has(canonicalName(name)),
      isNaming: true,
    };
  });
}

function answersOf({ index, roleOf }: Side): ReadonlyMap<string, Answer> {
  const found = new Map<string, Answer>();
  const answerTo = (name: string, question: Answer['question']): Answer | null => {
    // It is there to tell a wildcard, and another one in each run.
    if (roleOf(name).id === 'made-up') return null;
    const key = `${question} ${canonicalName(name)}`;
    const known = found.get(key) ?? {
      name,
      question,
      outcome: DNS_OUTCOME_LABELS.timeout,
      answers: new Set(),
    };
    found.set(key, known);
    return known;
  };
  // A log from elsewhere may have the answers and no conclusion.
  const concluded = new Set<string>();
  for (const { data } of index.of('dns.name.resolved')) {
    if (data.usedFrom === 'literal') continue;
    const answer = answerTo(data.name, data.question);
    if (answer === null) continue;
    concluded.add(`${data.question} ${canonicalName(data.name)}`);
    answer.outcome = DNS_OUTCOME_LABELS[data.outcome];
    answer.answers.clear();
    for (const address of data.addresses) answer.answers.add(address);
    for (const record of data.srv) answer.answers.add(srvText(record));
  }
  for (const { data } of index.of('dns.answer.received')) {
    const question = data.type === 'SRV' ? 'srv' : 'address';
    if (concluded.has(`${question} ${canonicalName(data.name)}`)) continue;
    const answer = answerTo(data.name, question);
    if (answer === null) continue;
    answer.outcome = DNS_OUTCOME_LABELS[data.outcome];
    for (const record of data.records) {
      if (record.type === 'SRV') answer.answers.add(srvText(record));
      else if (record.type === 'A' || record.type === 'AAAA') answer.answers.add(record.address);
    }
  }
  return found;
}
