import { isIPv4 } from 'node:net';
import type { DnsRecord } from '../../../shared/events/dns-events.ts';
import { withDeadline } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import type { OsLookup } from '../ports.ts';
import type { Reply } from './dns-query.ts';
import { isCancelled, millisecondsSince } from './tcp.ts';

/**
 * Asks the operating system (getaddrinfo), which knows hosts files, VPN policies and caches that no DNS server knows of.
 * Bounded like the resolvers that are asked beside it; the lookup itself cannot be stopped, only no longer waited for.
 */
export async function askSystem(ctx: ProbeContext, name: string, overtaken: AbortSignal): Promise<Reply> {
  const { clock } = ctx.ports;
  const { dnsTryMs, dnsTries } = ctx.plan.limits;
  const scoped = ctx.at({ flow: ctx.newFlow('dns') });
  const question = { resolver: 'system', transport: 'system', name, type: 'address' } as const;
  const silent = { who: 'system', outcome: 'timeout', records: [], seq: null, isOvertaken: false } as const;
  if (ctx.signal.aborted) return silent;

  const sent = scoped.record('dns.query.sent', { ...question, attempt: 1 });
  const startedAt = clock.now();
  const signal = AbortSignal.any([ctx.signal, overtaken]);
  const waited = await withDeadline(clock, dnsTryMs * dnsTries, signal, () => ctx.ports.osLookup(name));
  const tookMs = millisecondsSince(clock, startedAt);
  if (isCancelled(ctx)) return { ...silent, seq: sent };

  const lookup: OsLookup | null = waited.kind === 'done' ? waited.value : null;
  if (lookup?.outcome !== 'answered' && lookup?.outcome !== 'no-data') {
    const outcome = lookup?.outcome ?? 'timeout';
    const detail = lookup?.code ?? 'no answer of the operating system while it was waited for';
    const seq = scoped.record('dns.query.failed', { ...question, outcome, detail, tookMs }, sent);
    return { who: 'system', outcome, records: [], seq, isOvertaken: lookup === null && overtaken.aborted };
  }
  const records =
    lookup.outcome === 'answered' ? lookup.addresses.map((address) => recordOf(name, address)) : [];
  const outcome = records.length > 0 ? 'answered' : 'no-data';
  const answer = { authoritative: false, truncated: false, records, cnameChain: [], tookMs, sizeBytes: 0 };
  const rcode = lookup.outcome === 'answered' ? 'NOERROR' : lookup.code;
  const seq = scoped.record('dns.answer.received', { ...question, outcome, rcode, ...answer }, sent);
  return { who: 'system', outcome, records, seq, isOvertaken: false };
}

/** The operating system does not say how long an answer holds. */
function recordOf(name: string, address: string): DnsRecord {
  return { type: isIPv4(address) ? 'A' : 'AAAA', name, ttl: 0, address };
}
