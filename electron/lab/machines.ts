export const DOMAIN = 'contoso.test';

/** A company that Contoso has merged with; some accounts live on its servers. */
export const PARTNER_DOMAIN = 'fabrikam.test';

/** The machines of the practice company, by their full names. */
export const HOSTS = {
  discoverInternal: `lyncdiscoverinternal.${DOMAIN}`,
  discover: `lyncdiscover.${DOMAIN}`,
  webInternal: `webint.${DOMAIN}`,
  webExternal: `webext.${DOMAIN}`,
  pool: `pool01.${DOMAIN}`,
  frontEnd: `fe01.${DOMAIN}`,
  secondFrontEnd: `fe02.${DOMAIN}`,
  otherPool: `pool02.${DOMAIN}`,
  otherFrontEnd: `fe11.${DOMAIN}`,
  director: `director01.${DOMAIN}`,
  sip: `sip.${DOMAIN}`,
  sipInternal: `sipinternal.${DOMAIN}`,
  sipExternal: `sipexternal.${DOMAIN}`,
  avEdge: `av.${DOMAIN}`,
} as const;

/** The partner's only SIP server. */
export const PARTNER_HOST = `sip.${PARTNER_DOMAIN}`;

/** The domain controller, where there is one. The realm's DNS name is the domain's. */
export const KDC_HOST = `kdc.${DOMAIN}`;

/** The conventional port of each service; the lab's real ports are free ones, reached through its connect-to lines. */
export const PORTS = {
  https: 443,
  http: 80,
  sipInternal: 5061,
  sipExternal: 443,
  kerberos: 88,
  relay: 443,
} as const;

/** A server on which accounts live. */
export type HomeServerId = 'fe01' | 'fe02' | 'fe11' | 'partner';

/** edge: a door from outside to fe01. director: knows where everybody lives, and nobody lives there. */
export type SipServerId = HomeServerId | 'director' | 'edge';

export type PoolId = 'pool01' | 'pool02' | 'partner';
