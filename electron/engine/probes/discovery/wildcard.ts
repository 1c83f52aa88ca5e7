import type { ProbeContext } from '../../context.ts';
import { randomHex } from '../../entropy.ts';
import type { NameResolver } from '../../transport/dns.ts';

export interface Wildcard {
  /** Whether these are just the addresses that any name of the domain has. */
  covers(addresses: readonly string[]): boolean;
}

/** Asks for a name that nobody has made up before: if it exists, every name of the domain does. */
export async function probeWildcard(
  ctx: ProbeContext,
  names: NameResolver,
  domain: string,
): Promise<Wildcard> {
  const name = `${randomHex(ctx.ports.entropy, 8)}.${domain}`;
  const { addresses, seq } = await names.addresses(ctx, name);
  if (!ctx.signal.aborted) {
    const exists = addresses.length > 0;
    ctx.record('discovery.wildcard.probed', { name, exists, addresses: [...addresses] }, seq);
  }
  const any = new Set(addresses);
  return { covers: (own) => own.length > 0 && own.every((address) => any.has(address)) };
}
