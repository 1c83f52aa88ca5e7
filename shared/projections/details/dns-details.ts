import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { DnsRecord } from '../../events/dns-events.ts';
import { visible } from '../../lib/text.ts';
import {
  DNS_OUTCOME_LABELS,
  DNS_OUTCOME_MEANINGS,
  recordText,
  resolverName,
  srvText,
} from '../describe/dns.ts';
import { duration } from '../../lib/duration.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import { field, fields } from './fields.ts';

const QUESTION_COLUMNS = ['Asked', 'For', 'Answer', 'Time'] as const;
const RECORD_COLUMNS = ['From', 'Name', 'Type', 'Value', 'Valid for'] as const;

/** The conclusion, each resolver's answer, the records, and who disagrees. */
export function dnsDetails(events: readonly LoggedEvent[]): readonly DetailSection[] {
  const sections: DetailSection[] = [];
  const resolved = events.findLast((event) => event.kind === 'dns.name.resolved');
  if (resolved !== undefined) sections.push(conclusion(resolved));

  const tries = events.filter(
    (event) => event.kind === 'dns.answer.received' || event.kind === 'dns.query.failed',
  );
  const answered = new Set(tries.map(({ cause }) => cause));
  const open = events
    .filter((event) => event.kind === 'dns.query.sent')
    .filter((query) => !answered.has(query.seq) && !tries.some(isSameQuestion(query)));
  const rows = [...tries.map(tryRow), ...open.map(openRow)];
  if (rows.length > 0) {
    sections.push({ kind: 'table', title: 'Who was asked', columns: QUESTION_COLUMNS, rows });
  }
  const records = events.flatMap((event) =>
    event.kind === 'dns.answer.received'
      ? event.data.records.map((record) => recordRow(event.data.resolver, record))
      : [],
  );
  if (records.length > 0) {
    sections.push({ kind: 'table', title: 'Records', columns: RECORD_COLUMNS, rows: records });
  }
  const chain = events
    .filter((event) => event.kind === 'dns.answer.received')
    .map((event) => event.data.cnameChain)
    .find((names) => names.length > 1);
  if (chain !== undefined) {
    const text = chain.map((name) => visible(name, 255)).join(' → ');
    sections.push({ kind: 'text', title: 'Stands for another name', text, tone: 'neutral' });
  }
  if (resolved !== undefined && resolved.data.disagreements.length > 0) {
    sections.push(disagreement(resolved));
  }
  return sections;
}

function conclusion({ data }: LoggedEventOf<'dns.name.resolved'>): DetailSection {
  const answers = data.question === 'srv' ? data.srv.map(srvText) : data.addresses;
  const isAnswered = data.outcome === 'answered';
  return fields('Result', [
    field('Name', data.name),
    field(
      'Result',
      isAnswered ? answers.join(', ') : DNS_OUTCOME_LABELS[data.outcome],
      isAnswered ? null : DNS_OUTCOME_MEANINGS[data.outcome],
      isAnswered ? 'good' : data.outcome === 'nxdomain' || data.outcome === 'no-data' ? 'neutral' : 'bad',
    ),
    data.usedFrom === null ? null : field('According to', resolverName(data.usedFrom)),
    field('Time', duration(data.tookMs)),
    ...data.srv.map(srvField),
  ]);
}

function srvField(record: LoggedEventOf<'dns.name.resolved'>['data']['srv'][number]): DetailField {
  return field(
    'Server',
    srvText(record),
    `Priority ${record.priority}, weight ${record.weight}: lower priority first, higher weight more often.`,
  );
}

type Question = LoggedEventOf<'dns.query.sent' | 'dns.answer.received' | 'dns.query.failed'>['data'];

/** Holds for logs whose answers name no cause. */
function isSameQuestion(query: LoggedEventOf<'dns.query.sent'>): (answer: TryEvent) => boolean {
  return ({ cause, data }) =>
    cause === null &&
    data.resolver === query.data.resolver &&
    data.transport === query.data.transport &&
    data.type === query.data.type;
}

function askedCells({ resolver, transport, type }: Question): readonly [string, string] {
  return [
    transport === 'system'
      ? resolverName('system')
      : `${resolverName(resolver)} (${transport.toUpperCase()})`,
    type === 'address' ? 'addresses' : type,
  ];
}

function openRow({ data }: LoggedEventOf<'dns.query.sent'>): readonly string[] {
  return [...askedCells(data), 'no answer', ''];
}

type TryEvent = LoggedEventOf<'dns.answer.received' | 'dns.query.failed'>;

function tryRow(event: TryEvent): readonly string[] {
  const { outcome, tookMs } = event.data;
  const isAnswer = event.kind === 'dns.answer.received';
  const cut = isAnswer && event.data.truncated ? ' (cut short)' : '';
  const detail = isAnswer ? '' : `: ${visible(event.data.detail, 200)}`;
  const rcode = isAnswer && event.data.outcome === 'other-rcode' ? ` ${visible(event.data.rcode, 20)}` : '';
  return [
    ...askedCells(event.data),
    `${DNS_OUTCOME_LABELS[outcome]}${rcode}${cut}${detail}`,
    duration(tookMs),
  ];
}

function recordRow(resolver: string, record: DnsRecord): readonly string[] {
  const value =
    record.type === 'SRV'
      ? `${recordText(record)}, priority ${record.priority}, weight ${record.weight}`
      : recordText(record);
  const type = record.type === 'other' ? `type ${record.rrType}` : record.type;
  return [resolverName(resolver), visible(record.name, 255), type, value, `${record.ttl} s`];
}

function disagreement({ data }: LoggedEventOf<'dns.name.resolved'>): DetailSection {
  return {
    kind: 'table',
    title: 'Others say something else',
    columns: ['Who', 'Says'],
    rows: data.disagreements.map(({ who, outcome, answers }) => [
      resolverName(who),
      outcome === 'answered'
        ? answers.map((answer) => visible(answer, 255)).join(', ')
        : DNS_OUTCOME_LABELS[outcome],
    ]),
  };
}
