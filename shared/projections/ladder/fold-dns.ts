import type { LoggedEventOf } from '../../events/catalogue.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { visible } from '../../lib/text.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import {
  DNS_OUTCOME_LABELS,
  dnsExchangeOutcome,
  recordText,
  resolverName,
  srvText,
} from '../describe/dns.ts';
import { abridged } from '../../lib/listing.ts';
import {
  addEvidence,
  closeRung,
  dnsKey,
  openRung,
  type Draft,
  type DraftPart,
  type DraftRung,
} from './draft.ts';
import { PC_LANE } from './lanes.ts';

type DnsEvent = LoggedEventOf<
  'dns.query.sent' | 'dns.answer.received' | 'dns.query.failed' | 'dns.name.resolved'
>;
type QueryEvent = Exclude<DnsEvent, LoggedEventOf<'dns.name.resolved'>>;

/** All that is asked about one name, by whatever resolver and type, is one rung. */
export function foldDns(draft: Draft, event: DnsEvent): void {
  switch (event.kind) {
    case 'dns.query.sent':
      foldQuery(draft, event);
      return;
    case 'dns.answer.received':
      foldAnswer(draft, event);
      return;
    case 'dns.query.failed': {
      const { outcome, tookMs } = event.data;
      answerPart(draft, event, DNS_OUTCOME_LABELS[outcome], tookMs, dnsExchangeOutcome(outcome));
      return;
    }
    case 'dns.name.resolved':
      foldConclusion(draft, event);
      return;
  }
}

function foldQuery(draft: Draft, event: LoggedEventOf<'dns.query.sent'>): void {
  const { resolver, transport, type, attempt } = event.data;
  const rung = rungOf(draft, event);
  const what = transport === 'system' ? resolverName('system') : `${type} at ${resolverName(resolver)}`;
  const how = `${transport === 'tcp' ? ', over TCP' : ''}${attempt > 1 ? `, try ${attempt}` : ''}`;
  addEvidence(rung, event);
  openPart(draft, rung, event, what + how);
}

function foldAnswer(draft: Draft, event: LoggedEventOf<'dns.answer.received'>): void {
  const { outcome, records, truncated, tookMs } = event.data;
  const answers = records.filter((record) => record.type !== 'CNAME').map(recordText);
  const label =
    outcome === 'answered' && answers.length > 0 ? abridged(answers, 2) : DNS_OUTCOME_LABELS[outcome];
  const said = truncated ? 'cut short, asked again over TCP' : label;
  answerPart(draft, event, said, tookMs, dnsExchangeOutcome(outcome));
  for (const record of records) if (record.type === 'SRV') promise(draft, record.target);
}

function foldConclusion(draft: Draft, event: LoggedEventOf<'dns.name.resolved'>): void {
  const { name, question, outcome, addresses, srv, usedFrom, tookMs } = event.data;
  for (const { target } of srv) promise(draft, target);
  // Nobody was asked: an IP address, or a name that connect-to stands in for.
  const isUnasked = usedFrom === 'literal' || usedFrom === 'connect-to';
  if (isUnasked && !draft.dns.has(dnsKey(question, canonicalName(name)))) return;

  const rung = rungOf(draft, event);
  const answers = question === 'srv' ? srv.map(srvText) : addresses.map((address) => visible(address, 64));
  const label =
    outcome === 'answered' && answers.length > 0 ? abridged(answers, 2) : DNS_OUTCOME_LABELS[outcome];
  const isDoubtful = event.data.disagreements.length > 0 || rung.failedParts > 0;
  const reached = dnsExchangeOutcome(outcome);
  rung.isAddressMissing = question === 'address' && (outcome === 'nxdomain' || outcome === 'no-data');
  closeRung(rung, event, {
    label,
    durationMs: tookMs,
    outcome: reached === 'ok' && isDoubtful ? 'warning' : reached,
  });
}

function promise(draft: Draft, name: string): void {
  draft.promisedNames.add(canonicalName(name));
}

function rungOf(draft: Draft, event: DnsEvent): DraftRung {
  const { name } = event.data;
  const question =
    event.kind === 'dns.name.resolved' ? event.data.question : event.data.type === 'SRV' ? 'srv' : 'address';
  const resolver = event.kind === 'dns.name.resolved' ? null : resolverName(event.data.resolver);
  const lane = draft.lanes.dns(resolver);
  const key = dnsKey(question, canonicalName(name));
  const known = draft.dns.get(key);
  if (known !== undefined) {
    draft.bySeq.set(event.seq, known);
    return known;
  }
  const rung = openRung(draft, event, {
    protocol: 'dns',
    fromLane: PC_LANE,
    toLane: lane,
    label: `${question === 'srv' ? 'SRV' : 'A, AAAA'} ${visible(name, 255)}`,
    host: name,
    port: 53,
    question,
  });
  draft.dns.set(key, rung);
  return rung;
}

function answerPart(
  draft: Draft,
  event: QueryEvent,
  label: string,
  durationMs: number,
  outcome: ExchangeOutcome,
): void {
  const rung = rungOf(draft, event);
  addEvidence(rung, event);
  const known = partOf(draft, rung, event);
  const part =
    known ?? openPart(draft, rung, event, `${event.data.type} at ${resolverName(event.data.resolver)}`);
  if (known !== null) part.evidence.push(event.seq);
  rung.failedParts += Number(outcome === 'failed') - Number(part.outcome === 'failed');
  part.answerLabel = label;
  part.durationMs = durationMs;
  part.outcome = outcome;
}

/** The try that an answer belongs to: by its cause, else the last unanswered one of the same question. */
function partOf(draft: Draft, rung: DraftRung, event: QueryEvent): DraftPart | null {
  const caused = event.cause === null ? undefined : draft.dnsParts.get(event.cause);
  if (caused?.rung === rung) return caused.part;
  const open = draft.dnsOpen.get(openKey(rung, event)) ?? [];
  while (open.length > 0 && open.at(-1)?.outcome !== 'pending') open.pop();
  return open.at(-1) ?? null;
}

function openPart(draft: Draft, rung: DraftRung, event: QueryEvent, label: string): DraftPart {
  const part: DraftPart = {
    seq: event.seq,
    label,
    answerLabel: null,
    atMs: event.t,
    durationMs: null,
    outcome: 'pending',
    evidence: [event.seq],
  };
  rung.parts.push(part);
  draft.dnsParts.set(event.seq, { rung, part });
  const key = openKey(rung, event);
  const open = draft.dnsOpen.get(key);
  if (open === undefined) draft.dnsOpen.set(key, [part]);
  else open.push(part);
  return part;
}

function openKey(rung: DraftRung, { data: { resolver, transport, type } }: QueryEvent): string {
  return `${rung.id} ${resolver} ${transport} ${type}`;
}
