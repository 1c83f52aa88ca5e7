import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { connectToLines } from './connect-to.ts';
import { createDirectory, LAB_USERS } from './directory.ts';
import type { Lab, LabEndpoint, LabOptions } from './lab.ts';
import { createLedger } from './ledger.ts';
import { DOMAIN, HOSTS, KDC_HOST, PORTS } from './machines.ts';
import { LabNeeds, scenarioNeeds } from './needs.ts';
import { createCertificateAuthority } from './nodes/ca.ts';
import { startDns } from './nodes/dns.ts';
import { openAvEdge } from './nodes/av-edge.ts';
import { resolvableNames } from './nodes/dns-zone.ts';
import { holdRefusedPort } from './nodes/refused-port.ts';
import { openSipPort } from './nodes/sip-port.ts';
import { LOOPBACK, type Node, type TcpListener } from './nodes/tcp-listener.ts';
import { startWeb, type WebServer, type WebSite } from './nodes/web.ts';
import { createPools } from './pools.ts';
import { startRealm, type Realm } from './realm.ts';
import { scenarioNamed } from './scenarios.ts';
import { sipDoorsOf, zonesOf, type SipDoor } from './topology.ts';
import { webSitesFor } from './web-sites.ts';

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
  const zones = zonesOf(deployment);
  const sites = webSitesFor(deployment.entry);
  const doors = sipDoorsOf(deployment);
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
  const poolsStarting = createPools(deployment, directory, authority, realmStarting);
  const web = async (site: WebSite): Promise<WebServer> =>
    startWeb({
      site,
      identity: (await authority).issue([site.discoverHost, site.servicesHost], null),
      format: deployment.autodiscoverFormat,
      fault: deployment.webFault,
      services: (await poolsStarting).services,
      loop: { services: HOSTS.webExternal, discover: HOSTS.discover },
      latencyMs,
      note,
    });
  const sip = async (door: SipDoor): Promise<TcpListener> =>
    openSipPort({
      registrar: door.registrar,
      frontEnd: (await poolsStarting).frontEndOf(door.id),
      identity: (await authority).issue(door.certificateNames, door.certificateFault),
      fault: door.fault,
      latencyMs,
      note,
    });
  const sipStarting = doors.map(async (door) => ({ door, listener: await holding(sip(door)) }));
  const starting = [
    holding(startDns({ zones, fault: deployment.dnsFault, latencyMs, note })),
    refusing,
    holding(web(sites.internal)),
    holding(web(sites.external)),
    Promise.all(sipStarting),
    holding(openAvEdge(latencyMs)),
    authority,
    realmStarting,
    poolsStarting,
  ] as const;
  try {
    const [dns, refused, webInternal, webExternal, sipServers, avEdge, { rootPem }, realm, pools] =
      await Promise.all(starting);
    const endpoints = [
      ...webEndpoints(sites.internal, webInternal),
      ...webEndpoints(sites.external, webExternal),
      ...sipServers.flatMap(({ door, listener }) => sipEndpoints(door, listener)),
      endpoint('av-edge', HOSTS.avEdge, PORTS.relay, avEdge.port),
      ...(realm === null ? [] : [endpoint('kdc', KDC_HOST, PORTS.kerberos, realm.kdcPort)]),
    ];
    // A firewall that swallows the way to the servers swallows it on every port, open or not.
    const swallowing = deployment.sipFault === 'tcp-black-hole' ? sipServers[0] : undefined;
    const resolvable =
      deployment.dnsFault === null ? zones.flatMap((zone) => [...resolvableNames(zone)]) : [];
    return {
      scenario: info,
      domain: DOMAIN,
      resolver: { address: LOOPBACK, port: dns.port },
      caPem: rootPem,
      connectTo: connectToLines(new Set(resolvable), endpoints, {
        web: refused.port,
        sip: (swallowing?.listener ?? refused).port,
      }),
      endpoints,
      users: LAB_USERS,
      directory: { attempts: directory.attempts },
      registrar: pools.registrar,
      kerberos: realm === null ? null : workstationOf(realm),
      ledger,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await Promise.allSettled([...starting, ...sipStarting]);
    await close();
    throw error;
  }
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
  return [
    endpoint('web', site.discoverHost, PORTS.https, server.httpsPort),
    endpoint('web', site.discoverHost, PORTS.http, server.httpPort),
    endpoint('web', site.servicesHost, PORTS.https, server.httpsPort),
  ];
}

function sipEndpoints({ hosts, port, registrar }: SipDoor, listener: TcpListener): readonly LabEndpoint[] {
  return hosts.map((host) => endpoint(registrar.role, host, port, listener.port));
}

function endpoint(role: LabEndpoint['role'], host: string, port: number, listens: number): LabEndpoint {
  return { role, host, port, listen: `${LOOPBACK}:${listens}` };
}

/** Waits for all of them, also when one fails, and fails then with the first failure. */
async function closeAll(nodes: readonly Node[]): Promise<void> {
  const closing = nodes.map((node) => node.close());
  await Promise.allSettled(closing);
  await Promise.all(closing);
}
