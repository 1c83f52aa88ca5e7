import { createHash } from 'node:crypto';
import type { SettingsSite } from './settings-service.ts';

/** What a server is asked for by its GRUU: `opaque=srvr:<service>:<id>`. */
export type ServerRole =
  'HomeServer' | 'MRAS' | 'QoS' | 'Microsoft.Rtc.Applications.Cps' | 'Microsoft.Rtc.Applications.testbot';

/** The address of a service of the pool ([MS-SIPRE] 2.2.3): the id stays the same as long as the pool does. */
export function serverUri({ poolFqdn, domain }: SettingsSite, role: ServerRole): string {
  return `sip:${poolFqdn}@${domain};gruu;opaque=${serverOpaque(poolFqdn, role)}`;
}

export function serverOpaque(poolFqdn: string, role: ServerRole): string {
  const id = createHash('sha256').update(`${role} at ${poolFqdn}`).digest('base64url').slice(0, 22);
  return `srvr:${role}:${id}AA`;
}

export const FOCUS_FACTORY = 'app:conf:focusfactory';

export function focusFactoryUri(address: string): string {
  return `sip:${address};gruu;opaque=${FOCUS_FACTORY}`;
}

export function webUrl(host: string, path: string): string {
  return `https://${host}:443${path}`;
}
