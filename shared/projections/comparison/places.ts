import type { Peer } from '../../events/connection-events.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import type { Side } from './side.ts';

/** Who is at the other end of a connection, found again in the other run by its id. */
export interface Place {
  readonly id: string;
  readonly label: string;
}

export function placeOf({ roleOf }: Side, { host, port, role }: Peer): Place {
  const { id, words } = roleOf(host);
  return { id: `${role} ${id}:${port}`, label: formatHostAndPort({ host: words, port }) };
}

/** true: the sign-in goes to it, or would; where discovery names none, every SIP server counts. */
export function isServer({ facts }: Side, { host, role }: Peer): boolean {
  if (role !== 'sip') return false;
  const servers = [facts.found, facts.firstServer, facts.server, facts.redirection.home].filter(
    (one) => one !== null,
  );
  return servers.length === 0 || servers.some((one) => canonicalName(one.host) === canonicalName(host));
}
