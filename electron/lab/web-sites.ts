import { DOMAIN, HOSTS, PORTS, type SipServerId } from './machines.ts';
import type { SipAccess } from './nodes/autodiscover.ts';
import type { WebSite } from './nodes/web.ts';
import { SIP_SERVERS } from './sip-servers.ts';

export interface WebSites {
  readonly internal: WebSite;
  readonly external: WebSite;
}

/** The two web sites of the company. Inside, autodiscover leads to `entry`, which answers for it as well. */
export function webSitesFor(entry: SipServerId): WebSites {
  const { hosts, registrar } = SIP_SERVERS[entry];
  const sipAccess: readonly SipAccess[] = [
    { element: 'SipServerInternalAccess', fqdn: hosts[0], port: PORTS.sipInternal },
    { element: 'SipClientInternalAccess', fqdn: hosts[0], port: PORTS.sipInternal },
    { element: 'SipServerExternalAccess', fqdn: HOSTS.sip, port: PORTS.sipInternal },
    { element: 'SipClientExternalAccess', fqdn: HOSTS.sip, port: PORTS.sipExternal },
  ];
  const common = { domain: DOMAIN, frontEndFqdn: registrar.frontEndFqdn, sipAccess };
  return {
    internal: {
      ...common,
      accessLocation: 'Internal',
      discoverHost: HOSTS.discoverInternal,
      servicesHost: HOSTS.webInternal,
    },
    external: {
      ...common,
      accessLocation: 'External',
      discoverHost: HOSTS.discover,
      servicesHost: HOSTS.webExternal,
    },
  };
}
