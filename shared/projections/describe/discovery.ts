import type { CandidateReason } from '../../events/discovery-events.ts';
import type { Network, Via } from '../../run/ids.ts';

/** How a server was found, as it reads behind "found by". */
export const VIA_NAMES: Readonly<Record<Via, string>> = {
  lyncdiscoverinternal: 'lyncdiscoverinternal',
  lyncdiscover: 'lyncdiscover',
  'srv-internal': 'the SRV record _sipinternaltls._tcp',
  'srv-external': 'the SRV record _sip._tls',
  'host-sipinternal': 'the host name sipinternal',
  'host-sip': 'the host name sip',
  'host-sipexternal': 'the host name sipexternal',
  manual: 'hand',
  redirect: 'a redirect',
  unknown: 'a way that the log does not show',
};

/** ", found by lyncdiscover" or ", given by hand". */
export function foundBy(via: Via): string {
  if (via === 'unknown') return 'found in a way that the log does not show';
  return via === 'manual' ? 'given by hand' : `found by ${VIA_NAMES[via]}`;
}

export const CANDIDATE_REASONS: Readonly<Record<CandidateReason, string>> = {
  'first-usable': 'The first in the client’s order that works.',
  'earlier-candidate-used': 'Would work; the client takes one that comes earlier.',
  'no-record': 'There is no such name in DNS.',
  'dns-timeout': 'DNS did not answer.',
  'dns-servfail': 'The DNS server failed on this name.',
  'dns-refused': 'The DNS server refused the question.',
  'dns-malformed': 'The DNS answer could not be read.',
  'dns-unreachable': 'The DNS server cannot be reached.',
  'service-absent': 'DNS says that this service does not exist here.',
  'target-unresolvable': 'It names a server whose own name has no address.',
  'connect-failed': 'No connection could be made.',
  'tls-failed': 'No encrypted connection could be made.',
  'untrusted-certificate': 'Its certificate is not trusted.',
  'http-error': 'It answered with an error.',
  'http-timeout': 'It did not answer in time.',
  'redirect-loop': 'It redirects in a circle.',
  'redirect-refused': 'It redirects to where a client must not follow.',
  'invalid-response': 'Its answer is no autodiscover answer.',
  'captive-portal': 'A login page of the local network answered in its place.',
  'needs-ticket': 'It gives out the server only after a sign-in.',
  'no-sip-access': 'Its answer names no server.',
  wildcard: 'The domain answers to every name; nothing shows that this one is meant.',
  'proxy-authentication': 'The proxy wants a sign-in of its own.',
  'not-for-this-network': 'Meant for the other side of the network’s edge.',
};

export const STANDING_NAMES = {
  used: 'used',
  fallback: 'in reserve',
  unusable: 'not usable',
  'not-found': 'not there',
} as const;

export const NETWORK_NAMES: Readonly<Record<Network, string>> = {
  internal: 'inside the organisation’s network',
  external: 'outside the organisation’s network',
  unknown: 'not known',
};
