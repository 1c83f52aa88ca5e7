import type { ConnectTo } from '../../shared/run/plan.ts';
import type { LabEndpoint } from './lab.ts';
import { PORTS } from './machines.ts';
import { LOOPBACK } from './nodes/tcp-listener.ts';

/** The ports on which a client might dial a server, whether it serves them or not. */
const DIALLED: Readonly<Record<LabEndpoint['role'], readonly number[]>> = {
  web: [PORTS.https, PORTS.http],
  kdc: [PORTS.kerberos],
  'av-edge': [PORTS.relay],
  'front-end': [PORTS.sipInternal, PORTS.sipExternal],
  director: [PORTS.sipInternal, PORTS.sipExternal],
  edge: [PORTS.sipInternal, PORTS.sipExternal],
};

/**
 * One line for each port of each server that a client might dial, whether something listens there or not: without a line
 * it would dial the machine's own port of that number. Names that the lab's DNS does not resolve get none.
 */
export function connectToLines(
  resolvable: ReadonlySet<string>,
  endpoints: readonly LabEndpoint[],
  elsewhere: { readonly web: number; readonly sip: number },
): readonly ConnectTo[] {
  const hosts = [...new Set(endpoints.map(({ host }) => host))].filter((host) => resolvable.has(host));
  return hosts.flatMap((host) => {
    const own = endpoints.filter((endpoint) => endpoint.host === host);
    const ports = new Set(own.flatMap(({ role }) => DIALLED[role]));
    const isWeb = own.some(({ role }) => role === 'web');
    return [...ports].map((fromPort): ConnectTo => {
      const listen = own.find(({ port }) => port === fromPort)?.listen;
      const toPort =
        listen === undefined ? (isWeb ? elsewhere.web : elsewhere.sip) : Number(listen.split(':')[1]);
      return { fromHost: host, fromPort, toHost: LOOPBACK, toPort };
    });
  });
}
