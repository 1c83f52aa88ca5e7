import type { CertificateProblem, TcpFailure } from '../events/connection-events.ts';
import type { StepId } from '../run/ids.ts';
import type { ConnectionFault } from './facts/connection-faults.ts';
import { formatHostAndPort } from '../lib/host-and-port.ts';
import { foundBy } from './surroundings.ts';
import { command, foreign, listed } from './words.ts';

/** Who is at the other end of a connection, as the subject of a sentence: the server pool01.contoso.test. */
export function subjectOf({ connection, place }: ConnectionFault): string {
  const host = foreign(connection.peer.host);
  if (place.kind !== 'candidate') return `the server ${host}`;
  return connection.peer.role === 'proxy' ? `the web proxy ${host}` : `the web service ${host}`;
}

export function capitalSubjectOf(fault: ConnectionFault): string {
  return capital(subjectOf(fault));
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What was dialled and why: pool01.contoso.test:5061 (10.1.2.3, found through …). */
export function dialled({ connection, place }: ConnectionFault): string {
  const way =
    place.kind === 'endpoint'
      ? `found through ${foundBy(place.endpoint.endpoint.via)}`
      : place.kind === 'candidate'
        ? `asked for ${foreign(place.candidate.candidate.name)}`
        : null;
  const notes = [connection.address, way].filter((note) => note !== null && note !== connection.peer.host);
  return `${formatHostAndPort(connection.peer)} (${notes.join(', ')})`;
}

/** The other places with the same fault; null when there is none. */
export function alsoAt(faults: readonly ConnectionFault[]): string | null {
  const first = faults[0] === undefined ? '' : placeOf(faults[0]);
  const others = faults.map(placeOf).filter((place) => place !== first);
  return others.length === 0 ? null : `The same was seen at ${listed(others)}.`;
}

/** The step under which a connection's fault belongs: web services are part of discovery. */
export function stepOf(fault: ConnectionFault): { readonly step?: StepId } {
  return fault.place.kind === 'candidate' ? { step: 'discovery' } : {};
}

/** Only some addresses of the name are affected. */
export function onlySome({ place, connection }: ConnectionFault): string | null {
  if (place.kind !== 'endpoint' || !place.isPartial || connection.stage === 'trusted') return null;
  return 'Other addresses of the same name work, so a sign-in now and then meets the bad one first.';
}

export function testConnection({ connection }: ConnectionFault): string | null {
  return testEndpoint(connection.peer);
}

export function testEndpoint({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): string | null {
  return command((safe) => `Test-NetConnection ${safe} -Port ${port}`, host);
}

export function showCertificates({ connection }: ConnectionFault): string | null {
  return openssl(connection.peer, '-showcerts');
}

export function openssl(
  place: { readonly host: string; readonly port: number },
  options = '',
): string | null {
  const at = formatHostAndPort(place);
  return command(
    (safe) => `openssl s_client -connect ${at} -servername ${safe} ${options}`.trim(),
    place.host,
  );
}

function placeOf({ connection }: ConnectionFault): string {
  const { peer, address } = connection;
  return address === null || address === peer.host
    ? formatHostAndPort(peer)
    : `${formatHostAndPort(peer)} (${address})`;
}

/** What is wrong with a server that takes no connection, as the end of a sentence. */
export const TCP_PLIGHTS: Readonly<Record<TcpFailure, string>> = {
  refused: 'it refuses the connection',
  reset: 'the connection is cut off at once',
  timeout: 'it does not answer',
  unreachable: 'there is no way to it from here',
  denied: 'this PC is not allowed to connect to it',
  other: 'it cannot be reached from here',
};

/** What is wrong with a certificate, in a few words. */
export const CERTIFICATE_PLIGHTS: Readonly<Record<CertificateProblem['kind'], string>> = {
  'untrusted-root': 'issued by an authority that this PC does not know',
  'missing-intermediate': 'an intermediate certificate is not sent',
  expired: 'expired',
  'not-yet-valid': 'not yet valid',
  'name-mismatch': 'made out to another name',
  'weak-key': 'its key is too short',
  'weak-signature': 'its signature is outdated',
  'wrong-usage': 'not meant for a server',
  revoked: 'revoked',
  'revocation-unreachable': 'whether it was revoked cannot be found out',
  other: 'refused by the verifier',
};
