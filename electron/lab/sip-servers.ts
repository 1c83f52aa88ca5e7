import {
  DOMAIN,
  HOSTS,
  PARTNER_HOST,
  PORTS,
  type HomeServerId,
  type PoolId,
  type SipServerId,
} from './machines.ts';
import type { Registrar } from './nodes/registrar.ts';

/** One SIP server: the names under which it is dialled, and what its answers show of it. */
export interface SipServerPlan {
  readonly hosts: readonly [string, ...string[]];
  readonly port: number;
  readonly certificateNames: readonly [string, ...string[]];
  readonly registrar: StandingRegistrar;
}

/** What no scenario changes about a registrar. */
type StandingRegistrar = Omit<Registrar, 'fault' | 'schemes' | 'authVersion'>;

export interface PoolPlan {
  readonly fqdn: string;
  readonly servers: readonly HomeServerId[];
  /** Takes the users in while none of this pool's servers is up. */
  readonly backup: PoolId | null;
}

export const POOLS: Readonly<Record<PoolId, PoolPlan>> = {
  pool01: { fqdn: HOSTS.pool, servers: ['fe01', 'fe02'], backup: 'pool02' },
  pool02: { fqdn: HOSTS.otherPool, servers: ['fe11'], backup: null },
  partner: { fqdn: PARTNER_HOST, servers: ['partner'], backup: null },
};

const EDGE_HOSTS = [HOSTS.sip, HOSTS.sipExternal] as const;

/** Whichever of them sipinternal leads to; every inner server bears the names for it in its certificate. */
export const SIP_SERVERS: Readonly<Record<SipServerId, SipServerPlan>> = {
  director: inner('director', 'director', HOSTS.director, [HOSTS.director]),
  fe01: inner('fe01', 'front-end', HOSTS.frontEnd, [HOSTS.pool, HOSTS.frontEnd]),
  fe02: inner('fe02', 'front-end', HOSTS.secondFrontEnd, [HOSTS.secondFrontEnd], HOSTS.pool),
  fe11: inner('fe11', 'front-end', HOSTS.otherFrontEnd, [HOSTS.otherPool, HOSTS.otherFrontEnd]),
  edge: {
    hosts: EDGE_HOSTS,
    port: PORTS.sipExternal,
    certificateNames: EDGE_HOSTS,
    registrar: registrar('edge', 'edge', HOSTS.frontEnd, HOSTS.pool, HOSTS.webExternal),
  },
  partner: {
    hosts: [PARTNER_HOST],
    port: PORTS.sipInternal,
    certificateNames: [PARTNER_HOST],
    registrar: registrar('partner', 'front-end', PARTNER_HOST, PARTNER_HOST, HOSTS.webInternal),
  },
};

/** Whose users a server serves; null: a Director serves nobody. */
export function poolOf(server: SipServerId): PoolId | null {
  return POOL_OF[server];
}

const POOL_OF: Readonly<Record<SipServerId, PoolId | null>> = {
  director: null,
  fe01: 'pool01',
  fe02: 'pool01',
  fe11: 'pool02',
  edge: 'pool01',
  partner: 'partner',
};

/** `source`: the name of the pool, by which its servers call themselves in ms-diagnostics. */
function inner(
  id: SipServerId,
  role: Registrar['role'],
  frontEndFqdn: string,
  hosts: readonly [string, ...string[]],
  source: string = hosts[0],
): SipServerPlan {
  const [first, ...others] = new Set([source, frontEndFqdn, HOSTS.sip, HOSTS.sipInternal]);
  return {
    hosts,
    port: PORTS.sipInternal,
    certificateNames: [first ?? source, ...others],
    registrar: registrar(id, role, frontEndFqdn, source, HOSTS.webInternal),
  };
}

function registrar(
  id: SipServerId,
  role: Registrar['role'],
  frontEndFqdn: string,
  source: string,
  servicesHost: string,
): StandingRegistrar {
  const stsUrl = `https://${servicesHost}:443/CertProv/CertProvisioningService.svc`;
  return { id, role, domain: DOMAIN, frontEndFqdn, source, stsUrl };
}
