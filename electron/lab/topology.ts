import type { Deployment } from './deployment.ts';
import type { CertificateFault, SipFault } from './faults.ts';
import { DOMAIN, HOSTS, PARTNER_DOMAIN, type HomeServerId, type SipServerId } from './machines.ts';
import type { Zone } from './nodes/dns-zone.ts';
import type { Registrar } from './nodes/registrar.ts';
import { SIP_SERVERS } from './sip-servers.ts';

/** One SIP server of a deployment, with what the scenario makes of it. */
export interface SipDoor {
  readonly id: SipServerId;
  /** The names under which it is dialled, all on this port. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly certificateNames: readonly [string, ...string[]];
  readonly certificateFault: CertificateFault | null;
  readonly fault: SipFault | null;
  readonly registrar: Omit<Registrar, 'fault'>;
}

export function sipDoorsOf(deployment: Deployment): readonly SipDoor[] {
  return deployment.servers.map((id) => sipDoorOf(id, deployment));
}

/** The zones that the lab's DNS answers for: the company's, and the partner's where he has a server here. */
export function zonesOf({ records, servers }: Pick<Deployment, 'records' | 'servers'>): readonly Zone[] {
  const origins = servers.includes('partner') ? [DOMAIN, PARTNER_DOMAIN] : [DOMAIN];
  return origins.map((origin) => ({
    origin,
    records: records.filter(({ name }) => name === origin || name.endsWith(`.${origin}`)),
  }));
}

function sipDoorOf(id: SipServerId, deployment: Deployment): SipDoor {
  const { authVersion, certificateFault, certificateFaultAt, down, entry, offers, webTicketFault } =
    deployment;
  const { hosts, port, certificateNames, registrar } = SIP_SERVERS[id];
  const { role, stsUrl } = registrar;
  const isDown = down.some((server: HomeServerId) => server === id);
  const isAstray = webTicketFault === 'cert-prov-unreachable';
  return {
    id,
    hosts: id === entry ? [...hosts, HOSTS.sipInternal] : hosts,
    port,
    certificateNames,
    certificateFault: certificateFaultAt === null || certificateFaultAt === id ? certificateFault : null,
    fault: isDown ? 'tcp-refused' : deployment.sipFault,
    registrar: {
      ...registrar,
      // A web server that was taken out of DNS, and nobody told the registrar.
      stsUrl: isAstray ? stsUrl.replace(new URL(stsUrl).hostname, `oldweb.${DOMAIN}`) : stsUrl,
      schemes: role === 'edge' ? offers.edge : offers.frontEnd,
      authVersion,
    },
  };
}
