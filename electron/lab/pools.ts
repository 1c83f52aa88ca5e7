import { X509Certificate } from 'node:crypto';
import { createCertificateRegister } from './certificate-register.ts';
import type { Deployment } from './deployment.ts';
import type { Directory } from './directory.ts';
import { standingOf } from './homing.ts';
import type { Lab } from './lab.ts';
import { DOMAIN, HOSTS, type PoolId, type SipServerId } from './machines.ts';
import { createBindings } from './nodes/bindings.ts';
import type { CertificateAuthority } from './nodes/ca.ts';
import { createFrontEnd, type FrontEnd, type HomePool } from './nodes/front-end.ts';
import { createSettingsService } from './nodes/settings/settings-service.ts';
import { createStandingEndpoints } from './nodes/standing-endpoints.ts';
import { dskContext } from './nodes/tls-in-memory.ts';
import { createWebServices, type WebServices } from './nodes/web-services.ts';
import type { Realm } from './realm.ts';
import { poolOf, POOLS, SIP_SERVERS } from './sip-servers.ts';

/** What lies behind the doors: one directory and one register of certificates for all, bindings and settings per pool. */
export interface Pools {
  readonly services: WebServices;
  readonly registrar: Lab['registrar'];
  /** Of a server of the deployment; an Edge has that of fe01. */
  frontEndOf(server: SipServerId): FrontEnd;
}

export async function createPools(
  deployment: Deployment,
  directory: Directory,
  authority: Promise<CertificateAuthority>,
  realm: Promise<Realm | null>,
): Promise<Pools> {
  const { authenticationFault, clockOffsetMs, registrationFault, webTicketFault } = deployment;
  const register = createCertificateRegister();
  const services = await createWebServices({ directory, register, fault: webTicketFault, clockOffsetMs });
  const now = (): number => Date.now() + clockOffsetMs;
  const standing = createStandingEndpoints();
  const pools = new Map<PoolId, HomePool>();
  const frontEnds = new Map<SipServerId, FrontEnd>();
  const issuer = await authority;
  const { gss = null } = (await realm) ?? {};

  const homePool = (id: PoolId): HomePool => {
    const pool = pools.get(id) ?? {
      bindings: createBindings(standing),
      settings: settingsOf(id, deployment, directory),
    };
    pools.set(id, pool);
    return pool;
  };
  const frontEndOf = (server: SipServerId): FrontEnd => {
    const known = frontEnds.get(server);
    if (known !== undefined) return known;
    const pool = poolOf(server);
    const frontEnd =
      server === 'edge'
        ? frontEndOf('fe01')
        : createFrontEnd({
            directory,
            register,
            clientAuthority: new X509Certificate(services.certificates.issuerPem),
            dskContext: dskContext(issuer.issue([SIP_SERVERS[server].registrar.frontEndFqdn], null)),
            // The realm knows one registrar, and whoever asks for tickets to another gets none.
            gss: server === 'fe01' ? gss : null,
            fault: authenticationFault,
            registrationFault,
            pool: pool === null ? null : homePool(pool),
            standingOf: (address, at) => standingOf(address, at, deployment),
            terms: {
              hasUserServices: !deployment.settings.faults.includes('user-services-unavailable'),
              keepAlive: deployment.keepAlive,
            },
            now,
          });
    frontEnds.set(server, frontEnd);
    return frontEnd;
  };
  const each = <One>(of: (pool: HomePool) => readonly One[]): readonly One[] =>
    [...pools.values()].flatMap(of);
  return {
    services,
    frontEndOf,
    registrar: {
      registrations: () => each(({ bindings }) => bindings.registrations(now())),
      subscriptions: () => each(({ settings }) => settings.subscriptions()),
      standingEndpoints: () => standing.all(),
    },
  };
}

function settingsOf(
  id: PoolId,
  { settings }: Deployment,
  directory: Directory,
): ReturnType<typeof createSettingsService> {
  return createSettingsService({
    ...settings,
    directory,
    site: {
      poolFqdn: POOLS[id].fqdn,
      webInternalHost: HOSTS.webInternal,
      webExternalHost: HOSTS.webExternal,
      avEdgeFqdn: HOSTS.avEdge,
      domain: DOMAIN,
    },
  });
}
