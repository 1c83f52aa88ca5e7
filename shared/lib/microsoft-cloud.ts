import { isInDomain } from '../protocol/dns/dns-name.ts';

/**
 * Where Microsoft ran Skype for Business Online and runs Teams: everywhere, for the government of the USA, in China.
 * Source: the DNS records that Microsoft 365 asks of its customers, and its list of URLs and address ranges.
 */
const CLOUD_DOMAINS: readonly string[] = [
  // sipdir.online, webdir.online, sipfed.online, sippool….infra, webpool….infra
  'lync.com',
  'lync.glbdns.microsoft.com',
  'teams.microsoft.com',
  'teams.cloud.microsoft',
  // gov and dod
  'skypeforbusiness.us',
  'teams.microsoft.us',
  'partner.lync.cn',
  'teams.microsoftonline.cn',
];

/** Whether a host belongs to Microsoft 365: sipdir.online.lync.com, webdir.online.lync.com, sipfed.online.lync.com … */
export function isMicrosoftCloudHost(host: string): boolean {
  return CLOUD_DOMAINS.some((domain) => isInDomain(host, domain));
}
