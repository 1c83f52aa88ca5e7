import type { EventData } from '../../events/catalogue.ts';
import type { DnsOutcome, DnsRecord } from '../../events/dns-events.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import { formatHost } from '../../lib/host-and-port.ts';
import { visible } from '../../lib/text.ts';

/** As an administrator names it. */
export const DNS_OUTCOME_LABELS: Readonly<Record<DnsOutcome, string>> = {
  answered: 'answered',
  'no-data': 'no such record',
  nxdomain: 'NXDOMAIN',
  servfail: 'SERVFAIL',
  refused: 'REFUSED',
  'other-rcode': 'error',
  timeout: 'no answer',
  malformed: 'malformed answer',
  unreachable: 'resolver unreachable',
};

/** What it means, in words for anybody. */
export const DNS_OUTCOME_MEANINGS: Readonly<Record<DnsOutcome, string>> = {
  answered: 'The name service knows the answer.',
  'no-data': 'The name exists, but has no record of this kind.',
  nxdomain: 'There is no such name.',
  servfail: 'The name server failed, or cannot reach the servers that know this name.',
  refused: 'The name server refuses to answer this computer.',
  'other-rcode': 'The name server answered with an error.',
  timeout: 'The name server did not answer in time.',
  malformed: 'The name server’s answer could not be read.',
  unreachable: 'Nothing answers at the name server’s address.',
};

/** Whether the question was answered, not whether the answer is welcome: a name that does not exist is an answer. */
export function dnsExchangeOutcome(outcome: DnsOutcome): ExchangeOutcome {
  return outcome === 'answered' || outcome === 'no-data' || outcome === 'nxdomain' ? 'ok' : 'failed';
}

/** "192.0.2.53", with the port only where it is not DNS's own; the operating system's lookup by name. */
export function resolverName(resolver: string): string {
  if (resolver === 'system') return 'this system’s lookup';
  if (resolver === 'literal') return 'the address itself';
  if (resolver === 'connect-to') return 'the connect-to rule';
  const withoutPort = resolver.endsWith(':53') ? resolver.slice(0, -3) : resolver;
  return visible(withoutPort.replace(/^\[([^\]]*)\]$/, '$1'), 80);
}

export function recordText(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return visible(record.address, 64);
    case 'CNAME':
      return visible(record.target, 255);
    case 'SRV':
      return srvText(record);
    case 'other':
      return `a record of type ${record.rrType}`;
  }
}

type SrvAnswer = EventData<'dns.name.resolved'>['srv'][number];

/** A target of "." says that the service is decidedly not there (RFC 2782). */
export function srvText(record: Pick<SrvAnswer, 'target' | 'port'>): string {
  if (record.target === '.' || record.target === '') return 'no such service here';
  return hostAndPort(record.target, record.port);
}

export function hostAndPort(host: string, port: number): string {
  return `${visible(formatHost(host), 255)}:${port}`;
}
