import { eventsOf, type LoggedEvent, type LoggedEventOf } from '../../shared/events/catalogue.ts';
import type { SipEndpoint } from '../../shared/events/connection-events.ts';

/**
 * The dependent round trips that the path taken could not do without, as labels in order: each needs the answer of the one
 * before it. Two chains meet at the REGISTER: deciding on the server and connecting to it (a server that DNS names is
 * connected to while autodiscover is still deciding); the longer one counts. Lookups that connect-to made unnecessary are
 * not in the log and do not count; nor do TCP handshakes, which the kernel answers without the simulated delay.
 */
export function criticalChain(log: readonly LoggedEvent[]): readonly string[] {
  const selected = firstRegistrar(log);
  const used = log.find(
    (event) => isKind('discovery.candidate.concluded')(event) && event.data.standing === 'used',
  );
  if (selected === null || used?.kind !== 'discovery.candidate.concluded') return [];
  const { host, port } = selected;
  const deciding = used.data.via.startsWith('lyncdiscover')
    ? webChain(log, used.data.name)
    : [`DNS ${used.data.name}`, ...lookup(log, host, used.data.name)];
  const srv = log.find(
    (event) => isKind('dns.name.resolved')(event) && event.data.srv.some((one) => one.target === host),
  );
  const knowing = srv?.kind === 'dns.name.resolved' ? [`DNS ${srv.data.name}`] : deciding;
  const connecting = [
    ...knowing,
    ...(knowing === deciding ? [] : lookup(log, host, '')),
    ...tlsFlights(log, host, port),
  ];
  return [...(connecting.length > deciding.length ? connecting : deciding), 'REGISTER'];
}

/** The registrar that discovery led to; null when none was reached. The further ones are where it sent us. */
export function firstRegistrar(log: readonly LoggedEvent[]): SipEndpoint | null {
  const selected = eventsOf(log, 'connectivity.endpoint.selected').findLast(
    ({ data }) => data.endpoint.via !== 'redirect',
  );
  return selected?.data.endpoint ?? null;
}

/** Host after host that the autodiscover walk went through: name, TLS, one flight a request. */
function webChain(log: readonly LoggedEvent[], name: string): readonly string[] {
  const flights = [`DNS ${name}`];
  let host = '';
  let url = walkStart(log, name);
  while (url !== null) {
    const { hostname, port, protocol, pathname } = new URL(url);
    if (hostname !== host) {
      if (host !== '') flights.push(...lookup(log, hostname, name));
      if (protocol === 'https:') flights.push(...tlsFlights(log, hostname, Number(port === '' ? 443 : port)));
      host = hostname;
    }
    flights.push(`GET ${pathname}`);
    url = nextUrl(log, url);
  }
  return flights;
}

/** HTTPS where it answered, because that is what the client prefers. */
function walkStart(log: readonly LoggedEvent[], name: string): string | null {
  const urls = log.flatMap((event) => (isKind('autodiscover.document.read')(event) ? [event.data.url] : []));
  const own = urls.filter((url) => new URL(url).hostname === name);
  return own.find((url) => url.startsWith('https:')) ?? own[0] ?? null;
}

function nextUrl(log: readonly LoggedEvent[], url: string): string | null {
  for (const event of log) {
    if (event.kind === 'http.redirect.followed' && event.data.from === url) return event.data.to;
    if (event.kind !== 'autodiscover.document.read' || event.data.url !== url) continue;
    const { resource, links } = event.data.document;
    const redirect = links.find((link) => link.token === 'Redirect');
    const domain = resource === 'root' ? links.find((link) => link.token === 'Domain') : undefined;
    return redirect?.href ?? domain?.href ?? null;
  }
  return null;
}

export function lookup(log: readonly LoggedEvent[], host: string, known: string): readonly string[] {
  const isAsked = log.some((event) => isKind('dns.query.sent')(event) && event.data.name === host);
  return isAsked && host !== known ? [`DNS ${host}`] : [];
}

/** One flight with TLS 1.3, two with 1.2. */
export function tlsFlights(log: readonly LoggedEvent[], host: string, port: number): readonly string[] {
  const done = log.find(
    (event) =>
      isKind('tls.handshake.completed')(event) &&
      event.data.peer.host === host &&
      event.data.peer.port === port,
  );
  const flight = `TLS ${host}`;
  return done?.kind === 'tls.handshake.completed' && done.data.protocol === 'TLSv1.3'
    ? [flight]
    : [flight, flight];
}

function isKind<K extends LoggedEvent['kind']>(kind: K): (event: LoggedEvent) => event is LoggedEventOf<K> {
  return (event): event is LoggedEventOf<K> => event.kind === kind;
}
