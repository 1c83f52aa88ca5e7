import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import type { ConnectTo } from '../../shared/run/plan.ts';
import {
  DOMAIN,
  HOSTS,
  KDC_HOST,
  PORTS,
  SIP_SERVERS,
  SITES,
  USERS,
  type Deployment,
  type SipServerPlan,
} from './deployment.ts';
import { createDirectory } from './directory.ts';
import type { Lab, LabEndpoint, LabOptions } from './lab.ts';
import { createLedger } from './ledger.ts';
import { LabNeeds, scenarioNeeds } from './needs.ts';
import { createCertificateAuthority } from './nodes/ca.ts';
import { startDns } from './nodes/dns.ts';
import { resolvableNames, type Zone } from './nodes/dns-zone.ts';
import { holdRefusedPort } from './nodes/refused-port.ts';
import { openSipPort } from './nodes/sip-port.ts';
import { LOOPBACK, type Node, type TcpListener } from './nodes/tcp-listener.ts';
import { startWeb, type WebServer, type WebSite } from './nodes/web.ts';
import { createPool } from './pool.ts';
import { startRealm, type Realm } from './realm.ts';
import { scenarioNamed } from './scenarios.ts';

/**
 * Starts a practice network on free loopback ports: its own CA, DNS, directory, web services and SIP servers, with the
 * scenario's faults. Rejects when there is no such scenario, and with LabNeeds where this machine lacks a program that it
 * needs; leaves nothing behind then either.
 */
export async function startLab(scenarioId: string, options: LabOptions = {}): Promise<Lab> {
  const found = scenarioNamed(scenarioId);
  if (found === null) throw new Error(`startLab: there is no scenario ${JSON.stringify(scenarioId)}`);
  const need = scenarioNeeds(scenarioId);
  if (need !== null) throw new LabNeeds(need);
  const { info, deployment } = found;
  const latencyMs = options.latencyMs ?? 0;
  const ledger = createLedger();
  const { note } = ledger;
  const zone: Zone = { origin: DOMAIN, records: deployment.records };
  const directory = createDirectory();

  const nodes: Node[] = [];
  const holding = async <One extends Node | null>(starting: Promise<One>): Promise<One> => {
    const node = await starting;
    if (node !== null) nodes.push(node);
    return node;
  };
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= closeAll(nodes).finally(() => ledger.close());
    return closing;
  };

  const authority = createCertificateAuthority(deployment.leafKeyType);
  const refusing = holding(holdRefusedPort());
  const realmStarting = holding(startRealm(deployment.kdc, directory, refusing));
  const poolStarting = createPool(deployment, directory, authority, realmStarting);
  const web = async (site: WebSite): Promise<WebServer> =>
    startWeb({
      site,
      identity: (await authority).issue([site.discoverHost, site.servicesHost], null),
      format: deployment.autodiscoverFormat,
      fault: deployment.webFault,
      services: (await poolStarting).services,
      loop: { services: HOSTS.webExternal, discover: HOSTS.discover },
      latencyMs,
      note,
    });
  const sip = async (plan: SipServerPlan): Promise<TcpListener> =>
    openSipPort({
      registrar: registrarOf(plan, deployment),
      frontEnd: (await poolStarting).frontEnd,
      identity: (await authority).issue(plan.certificateNames, deployment.certificateFault),
      fault: deployment.sipFault,
      latencyMs,
      note,
    });
  const starting = [
    holding(startDns({ zone, fault: deployment.dnsFault, latencyMs, note })),
    refusing,
    holding(web(SITES.internal)),
    holding(web(SITES.external)),
    holding(sip(SIP_SERVERS.frontEnd)),
    holding(sip(SIP_SERVERS.edge)),
    authority,
    realmStarting,
    poolStarting,
  ] as const;
  try {
    const [dns, refused, webInternal, webExternal, frontEnd, edge, { rootPem }, realm, pool] =
      await Promise.all(starting);
    const endpoints = [
      ...webEndpoints(SITES.internal, webInternal),
      ...webEndpoints(SITES.external, webExternal),
      ...sipEndpoints('front-end', SIP_SERVERS.frontEnd, frontEnd),
      ...sipEndpoints('edge', SIP_SERVERS.edge, edge),
      ...kdcEndpoints(realm),
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
      directory: { attempts: directory.attempts },
      registrar: { registrations: () => pool.frontEnd.registrations() },
      kerberos: realm === null ? null : workstationOf(realm),
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

/** What the scenario makes of a SIP server. */
function registrarOf(
  plan: SipServerPlan,
  deployment: Deployment,
): Parameters<typeof openSipPort>[0]['registrar'] {
  const { authVersion, offers, webTicketFault } = deployment;
  const { role, stsUrl } = plan.registrar;
  const isAstray = webTicketFault === 'cert-prov-unreachable';
  return {
    ...plan.registrar,
    // A web server that was taken out of DNS, and nobody told the registrar.
    stsUrl: isAstray ? stsUrl.replace(new URL(stsUrl).hostname, `oldweb.${DOMAIN}`) : stsUrl,
    schemes: role === 'edge' ? offers.edge : offers.frontEnd,
    authVersion,
  };
}

function workstationOf(realm: Realm): NonNullable<Lab['kerberos']> {
  const { configPath, name, gss } = realm;
  return {
    configPath,
    realm: name,
    signInToWorkstation: () =>
      gss === null ? Promise.resolve(null) : realm.ticketCacheOf('alice', PRACTICE_PASSWORD),
  };
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

function kdcEndpoints(realm: Realm | null): readonly LabEndpoint[] {
  if (realm === null) return [];
  return [{ role: 'kdc', host: KDC_HOST, port: PORTS.kerberos, listen: `${LOOPBACK}:${realm.kdcPort}` }];
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
    const isKdc = own.some(({ role }) => role === 'kdc');
    const sipPorts = isKdc ? [PORTS.kerberos] : [PORTS.sipInternal, PORTS.sipExternal];
    const ports = isWeb ? [PORTS.https, PORTS.http] : sipPorts;
    return ports.map((fromPort): ConnectTo => {
      const listen = own.find(({ port }) => port === fromPort)?.listen;
      const toPort =
        listen === undefined ? (isWeb ? elsewhere.web : elsewhere.sip) : Number(listen.split(':')[1]);
      return { fromHost: host, fromPort, toHost: LOOPBACK, toPort };
    });
  });
}

/** Waits for all of them, also when one fails, and fails then with the first failure. */
async function closeAll(nodes: readonly Node[]): Promise<void> {
  const closing = nodes.map((node) => node.close());
  await Promise.allSettled(closing);
  await Promise.all(closing);
}
