import type { EventData } from '../../events/catalogue.ts';
import type { DnsOutcome } from '../../events/dns-events.ts';
import type { StepId } from '../../run/ids.ts';
import type { Place } from './conversation.ts';
import type { EventWriter } from './event-writer.ts';

type Question = 'SRV' | 'address';

interface Query {
  readonly seq: number;
  readonly flow: string;
  readonly atMs: number;
}

/** Lookups of names as lines of a log tell them: the client asks its operating system. */
export class LookupStory {
  private readonly writer: EventWriter;
  private readonly open = new Map<string, Query>();
  private flows = 0;

  constructor(writer: EventWriter) {
    this.writer = writer;
  }

  ask(type: Question, name: string, step: StepId): Query {
    this.flows += 1;
    const flow = `dns-${this.flows}`;
    const question = { resolver: 'system', transport: 'system', name, type, attempt: 1 } as const;
    const seq = this.writer.add('dns.query.sent', question, { step, flow });
    const query = { seq, flow, atMs: this.writer.now };
    this.open.set(`${type} ${name}`, query);
    return query;
  }

  /** Returns how long it took; what was asked for may stand in the same line as the answer. */
  answer(
    type: Question,
    name: string,
    outcome: DnsOutcome,
    found: { readonly server?: Place | null; readonly address?: string | null },
    step: StepId,
  ): number {
    const key = `${type} ${name}`;
    const { seq, flow, atMs } = this.open.get(key) ?? this.ask(type, name, step);
    this.open.delete(key);
    const { writer } = this;
    const { server = null, address = null } = found;
    const srv = server === null ? [] : [{ priority: 0, weight: 0, port: server.port, target: server.host }];
    const tookMs = writer.now - atMs;
    const question = { resolver: 'system', transport: 'system', name, type } as const;
    const placing = { step, flow, cause: seq };
    if (outcome === 'timeout' || outcome === 'unreachable' || outcome === 'malformed') {
      const detail = 'told by a line of the log';
      writer.add('dns.query.failed', { ...question, outcome, detail, tookMs }, placing);
    } else {
      const records: EventData<'dns.answer.received'>['records'] = [
        ...srv.map((one) => ({ type: 'SRV' as const, name, ttl: 0, ...one })),
        ...(address === null
          ? []
          : [{ type: address.includes(':') ? ('AAAA' as const) : ('A' as const), name, ttl: 0, address }]),
      ];
      const shape = {
        rcode: RCODES[outcome],
        authoritative: false,
        truncated: false,
        cnameChain: [],
        sizeBytes: 0,
      };
      writer.add('dns.answer.received', { ...question, outcome, ...shape, records, tookMs }, placing);
    }
    writer.add(
      'dns.name.resolved',
      {
        name,
        question: type === 'SRV' ? 'srv' : 'address',
        outcome,
        addresses: address === null ? [] : [address],
        srv,
        usedFrom: outcome === 'answered' ? 'system' : null,
        disagreements: [],
        tookMs,
      },
      { step, flow },
    );
    return tookMs;
  }
}

const RCODES: Readonly<Record<Exclude<DnsOutcome, 'timeout' | 'unreachable' | 'malformed'>, string>> = {
  answered: 'NOERROR',
  'no-data': 'NOERROR',
  nxdomain: 'NXDOMAIN',
  servfail: 'SERVFAIL',
  refused: 'REFUSED',
  'other-rcode': '',
};
