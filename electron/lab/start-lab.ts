import type { ConnectTo } from '../../shared/run/plan.ts';
import { DOMAIN, HOSTS, PORTS, SIP_SERVERS, SITES, USERS, type SipServerPlan } from './deployment.ts';
import type { Lab, LabEndpoint, LabOptions } from './lab.ts';
import { createLedger } from './ledger.ts';
import { createCertificateAuthority } from './nodes/ca.ts';
import { startDns } from './nodes/dns.ts';
import { resolvableNames, type Zone } from './nodes/dns-zone.ts';
import { holdRefusedPort } from './nodes/refused-port.ts';
import { openSipPort } from './nodes/sip-port.ts';
import { LOOPBACK, type Node, type TcpListener } from './nodes/tcp-listener.ts';
import { startWeb, type WebServer, type WebSite } from './nodes/web.ts';
import { scenarioNamed } from './scenarios.ts';

/**
 * Starts a practice network on free loopback ports: its own CA, DNS, web services and SIP servers, with the scenario's
 * faults. Rejects when there is no such scenario; leaves nothing behind then either.
 */
export async function startLab(scenarioId: string, options: LabOptions = {}): Promise<Lab> {
  const found = scenarioNamed(scenarioId);
  if (found === null) throw new Error(`startLab: there is no scenario ${JSON.stringify(scenarioId)}`);
  const { info, deployment } = found;
  const latencyMs = options.latencyMs ?? 0;
  const ledger = createLedger();
  const { note } = ledger;
  const zone: Zone = { origin: DOMAIN, records: deployment.records };

  const nodes: Node[] = [];
  const holding = async <One extends Node>(starting: Promise<One>): Promise<One> => {
    const node = await starting;
    nodes.push(node);
    return node;
  };
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= closeAll(nodes).then(() => ledger.close());
    return closing;
  };

  const authority = createCertificateAuthority(deployment.leafKeyType);
  const web = async (site: WebSite): Promise<WebServer> =>
    startWeb({
      site,
      identity: (await authority).issue([site.discoverHost, site.servicesHost], null),
      format: deployment.autodiscoverFormat,
      fault: deployment.webFault,
      loop: { services: HOSTS.webExternal, discover: HOSTS.discover },
      latencyMs,
      note,
    });
  const sip = async ({ registrar, certificateNames }: SipServerPlan): Promise<TcpListener> =>
    openSipPort({
      registrar,
      identity: (await authority).issue(certificateNames, deployment.certificateFault),
      fault: deployment.sipFault,
      latencyMs,
      note,
    });
  const starting = [
    holding(startDns({ zone, fault: deployment.dnsFault, latencyMs, note })),
    holding(holdRefusedPort()),
    holding(web(SITES.internal)),
    holding(web(SITES.external)),
    holding(sip(SIP_SERVERS.frontEnd)),
    holding(sip(SIP_SERVERS.edge)),
    authority,
  ] as const;
  try {
    const [dns, refused, webInternal, webExternal, frontEnd, edge, { rootPem }] = await Promise.all(starting);
    const endpoints = [
      ...webEndpoints(SITES.internal, webInternal),
      ...webEndpoints(SITES.external, webExternal),
      ...sipEndpoints('front-end', SIP_SERVERS.frontEnd, frontEnd),
      ...sipEndpoints('edge', SIP_SERVERS.edge, edge),
    ];
    // A firewall that swallows the way to the servers swallows it on every port, open or not.
    const sipElsewhere = deployment.sipFault === 'tcp-black-hole' ? frontEnd.port : refused.port;
    return {
      scenario: info,
      domain: DOMAIN,
      resolver: { address: LOOPBACK, port: dns.port },
      caPem: rootPem,
      connectTo: connectToLines(deployment.dnsFault === null ? resolvableNames(zone) : new Set(), endpoints, {
        web: refused.port,
        sip: sipElsewhere,
      }),
      endpoints,
      users: USERS,
      ledger,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await Promise.allSettled(starting);
    await close();
    throw error;
  }
}

function webEndpoints(site: WebSite, server: WebServer): readonly LabEndpoint[] {
  const endpoint = (host: string, port: number, listens: number): LabEndpoint => ({
    role: 'web',
    host,
    port,
    listen: `${LOOPBACK}:${listens}`,
  });
  return [
    endpoint(site.discoverHost, PORTS.https, server.httpsPort),
    endpoint(site.discoverHost, PORTS.http, server.httpPort),
    endpoint(site.servicesHost, PORTS.https, server.httpsPort),
  ];
}

function sipEndpoints(
  role: LabEndpoint['role'],
  { hosts, port }: SipServerPlan,
  listener: TcpListener,
): readonly LabEndpoint[] {
  return hosts.map((host) => ({ role, host, port, listen: `${LOOPBACK}:${listener.port}` }));
}

/**
 * One line for each port of each server that a client might dial, whether something listens there or not: without a line
 * it would dial the machine's own port of that number. Names that the lab's DNS does not resolve get none.
 */
function connectToLines(
  resolvable: ReadonlySet<string>,
  endpoints: readonly LabEndpoint[],
  elsewhere: { readonly web: number; readonly sip: number },
): readonly ConnectTo[] {
  const hosts = [...new Set(endpoints.map(({ host }) => host))].filter((host) => resolvable.has(host));
  return hosts.flatMap((host) => {
    const own = endpoints.filter((endpoint) => endpoint.host === host);
    const isWeb = own.some(({ role }) => role === 'web');
    const ports = isWeb ? [PORTS.https, PORTS.http] : [PORTS.sipInternal, PORTS.sipExternal];
    return ports.map((fromPort): ConnectTo => {
      const listen = own.find(({ port }) => port === fromPort)?.listen;
      const toPort =
        listen === undefined ? (isWeb ? elsewhere.web : elsewhere.sip) : Number(listen.split(':')[1]);
      return { fromHost: host, fromPort, toHost: LOOPBACK, toPort };
    });
  });
}

async function closeAll(nodes: readonly Node[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.close()));
}
