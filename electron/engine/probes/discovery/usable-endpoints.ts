import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import type { ProbeContext } from '../../context.ts';
import type { NameResolver } from '../../transport/dns.ts';
import { isRedirected } from '../../transport/tcp.ts';

export interface UsableEndpoints {
  readonly endpoints: readonly SipEndpoint[];
  /** Hosts that have no address, with what DNS said: "pool01.contoso.com (nxdomain)". */
  readonly unresolved: readonly string[];
}

/** Keeps the endpoints that can be dialled at all: their host has an address, or connect-to leads elsewhere. */
export async function keepUsable(
  ctx: ProbeContext,
  names: NameResolver,
  endpoints: readonly SipEndpoint[],
): Promise<UsableEndpoints> {
  const judged = await Promise.all(
    endpoints.map(async (endpoint) => {
      const { outcome, addresses } = await names.addresses(ctx, endpoint.host);
      const isUsable = addresses.length > 0 || isRedirected(ctx.plan, endpoint.host, endpoint.port);
      return { endpoint, isUsable, note: `${endpoint.host} (${outcome})` };
    }),
  );
  return {
    endpoints: judged.filter(({ isUsable }) => isUsable).map(({ endpoint }) => endpoint),
    unresolved: [...new Set(judged.filter(({ isUsable }) => !isUsable).map(({ note }) => note))],
  };
}
