import type { Limits } from '../../../../shared/run/limits.ts';
import { readCertificates } from '../../../../shared/protocol/tls/certificates.ts';
import { readFlight, type FlightEnd, type TlsFlight } from '../../../../shared/protocol/tls/records.ts';
import { HANDSHAKE, handshakeTypeName } from '../../../../shared/protocol/tls/handshake-types.ts';
import type { Advance } from '../security-context.ts';

export type CheckedFlight =
  | { readonly ok: true; readonly flight: TlsFlight }
  | { readonly ok: false; readonly failed: Extract<Advance, { kind: 'failed' }> };

/**
 * Looks at a server's flight before the TLS library does: it must be whole, since nothing more of it will come, and end where the
 * client is next. A library would wait for the rest.
 */
export function checkServerFlight(token: Uint8Array, end: FlightEnd, limits: FlightLimits): CheckedFlight {
  if (token.length === 0)
    return unreadable('The server sent no token where its part of the TLS handshake belongs.');
  if (token.length > limits.tokenBytes) {
    return unreadable(
      `The server's token has ${token.length} bytes, more than the ${limits.tokenBytes} that are read.`,
    );
  }
  const flight = readFlight(token);
  if (flight.end === 'alert') {
    return failed(
      'handshake',
      `The server broke off the TLS handshake inside of SIP with the alert ${flight.alert ?? ''}.`,
    );
  }
  if (flight.end === end) return { ok: true, flight };
  if (flight.problem !== null)
    return unreadable(`The server's token is no whole TLS flight: ${flight.problem}.`);
  const last = flight.messages.at(-1);
  const after = last === undefined ? 'before any handshake message' : `after ${handshakeTypeName(last.type)}`;
  return unreadable(`The server's part of the TLS handshake stops ${after}, where ${ENDS[end]} has to come.`);
}

/** The server's certificates, leaf first; empty when the flight has none. */
export function certificatesIn(flight: TlsFlight): readonly Uint8Array[] {
  const message = flight.messages.find(({ type }) => type === HANDSHAKE.certificate);
  return message === undefined ? [] : (readCertificates(message.body)?.certificates ?? []);
}

export type FlightLimits = Pick<Limits, 'tokenBytes'>;

const ENDS: Readonly<Record<FlightEnd, string>> = {
  'client-hello': 'ClientHello',
  'server-hello-done': 'ServerHelloDone',
  finished: 'Finished',
  alert: 'an alert',
};

function unreadable(detail: string): CheckedFlight {
  return failed('unreadable', detail);
}

function failed(failure: 'unreadable' | 'handshake', detail: string): CheckedFlight {
  return { ok: false, failed: { kind: 'failed', failure, detail } };
}
