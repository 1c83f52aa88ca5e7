import { LAB_USERS } from './directory.ts';
import type {
  AuthenticationFault,
  CertificateFault,
  DnsFault,
  SipFault,
  WebFault,
  WebTicketFault,
} from './faults.ts';
import type { AutodiscoverAnswer, SipAccess } from './nodes/autodiscover.ts';
import type { DnsRecord } from './nodes/dns-zone.ts';
import type { AuthVersion, Registrar, Scheme } from './nodes/registrar.ts';
import { LOOPBACK } from './nodes/tcp-listener.ts';
import type { WebSite } from './nodes/web.ts';
import type { LabUser } from './lab.ts';

export const DOMAIN = 'contoso.test';

/** The machines of the practice company, by their full names. */
export const HOSTS = {
  discoverInternal: `lyncdiscoverinternal.${DOMAIN}`,
  discover: `lyncdiscover.${DOMAIN}`,
  webInternal: `webint.${DOMAIN}`,
  webExternal: `webext.${DOMAIN}`,
  pool: `pool01.${DOMAIN}`,
  frontEnd: `fe01.${DOMAIN}`,
  sip: `sip.${DOMAIN}`,
  sipInternal: `sipinternal.${DOMAIN}`,
  sipExternal: `sipexternal.${DOMAIN}`,
} as const;

/** The domain controller, where there is one. The realm's DNS name is the domain's. */
export const KDC_HOST = `kdc.${DOMAIN}`;

/** The conventional port of each service; the lab's real ports are free ones, reached through its connect-to lines. */
export const PORTS = { https: 443, http: 80, sipInternal: 5061, sipExternal: 443, kerberos: 88 } as const;

export const USERS: readonly LabUser[] = LAB_USERS;

const SIP_ACCESS: readonly SipAccess[] = [
  { element: 'SipServerInternalAccess', fqdn: HOSTS.pool, port: PORTS.sipInternal },
  { element: 'SipClientInternalAccess', fqdn: HOSTS.pool, port: PORTS.sipInternal },
  { element: 'SipServerExternalAccess', fqdn: HOSTS.sip, port: PORTS.sipInternal },
  { element: 'SipClientExternalAccess', fqdn: HOSTS.sip, port: PORTS.sipExternal },
];

/** The two web sites of the pool. */
export const SITES = {
  internal: {
    accessLocation: 'Internal',
    domain: DOMAIN,
    discoverHost: HOSTS.discoverInternal,
    servicesHost: HOSTS.webInternal,
    frontEndFqdn: HOSTS.frontEnd,
    sipAccess: SIP_ACCESS,
  },
  external: {
    accessLocation: 'External',
    domain: DOMAIN,
    discoverHost: HOSTS.discover,
    servicesHost: HOSTS.webExternal,
    frontEndFqdn: HOSTS.frontEnd,
    sipAccess: SIP_ACCESS,
  },
} satisfies Record<string, WebSite>;

/** The two doors to the one Front End, and the names under which each is dialled. */
export const SIP_SERVERS = {
  frontEnd: {
    hosts: [HOSTS.pool, HOSTS.frontEnd, HOSTS.sipInternal],
    port: PORTS.sipInternal,
    certificateNames: [HOSTS.pool, HOSTS.frontEnd, HOSTS.sip, HOSTS.sipInternal],
    registrar: registrar('front-end', HOSTS.webInternal),
  },
  edge: {
    hosts: [HOSTS.sip, HOSTS.sipExternal],
    port: PORTS.sipExternal,
    certificateNames: [HOSTS.sip, HOSTS.sipExternal],
    registrar: registrar('edge', HOSTS.webExternal),
  },
} satisfies Record<string, SipServerPlan>;

export interface SipServerPlan {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly certificateNames: readonly [string, ...string[]];
  readonly registrar: StandingRegistrar;
}

/** What no scenario changes about a registrar. */
type StandingRegistrar = Omit<Registrar, 'fault' | 'schemes' | 'authVersion'>;

function registrar(role: Registrar['role'], servicesHost: string): StandingRegistrar {
  return {
    role,
    domain: DOMAIN,
    frontEndFqdn: HOSTS.frontEnd,
    source: HOSTS.pool,
    stsUrl: `https://${servicesHost}:443/CertProv/CertProvisioningService.svc`,
  };
}

/** A whole practice network as data: what is published, and what is wrong. */
export interface Deployment {
  readonly records: readonly DnsRecord[];
  readonly autodiscoverFormat: AutodiscoverAnswer;
  readonly leafKeyType: 'rsa' | 'ecdsa';
  readonly dnsFault: DnsFault | null;
  readonly webFault: WebFault | null;
  readonly sipFault: SipFault | null;
  readonly certificateFault: CertificateFault | null;
  /** What each door offers after an anonymous request. */
  readonly offers: { readonly frontEnd: readonly Scheme[]; readonly edge: readonly Scheme[] };
  /** The version of [MS-SIPAE] that the registrar speaks. */
  readonly authVersion: AuthVersion;
  readonly authenticationFault: AuthenticationFault | null;
  readonly webTicketFault: WebTicketFault | null;
  /** Every server's clock, ours plus this. */
  readonly clockOffsetMs: number;
  /** The domain controller's key distribution centre. without-spn: it knows nobody as sip/fe01; unreachable: only its DNS records are there. */
  readonly kdc: 'running' | 'without-spn' | 'unreachable' | null;
}

const SRV_INTERNAL: DnsRecord = {
  type: 'SRV',
  name: `_sipinternaltls._tcp.${DOMAIN}`,
  priority: 0,
  weight: 0,
  port: PORTS.sipInternal,
  target: HOSTS.pool,
};

const SRV_EXTERNAL: DnsRecord = {
  type: 'SRV',
  name: `_sip._tls.${DOMAIN}`,
  priority: 0,
  weight: 0,
  port: PORTS.sipExternal,
  target: HOSTS.sip,
};

const SRV_KERBEROS: DnsRecord = {
  type: 'SRV',
  name: `_kerberos._tcp.${DOMAIN}`,
  priority: 0,
  weight: 100,
  port: PORTS.kerberos,
  target: KDC_HOST,
};

function addresses(...names: readonly string[]): readonly DnsRecord[] {
  return names.map((name) => ({ type: 'A', name, address: LOOPBACK }));
}

/** What each kind of network publishes. */
export const RECORDS = {
  all: [...addresses(...Object.values(HOSTS)), SRV_INTERNAL, SRV_EXTERNAL],
  /** As `all`, with a domain controller (RFC 4120 7.2.3.2). */
  withKdc: [...addresses(...Object.values(HOSTS), KDC_HOST), SRV_INTERNAL, SRV_EXTERNAL, SRV_KERBEROS],
  /** Seen from the internet: no internal name, and lyncdiscover an alias of the reverse proxy, as is usual there. */
  outside: [
    ...addresses(HOSTS.webExternal, HOSTS.sip, HOSTS.sipExternal),
    { type: 'CNAME', name: HOSTS.discover, target: HOSTS.webExternal },
    SRV_EXTERNAL,
  ],
  srvOnly: [...addresses(HOSTS.pool, HOSTS.frontEnd, HOSTS.sip), SRV_INTERNAL, SRV_EXTERNAL],
  hostsOnly: addresses(HOSTS.sipInternal, HOSTS.sip, HOSTS.sipExternal),
  srvWithoutTargets: [SRV_INTERNAL, SRV_EXTERNAL],
  autodiscoverOnly: addresses(
    HOSTS.discoverInternal,
    HOSTS.discover,
    HOSTS.webInternal,
    HOSTS.webExternal,
    HOSTS.pool,
    HOSTS.frontEnd,
  ),
  none: [],
} satisfies Record<string, readonly DnsRecord[]>;

export const HEALTHY: Deployment = {
  records: RECORDS.all,
  autodiscoverFormat: 'json',
  leafKeyType: 'rsa',
  dnsFault: null,
  webFault: null,
  sipFault: null,
  certificateFault: null,
  // Outside nobody reaches a KDC: an Edge usually offers no Kerberos.
  offers: { frontEnd: ['NTLM', 'Kerberos', 'TLS-DSK'], edge: ['NTLM', 'TLS-DSK'] },
  authVersion: 4,
  authenticationFault: null,
  webTicketFault: null,
  clockOffsetMs: 0,
  kdc: null,
};
