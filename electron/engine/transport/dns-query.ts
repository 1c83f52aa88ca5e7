import type { DnsOutcome, DnsRecord, DnsType } from '../../../shared/events/dns-events.ts';
import { formatHostAndPort } from '../../../shared/lib/host-and-port.ts';
import { rcodeName } from '../../../shared/protocol/dns/dns-message.ts';
import { canonicalName, isAskableName } from '../../../shared/protocol/dns/dns-name.ts';
import type { Resolver } from '../../../shared/run/plan.ts';
import { withDeadline } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import { judgeAnswer, MAX_ALIASES } from './dns-answer.ts';
import { exchangeTcp, exchangeUdp } from './dns-wire.ts';
import { millisecondsSince } from './tcp.ts';

/** Records that one observation shows; the rest is counted. */
const MAX_LOGGED_RECORDS = 64;

/** What one question to one party came to. */
export interface Reply {
  /** IP:port of the resolver, or 'system'. */
  readonly who: string;
  readonly outcome: DnsOutcome;
  readonly records: readonly DnsRecord[];
  /** seq of the deciding observation; null if cancelled before there was one. */
  readonly seq: number | null;
  /** We stopped waiting because others had answered: nothing is known about this one. */
  readonly isOvertaken: boolean;
}

/** IP:port or [IPv6]:port: how the log names a resolver. */
export function resolverLabel({ address, port }: Resolver): string {
  return formatHostAndPort({ host: address, port });
}

/** A question to one resolver. overtaken ends the wait for an answer, which is recorded. */
export interface Question {
  readonly resolver: Resolver;
  readonly name: string;
  readonly type: DnsType;
  readonly overtaken: AbortSignal;
}

/**
 * Asks one resolver one question: by UDP with retries, by TCP if the answer was truncated, and on to the target of a CNAME
 * that the resolver leaves to us. Every query and answer is recorded. Cancels with ctx.signal, then recording nothing more.
 */
export async function askResolver(ctx: ProbeContext, question: Question): Promise<Reply> {
  const flow = ctx.at({ flow: ctx.newFlow('dns') });
  const asked = new Set<string>();
  let { name } = question;
  for (;;) {
    asked.add(canonicalName(name));
    const { reply, next } = await askForOneName(flow, { ...question, name });
    if (next === null || isOver(ctx, question)) return reply;
    if (asked.has(canonicalName(next)) || asked.size > MAX_ALIASES || !isAskableName(next)) {
      return { ...reply, outcome: 'malformed' };
    }
    name = next;
  }
}

interface Tried {
  readonly reply: Reply;
  /** The name that must be asked for next. */
  readonly next: string | null;
  readonly isTruncated: boolean;
}

async function askForOneName(ctx: ProbeContext, question: Question): Promise<Tried> {
  for (let attempt = 1; ; attempt += 1) {
    const tried = await tryOnce(ctx, question, 'udp', attempt);
    if (isOver(ctx, question)) return tried;
    if (tried.isTruncated) return tryOnce(ctx, question, 'tcp', 1);
    // An answer, a malformed one too, and a closed port stay what they are; only silence is worth another try.
    if (tried.reply.outcome !== 'timeout' || attempt >= ctx.plan.limits.dnsTries) return tried;
  }
}

async function tryOnce(
  ctx: ProbeContext,
  question: Question,
  transport: 'udp' | 'tcp',
  attempt: number,
): Promise<Tried> {
  const { clock, entropy } = ctx.ports;
  const { dnsTryMs } = ctx.plan.limits;
  const { resolver, name, type, overtaken } = question;
  const who = resolverLabel(resolver);
  const asked = { resolver: who, transport, name, type };
  const silent = { who, outcome: 'timeout', records: [], seq: null, isOvertaken: overtaken.aborted } as const;
  if (isOver(ctx, question)) return { reply: silent, next: null, isTruncated: false };

  const [high = 0, low = 0] = entropy.bytes(2);
  const query = { id: high * 0x100 + low, name, type };
  const sent = ctx.record('dns.query.sent', { ...asked, attempt });
  const startedAt = clock.now();
  const exchange = transport === 'udp' ? exchangeUdp : exchangeTcp;
  const waited = await withDeadline(clock, dnsTryMs, AbortSignal.any([ctx.signal, overtaken]), (signal) =>
    exchange(resolver, query, signal),
  );
  const tookMs = millisecondsSince(clock, startedAt);
  if (ctx.signal.aborted) return { reply: { ...silent, seq: sent }, next: null, isTruncated: false };
  if (waited.kind !== 'done' || waited.value.kind !== 'message') {
    const failed =
      waited.kind === 'done' && waited.value.kind === 'failed'
        ? { outcome: waited.value.outcome, detail: waited.value.detail }
        : ({ outcome: 'timeout', detail: describeSilence(overtaken, dnsTryMs) } as const);
    const seq = ctx.record('dns.query.failed', { ...asked, ...failed, tookMs }, sent);
    const reply = { who, outcome: failed.outcome, records: [], seq, isOvertaken: overtaken.aborted };
    return { reply, next: null, isTruncated: false };
  }

  const { message, sizeBytes } = waited.value;
  const judged = judgeAnswer(message, name, type);
  // TCP has room for everything: what is cut short there, without what was asked for, is no answer (RFC 2181 9)
  const isCutForGood = transport === 'tcp' && message.truncated && judged.records.length === 0;
  const answer =
    isCutForGood && judged.outcome === 'answered' ? ({ ...judged, outcome: 'malformed' } as const) : judged;
  const seq = ctx.record(
    'dns.answer.received',
    {
      ...asked,
      outcome: answer.outcome,
      rcode: rcodeName(message.rcode),
      authoritative: message.authoritative,
      truncated: message.truncated,
      records: message.answers.slice(0, MAX_LOGGED_RECORDS),
      cnameChain: answer.chain.length > 1 ? [...answer.chain] : [],
      tookMs,
      sizeBytes,
    },
    sent,
  );
  if (message.announcedAnswers > MAX_LOGGED_RECORDS) {
    const what = `${message.announcedAnswers} records in the answer of ${who} for ${name}`;
    ctx.record('limit.exceeded', { limit: 'dnsRecordsLogged', allowed: MAX_LOGGED_RECORDS, what }, seq);
  }
  return {
    reply: { who, outcome: answer.outcome, records: answer.records, seq, isOvertaken: false },
    next: answer.isOpenEnded ? (answer.chain[answer.chain.length - 1] ?? null) : null,
    isTruncated: message.truncated && transport === 'udp',
  };
}

function describeSilence(overtaken: AbortSignal, dnsTryMs: number): string {
  return overtaken.aborted
    ? 'no answer while others had one; not waited for any longer'
    : `no answer within ${dnsTryMs} ms`;
}

/** A function, because both signals change while we wait. */
function isOver(ctx: ProbeContext, question: Question): boolean {
  return ctx.signal.aborted || question.overtaken.aborted;
}
