import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';
import type { SipEndpoint } from '../../shared/events/connection-events.ts';
import type { AuthMethod } from '../../shared/run/ids.ts';
import { criticalChain, firstRegistrar, lookup, tlsFlights } from './critical-chain.ts';

/**
 * The dependent round trips up to the 200, as labels in order: those that lead to the anonymous REGISTER, then those that the
 * method prescribes, and both again at every registrar to which it is sent on. What need not be waited for does not count, whether
 * we wait for it or not:
 * - the TLS handshake with a web server that discovery is connected to already,
 * - a KDC's DNS record, which depends on the name of the user alone; and the KDC itself, since the practice network has MIT's own,
 *   which nothing delays.
 */
export function signInChain(log: readonly LoggedEvent[], method: AuthMethod): readonly string[] {
  const first = firstRegistrar(log);
  const connecting = first?.via === 'manual' ? givenServer(log, first) : criticalChain(log);
  return [...connecting, ...METHOD_FLIGHTS[method](log), ...redirections(log, method)];
}

const METHOD_FLIGHTS: Readonly<Record<AuthMethod, (log: readonly LoggedEvent[]) => readonly string[]>> = {
  // The challenge comes for the asking, the answer needs the challenge ([MS-SIPAE] 4.1).
  ntlm: () => ['REGISTER for a challenge', 'REGISTER with the answer'],
  // The ticket needs the name in the 401.
  kerberos: () => ['REGISTER with the ticket'],
  'tls-dsk': (log) => [
    ...webServer(log),
    // The ticket service stands in the first, its port in the second; Windows authentication begins with a 401 (RFC 4559 4).
    'GET certificate service /mex',
    'GET ticket service /mex',
    'POST',
    'POST NTLM NEGOTIATE',
    'POST NTLM AUTHENTICATE',
    // Proven with the ticket's key.
    'POST certificate request',
    'REGISTER with ClientHello',
    'REGISTER with the certificate',
    'REGISTER signed',
  ],
};

function givenServer(log: readonly LoggedEvent[], { host, port }: SipEndpoint): readonly string[] {
  return [...lookup(log, host, ''), ...tlsFlights(log, host, port), 'REGISTER'];
}

/** What every further registrar costs that the sign-in is sent to: the way there, and a logon of its own ([MS-SIP] 4.2). */
function redirections(log: readonly LoggedEvent[], method: AuthMethod): readonly string[] {
  return eventsOf(log, 'connectivity.endpoint.selected').flatMap(({ data: { endpoint } }) =>
    endpoint.via === 'redirect' ? [...givenServer(log, endpoint), ...METHOD_FLIGHTS[method](log)] : [],
  );
}

/** What it takes to reach the web services once the 401 has named them; nothing when discovery has been there. */
function webServer(log: readonly LoggedEvent[]): readonly string[] {
  const metadata = log.find((event) => event.kind === 'web-service.metadata.read');
  if (metadata?.kind !== 'web-service.metadata.read') return [];
  const { hostname, port } = new URL(metadata.data.url);
  const host = { name: hostname, port: Number(port === '' ? 443 : port) };
  const isKnown = log.some(
    ({ kind, step, data }) =>
      kind === 'tls.handshake.completed' &&
      step === 'discovery' &&
      data.peer.host === host.name &&
      data.peer.port === host.port,
  );
  return isKnown ? [] : [...lookup(log, host.name, ''), ...tlsFlights(log, host.name, host.port)];
}
