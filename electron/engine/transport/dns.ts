import { isIP } from 'node:net';
import type { DnsOutcome, DnsType } from '../../../shared/events/dns-events.ts';
import { canonicalName, isAskableName } from '../../../shared/protocol/dns/dns-name.ts';
import { orderSrvTargets, type SrvTarget } from '../../../shared/protocol/dns/srv-order.ts';
import type { ProbeContext } from '../context.ts';
import { conclude, isUsable, opinionOf, type Conclusion, type Opinion } from './dns-conclusion.ts';
import { askResolver, resolverLabel, type Reply } from './dns-query.ts';
import { askSystem } from './dns-system.ts';
import { millisecondsSince } from './tcp.ts';

export interface AddressResolution {
  readonly outcome: DnsOutcome;
  readonly addresses: readonly string[];
  /** seq of dns.name.resolved; 0 if the run was cancelled before. */
  readonly seq: number;
  readonly tookMs: number;
}

export interface SrvResolution {
  readonly outcome: DnsOutcome;
  /** In the order in which a client tries them (RFC 2782). A target of '.' stands alone and means: no such service. */
  readonly records: readonly SrvTarget[];
  readonly seq: number;
  readonly tookMs: number;
}

export interface NameResolver {
  /**
   * A and AAAA of a name: raw DNS to every resolver, and the operating system's lookup when the plan names no resolvers.
   * An IP address stands for itself. Each name is resolved once per run.
   */
  addresses(ctx: ProbeContext, name: string): Promise<AddressResolution>;
  srv(ctx: ProbeContext, name: string): Promise<SrvResolution>;
}

/**
 * How long the others may take once somebody has given a usable answer. Long enough to see hosts files and resolvers that
 * contradict one another, short enough that a dead resolver does not hold up the run. Whoever is not done by then is not waited for.
 */
const GRACE_MS = 500;

/** Creates the names of one run: nothing is asked twice. Queries run under this context's signal, in the asker's scope. */
export function createNameResolver(run: ProbeContext): NameResolver {
  const { clock, entropy } = run.ports;
  const { limits } = run.plan;
  const addressesByName = new Map<string, Promise<AddressResolution>>();
  const srvByName = new Map<string, Promise<SrvResolution>>();

  function once<T>(memo: Map<string, Promise<T>>, key: string, resolve: () => Promise<T>): Promise<T> {
    const known = memo.get(key);
    if (known !== undefined) return known;
    const resolution = resolve();
    memo.set(key, resolution);
    return resolution;
  }

  async function resolveAddresses(ctx: ProbeContext, name: string): Promise<AddressResolution> {
    if (isIP(name) !== 0) {
      if (ctx.signal.aborted) return { outcome: 'answered', addresses: [name], seq: 0, tookMs: 0 };
      const seq = ctx.record('dns.name.resolved', {
        name,
        question: 'address',
        outcome: 'answered',
        addresses: [name],
        srv: [],
        usedFrom: 'literal',
        disagreements: [],
        tookMs: 0,
      });
      return { outcome: 'answered', addresses: [name], seq, tookMs: 0 };
    }
    const startedAt = clock.now();
    const conclusion = await gather(ctx, name, ['A', 'AAAA']);
    const tookMs = millisecondsSince(clock, startedAt);
    if (ctx.signal.aborted) return { outcome: 'timeout', addresses: [], seq: 0, tookMs };
    const found = (conclusion.used?.records ?? []).flatMap((record) =>
      record.type === 'A' || record.type === 'AAAA' ? [record.address] : [],
    );
    const addresses = limited(ctx, [...new Set(found)], 'addressesPerName', `addresses of ${name}`);
    const seq = recordConclusion(ctx, name, 'address', conclusion, { addresses, srv: [] }, tookMs);
    return { outcome: conclusion.outcome, addresses, seq, tookMs };
  }

  async function resolveSrv(ctx: ProbeContext, name: string): Promise<SrvResolution> {
    const startedAt = clock.now();
    const conclusion = await gather(ctx, name, ['SRV']);
    const tookMs = millisecondsSince(clock, startedAt);
    if (ctx.signal.aborted) return { outcome: 'timeout', records: [], seq: 0, tookMs };
    const found = (conclusion.used?.records ?? []).flatMap((record): SrvTarget[] =>
      record.type === 'SRV'
        ? [
            {
              priority: record.priority,
              weight: record.weight,
              port: record.port,
              target: withoutDot(record.target),
            },
          ]
        : [],
    );
    const kept = limited(ctx, found, 'srvRecords', `SRV records of ${name}`);
    const records = orderSrvTargets(kept, (bound) => {
      const bytes = entropy.bytes(4);
      return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % bound;
    });
    const seq = recordConclusion(ctx, name, 'srv', conclusion, { addresses: [], srv: records }, tookMs);
    return { outcome: conclusion.outcome, records, seq, tookMs };
  }

  function ask(
    ctx: ProbeContext,
    name: string,
    types: readonly DnsType[],
    overtaken: AbortSignal,
  ): readonly Ask[] {
    const own = run.plan.resolvers;
    const listed = own.length > 0 ? own : run.ports.systemResolvers();
    const resolvers = new Map(listed.map((resolver) => [resolverLabel(resolver), resolver]));
    const raw = [...resolvers].flatMap(([who, resolver]) =>
      types.map((type) => ({
        who,
        reply: askResolver(ctx, { resolver, name, type, overtaken }),
      })),
    );
    const hasLookup = own.length === 0 && !types.includes('SRV');
    return hasLookup ? [...raw, { who: 'system', reply: askSystem(ctx, name, overtaken) }] : raw;
  }

  /** Asks everybody at once and waits for all, or for the grace period after the first usable answer. */
  async function gather(ctx: ProbeContext, name: string, types: readonly DnsType[]): Promise<Conclusion> {
    if (!isAskableName(name)) return { outcome: 'malformed', used: null, disagreements: [] };
    const overtaken = new AbortController();
    const asks = ask(ctx, name, types, overtaken.signal);
    const replies = asks.map(({ who }) => ({ who, given: [] as Reply[] }));
    const parties = [...new Set(asks.map(({ who }) => who))];
    const opinions = (): readonly Opinion[] =>
      parties.map((who) => {
        const own = replies.filter((each) => each.who === who);
        return opinionOf(
          who,
          own.flatMap(({ given }) => given),
          own.length,
        );
      });
    const ended = new AbortController();
    const grace = new Promise<void>((resolve) => {
      asks.forEach(({ reply }, index) => {
        const onReply = (given: Reply): void => {
          replies[index]?.given.push(given);
          if (opinions().some(isUsable)) void clock.sleep(GRACE_MS, ended.signal).then(() => resolve());
        };
        // A rejection is a bug, and comes out where all of them are awaited.
        reply.then(onReply, () => undefined);
      });
    });
    const all = Promise.all(asks.map(({ reply }) => reply));
    await Promise.race([all, grace]);
    ended.abort();
    overtaken.abort();
    await all;
    return conclude(opinions());
  }

  function limited<T>(
    ctx: ProbeContext,
    found: readonly T[],
    limit: 'srvRecords' | 'addressesPerName',
    what: string,
  ): T[] {
    const allowed = limits[limit];
    if (found.length > allowed)
      ctx.record('limit.exceeded', { limit, allowed, what: `${found.length} ${what}` });
    return found.slice(0, allowed);
  }

  return {
    addresses: (ctx, name) => {
      const key = withoutBrackets(canonicalName(name));
      return once(addressesByName, key, () => resolveAddresses(run.at(ctx.scope), key));
    },
    srv: (ctx, name) => {
      const key = canonicalName(name);
      return once(srvByName, key, () => resolveSrv(run.at(ctx.scope), key));
    },
  };
}

interface Ask {
  readonly who: string;
  readonly reply: Promise<Reply>;
}

function recordConclusion(
  ctx: ProbeContext,
  name: string,
  question: 'address' | 'srv',
  conclusion: Conclusion,
  result: { readonly addresses: readonly string[]; readonly srv: readonly SrvTarget[] },
  tookMs: number,
): number {
  const data = {
    name,
    question,
    outcome: conclusion.outcome,
    addresses: [...result.addresses],
    srv: result.srv.map(({ priority, weight, port, target }) => ({ priority, weight, port, target })),
    usedFrom: conclusion.used?.who ?? null,
    disagreements: [...conclusion.disagreements],
    tookMs,
  };
  return ctx.record('dns.name.resolved', data, conclusion.used?.seq ?? undefined);
}

function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}

/** URLs write IPv6 addresses in brackets. */
function withoutBrackets(name: string): string {
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}
