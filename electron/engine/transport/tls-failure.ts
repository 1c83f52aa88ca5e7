import type { TlsFailure } from '../../../shared/events/connection-events.ts';
import { alertName } from '../../../shared/protocol/tls/alert-names.ts';
import { protocolName } from '../../../shared/protocol/tls/raw-records.ts';
import { errorCode, translateSocketError } from './tcp-errors.ts';
import { alertInErrorText } from './tls-alerts.ts';
import type { TlsObservation } from './tls-observer.ts';
import { printableBytes } from './printable-bytes.ts';

/** Everything that is known when a handshake did not come about. */
export interface FailedHandshake {
  readonly observation: TlsObservation;
  /** How the peer ended the TCP connection, if it did. */
  readonly ending: 'reset' | 'closed' | null;
  readonly timedOut: boolean;
  readonly error: unknown;
}

export interface TlsFailureFacts {
  readonly failure: TlsFailure;
  readonly alert: string | null;
  readonly detail: string;
  readonly banner: string | null;
}

const TLS_1_2 = 0x0303;
const VERSION_ALERTS: readonly string[] = ['protocol_version', 'inappropriate_fallback'];
/** How servers before TLS 1.3 refuse a client that sent no certificate; certificate_required says so by itself. */
const ALERTS_AFTER_REQUEST: readonly string[] = ['handshake_failure', 'no_certificate', 'bad_certificate'];
const VERSION_ERRORS = [
  'UNSUPPORTED_PROTOCOL',
  'VERSION_TOO_LOW',
  'WRONG_SSL_VERSION',
  'UNSUPPORTED_SSL_VERSION',
  'NO_PROTOCOLS_AVAILABLE',
];

/**
 * Says why no TLS connection came about. What the peer's own bytes show counts before what the TLS library makes of it.
 */
export function classifyTlsFailure(failed: FailedHandshake): TlsFailureFacts {
  const { observation, ending, timedOut } = failed;
  const text = errorText(failed.error);
  if (observation.isTls === false) {
    return {
      failure: 'plain-text',
      alert: null,
      detail: 'The peer answered in a protocol that is not TLS.',
      banner: printableBytes(observation.head),
    };
  }
  const alert = observation.alert === null ? alertInErrorText(text) : alertName(observation.alert);
  if (alert !== null && alert !== 'close_notify') return alertFacts(alert, observation);
  const offered = observation.serverHelloVersion;
  if (VERSION_ERRORS.some((code) => text.includes(code)) || (offered !== null && offered < TLS_1_2)) {
    const spoken = offered === null ? 'an older version' : protocolName(offered);
    return facts('version', `The server chose ${spoken}, which clients of today refuse.`);
  }
  if (timedOut) {
    return observation.bytesReceived === 0
      ? facts('silence', 'The server took the connection and then sent nothing.')
      : facts('other', `The handshake stopped after ${observation.bytesReceived} bytes from the server.`);
  }
  if (!text.includes('ERR_SSL')) {
    // A reset can first show when we write: the socket then fails before the tap hears of an end.
    const how = ending ?? (translateSocketError(failed.error).failure === 'reset' ? 'reset' : null);
    if (how !== null) return endingFacts(how, observation);
  }
  return facts('other', reasonOf(failed.error) ?? 'The handshake ended without a reason given.');
}

/** Reads an error that comes after the handshake: in TLS 1.3 a server refuses a client without certificate only then. */
export function isClientCertificateError(error: unknown): boolean {
  return alertInErrorText(errorText(error)) === 'certificate_required';
}

function alertFacts(alert: string, observation: TlsObservation): TlsFailureFacts {
  if (VERSION_ALERTS.includes(alert)) {
    return { ...facts('version', 'The server refused our versions, TLS 1.2 and TLS 1.3.'), alert };
  }
  const refusesUs = observation.requestedCertificate && ALERTS_AFTER_REQUEST.includes(alert);
  if (alert === 'certificate_required' || refusesUs) {
    return { ...facts('client-certificate', 'The server insists on a certificate from the client.'), alert };
  }
  return { ...facts('alert', `The server broke off the handshake with the alert ${alert}.`), alert };
}

function endingFacts(ending: 'reset' | 'closed', observation: TlsObservation): TlsFailureFacts {
  const moment = observation.requestedCertificate
    ? 'after it had asked for a client certificate'
    : observation.bytesReceived === 0
      ? 'before it had sent anything'
      : 'in the middle of the handshake';
  const act = ending === 'reset' ? 'reset' : 'closed';
  return facts(ending, `The server ${act} the connection ${moment}.`);
}

function facts(failure: TlsFailure, detail: string): TlsFailureFacts {
  return { failure, alert: null, detail, banner: null };
}

/** What the TLS library objects to, without its addresses and source files: ERR_SSL_LENGTH_MISMATCH (length mismatch). */
function reasonOf(error: unknown): string | null {
  const text = errorText(error);
  if (!(error instanceof Error) || text === '') return null;
  const code = errorCode(error);
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason.slice(0, 120) : null;
  return code === null || reason === null ? text : `${code} (${reason})`;
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code = errorCode(error);
  const message = error.message.slice(0, 300);
  return code === null || message.includes(code) ? message : `${code}: ${message}`;
}
