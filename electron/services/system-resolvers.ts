import { getServers } from 'node:dns';
import { isIP } from 'node:net';

const DNS_PORT = 53;

export interface ResolverAddress {
  readonly address: string;
  readonly port: number;
}

/** The DNS servers that the operating system is configured with, in its order, each once. */
export function systemResolvers(servers: readonly string[] = getServers()): readonly ResolverAddress[] {
  const seen = new Map<string, ResolverAddress>();
  for (const server of servers) {
    const resolver = parseServer(server);
    if (resolver !== null) seen.set(`${resolver.address} ${resolver.port}`, resolver);
  }
  return [...seen.values()];
}

/** As dns.getServers writes them: 192.0.2.1, 192.0.2.1:5353, 2001:db8::1, fe80::1%eth0, [2001:db8::1]:5353. */
function parseServer(server: string): ResolverAddress | null {
  if (isIP(server) !== 0) return { address: server, port: DNS_PORT };
  const match = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(server);
  const address = match?.[1] ?? match?.[2];
  if (address === undefined || isIP(address) === 0) return null;
  const port = match?.[3] === undefined ? DNS_PORT : Number(match[3]);
  return port >= 1 && port <= 65_535 ? { address, port } : null;
}
