import { DOMAIN, HOSTS, KDC_HOST, PARTNER_HOST, PORTS } from './machines.ts';
import type { DnsRecord } from './nodes/dns-zone.ts';
import { LOOPBACK } from './nodes/tcp-listener.ts';

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

const SRV_INTERNAL = internalService(HOSTS.pool);

function internalService(target: string): DnsRecord {
  const name = `_sipinternaltls._tcp.${DOMAIN}`;
  return { type: 'SRV', name, priority: 0, weight: 0, port: PORTS.sipInternal, target };
}

function addresses(...names: readonly string[]): readonly DnsRecord[] {
  return names.map((name) => ({ type: 'A', name, address: LOOPBACK }));
}

/** Everything is published, and inside the SRV record names this server. */
export function recordsLeadingTo(host: string): readonly DnsRecord[] {
  return [...addresses(...Object.values(HOSTS)), internalService(host), SRV_EXTERNAL];
}

/** The partner's zone, as far as the practice company sees it. */
export const PARTNER_RECORDS: readonly DnsRecord[] = addresses(PARTNER_HOST);

/** What each kind of network publishes. */
export const RECORDS = {
  all: recordsLeadingTo(HOSTS.pool),
  /** As `all`, with a domain controller (RFC 4120 7.2.3.2). */
  withKdc: [...recordsLeadingTo(HOSTS.pool), ...addresses(KDC_HOST), SRV_KERBEROS],
  /** Seen from the internet: no internal name, and lyncdiscover an alias of the reverse proxy, as is usual there. */
  outside: [
    ...addresses(HOSTS.webExternal, HOSTS.sip, HOSTS.sipExternal, HOSTS.avEdge),
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
