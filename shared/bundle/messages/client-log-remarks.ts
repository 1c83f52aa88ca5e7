import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { DnsOutcome } from '../../events/dns-events.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { DNS_OUTCOME_LABELS } from '../../projections/describe/dns.ts';
import type { ClientLogLevel } from './client-log-line.ts';

export interface ClientLogRemark {
  readonly level: ClientLogLevel;
  readonly text: string;
}

/** As Windows numbers the outcomes of DnsQuery (8007…) and of getaddrinfo: DNS_ERROR_RCODE_*, WSA*. */
const SRV_CODES: Readonly<Partial<Record<DnsOutcome, string>>> = {
  nxdomain: '8007232b',
  'no-data': '8007251d',
  servfail: '8007232a',
  refused: '8007232d',
  timeout: '800705b4',
};
const ADDRESS_CODES: Readonly<Partial<Record<DnsOutcome, string>>> = {
  nxdomain: '80072af9',
  'no-data': '80072afc',
  timeout: '800705b4',
};
const OTHER_DNS_CODE = '8007232a';

/** What a client would note in its log of an observation that is no message, in the client's words where they are known. */
export function clientLogRemarks(event: LoggedEvent): readonly ClientLogRemark[] {
  switch (event.kind) {
    case 'dns.name.resolved':
      return nameRemarks(event.data);
    case 'tcp.connect.succeeded':
      return [info(`Connected to ${peerName(event)} at ${place(event.data.address, event.data.port)}`)];
    case 'tcp.connect.failed':
      return [
        failure(
          `Connect to ${peerName(event)} at ${place(event.data.address, event.data.port)} failed: ${event.data.failure}`,
        ),
      ];
    case 'tls.handshake.completed':
      return [
        info(`SECURE_SOCKET: TLS negotiation complete with ${event.data.peer.host}`),
        trace(`SECURE_SOCKET: ${event.data.protocol}, ${event.data.cipher}`),
      ];
    case 'tls.handshake.failed':
      return [
        failure(
          `SECURE_SOCKET: TLS negotiation failed with ${event.data.peer.host}: ${event.data.failure}, ${event.data.detail}`,
        ),
      ];
    case 'tls.certificates.judged':
      return event.data.trusted
        ? []
        : [
            failure(
              `SECURE_SOCKET: certificate of ${event.data.peer.host} not trusted: ${kindsOf(event.data.problems)}`,
            ),
          ];
    case 'http.request.failed':
      return [failure(`HTTP: ${event.data.url} failed: ${event.data.failure}, ${event.data.detail}`)];
    case 'http.redirect.followed':
      return [info(`HTTP: redirected from ${event.data.from} to ${event.data.to}`)];
    case 'autodiscover.document.rejected':
      return [
        failure(
          `CLyncAutoDiscovery: answer of ${event.data.url} not usable: ${event.data.reason}, ${event.data.detail}`,
        ),
      ];
    case 'redirection.received':
      return event.data.contacts.flatMap(({ place: target }) =>
        target === null ? [] : [info(`Redirected to ${formatHostAndPort(target)}`)],
      );
    case 'client-certificate.issued':
      return [info(`Certificate provisioning: GetAndPublishCert at ${event.data.url} issued a certificate`)];
    case 'web-ticket.issued':
      return [info(`Certificate provisioning: web ticket issued by ${event.data.url}`)];
    case 'web-service.failed':
      return [
        failure(
          `Certificate provisioning: ${event.data.stage} at ${event.data.url} failed: ${event.data.failure}, ${event.data.detail}`,
        ),
      ];
    case 'authentication.registered':
      return [info('Sign-in complete')];
    case 'sip.message.rejected':
      return [failure(`Data from ${peerName(event)} is no SIP message: ${event.data.detail}`)];
    case 'sip.transaction.failed':
      return [failure(`No answer from ${peerName(event)}: ${event.data.failure}`)];
    case 'sip.keep-alive.sent':
      return [trace(`Keep-alive sent to ${peerName(event)}`)];
    case 'sip.keep-alive.received':
      return [trace(`Keep-alive received from ${peerName(event)}`)];
    case 'connection.closed':
      return [
        info(
          `Connection to ${peerName(event)} closed by ${event.data.by === 'us' ? 'this computer' : 'the server'}`,
        ),
      ];
    case 'limit.exceeded':
      return [{ level: 'WARN', text: `Limit ${event.data.limit} exceeded: ${event.data.what}` }];
    default:
      // The rest is conclusions, which belong into the report, and messages.
      return [];
  }
}

function nameRemarks(data: LoggedEventOf<'dns.name.resolved'>['data']): readonly ClientLogRemark[] {
  const { name, question, outcome, addresses, srv } = data;
  if (question === 'address') {
    if (outcome === 'answered')
      return [trace(`ResolveHostName - getaddrinfo(${name}) ${addresses.join(' ')}`)];
    const code = ADDRESS_CODES[outcome] ?? OTHER_DNS_CODE;
    return [
      failure(`ResolveHostName - getaddrinfo(${name}) failed hr=${code} (${DNS_OUTCOME_LABELS[outcome]})`),
    ];
  }
  const asked = info(`QueryDNSSrv - DNS Name[${name}]`);
  if (outcome === 'answered') {
    return [
      asked,
      ...srv.map(({ target, port }) =>
        info(`QueryDNSSrv - found ${formatHostAndPort({ host: target, port })} for ${name}`),
      ),
    ];
  }
  const code = SRV_CODES[outcome] ?? OTHER_DNS_CODE;
  return [
    asked,
    failure(`QueryDNSSrv GetDnsResults query: ${name} failed ${code} (${DNS_OUTCOME_LABELS[outcome]})`),
  ];
}

function kindsOf(problems: readonly { readonly kind: string }[]): string {
  return [...new Set(problems.map(({ kind }) => kind))].join(', ');
}

function peerName({
  data,
}: {
  readonly data: { readonly peer: { readonly host: string; readonly port: number } };
}): string {
  return formatHostAndPort(data.peer);
}

function place(host: string, port: number): string {
  return formatHostAndPort({ host, port });
}

const info = (text: string): ClientLogRemark => ({ level: 'INFO', text });
const trace = (text: string): ClientLogRemark => ({ level: 'TRACE', text });
const failure = (text: string): ClientLogRemark => ({ level: 'ERROR', text });
