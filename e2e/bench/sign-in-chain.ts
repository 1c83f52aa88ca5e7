import type { LoggedEvent, LoggedEventOf } from '../../shared/events/catalogue.ts';
import type { AuthMethod } from '../../shared/run/ids.ts';
import { criticalChain, lookup, tlsFlights } from './critical-chain.ts';

/**
 * The dependent round trips up to the 200, as labels in order: those that lead to the anonymous REGISTER, then those that the
 * method prescribes. What need not be waited for does not count, whether we wait for it or not:
 * - the TLS handshake with a web server that discovery is connected to already,
 * - a KDC's DNS record, which depends on the name of the user alone; and the KDC itself, since the practice network has MIT's own,
 *   which nothing delays.
 */
export function signInChain(log: readonly LoggedEvent[], method: AuthMethod): readonly string[] {
  const connecting = isByHand(log) ? givenServer(log) : criticalChain(log);
  return [...connecting, ...METHOD_FLIGHTS[method](log)];
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

function isByHand(log: readonly LoggedEvent[]): boolean {
  return selectedIn(log)?.data.endpoint.via === 'manual';
}

function givenServer(log: readonly LoggedEvent[]): readonly string[] {
  const selected = selectedIn(log);
  if (selected === undefined) return [];
  const { host, port } = selected.data.endpoint;
  return [...lookup(log, host, ''), ...tlsFlights(log, host, port), 'REGISTER'];
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

function selectedIn(
  log: readonly LoggedEvent[],
): LoggedEventOf<'connectivity.endpoint.selected'> | undefined {
  return log.findLast((event) => event.kind === 'connectivity.endpoint.selected');
}
