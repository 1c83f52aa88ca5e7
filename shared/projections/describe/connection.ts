import type {
  Certificate,
  CertificateProblem,
  TcpFailure,
  TlsFailure,
} from '../../events/connection-events.ts';
import { visible } from '../../lib/text.ts';
import { date } from '../../lib/date.ts';
import { abridged } from '../../lib/listing.ts';

export const TCP_FAILURE_LABELS: Readonly<Record<TcpFailure, string>> = {
  refused: 'refused',
  reset: 'reset',
  timeout: 'no answer',
  unreachable: 'unreachable',
  denied: 'denied by this computer',
  other: 'failed',
};

export const TCP_FAILURE_MEANINGS: Readonly<Record<TcpFailure, string>> = {
  refused: 'The computer at this address answers, but nothing listens on this port.',
  reset: 'The connection was cut while it was being made.',
  timeout: 'Nothing answered: a firewall drops the packets, or nothing is at this address.',
  unreachable: 'The network knows no way to this address.',
  denied: 'This computer did not allow the connection: a local firewall or security product.',
  other: 'The connection could not be made.',
};

export const TLS_FAILURE_LABELS: Readonly<Record<TlsFailure, string>> = {
  alert: 'refused with an alert',
  version: 'no common TLS version',
  silence: 'silence',
  'plain-text': 'not TLS',
  reset: 'reset',
  closed: 'closed',
  'client-certificate': 'client certificate required',
  other: 'failed',
};

export const TLS_FAILURE_MEANINGS: Readonly<Record<TlsFailure, string>> = {
  alert: 'The server broke the handshake off with an alert.',
  version: 'The server and this computer have no version of TLS in common.',
  silence: 'The connection was accepted, then not a byte came back.',
  'plain-text': 'What answers here does not speak TLS.',
  reset: 'The connection was cut during the handshake.',
  closed: 'The server closed the connection during the handshake.',
  'client-certificate': 'The server wants a certificate from this computer before anything else.',
  other: 'The handshake could not be completed.',
};

/** Two or three words, for an arrow. */
export function problemLabel(problem: CertificateProblem): string {
  switch (problem.kind) {
    case 'untrusted-root':
      return 'certificate not trusted';
    case 'missing-intermediate':
      return 'intermediate certificate missing';
    case 'expired':
      return 'certificate expired';
    case 'not-yet-valid':
      return 'certificate not yet valid';
    case 'name-mismatch':
      return 'certificate for another name';
    case 'weak-key':
      return 'weak key';
    case 'weak-signature':
      return 'weak signature';
    case 'wrong-usage':
      return 'certificate not for servers';
    case 'revoked':
      return 'certificate revoked';
    case 'revocation-unreachable':
      return 'revocation not checked';
    case 'other':
      return 'certificate rejected';
  }
}

/** A plain sentence with the figures of this certificate. */
export function problemSentence(problem: CertificateProblem): string {
  switch (problem.kind) {
    case 'untrusted-root':
      return problem.selfSigned
        ? `It is signed by itself, and this computer does not trust it.`
        : `It was issued by ${name(problem.missingIssuer)}, which this computer does not trust${problem.certain ? '' : ' or which the server did not send'}.`;
    case 'missing-intermediate':
      return `The server did not send the certificate of its issuer ${name(problem.missingIssuer)}${problem.certain ? '' : ' (concluded from the names)'}.`;
    case 'expired':
      return `It expired on ${date(problem.notAfterMs)}.`;
    case 'not-yet-valid':
      return `It is valid only from ${date(problem.notBeforeMs)}.`;
    case 'name-mismatch':
      return `It is not made out to ${name(problem.host)} but to ${abridged(problem.names.map(name), 5) || 'no name at all'}.`;
    case 'weak-key':
      return `Its key is too short: ${visible(problem.keyType, 20)}, ${problem.keyBits} bits.`;
    case 'weak-signature':
      return `It is signed with ${visible(problem.algorithm, 60)}, which is no longer safe.`;
    case 'wrong-usage':
      return 'It was not issued for use by a server.';
    case 'revoked':
      return `Its issuer has revoked it (${visible(problem.source, 200)}).`;
    case 'revocation-unreachable':
      return `Whether it was revoked could not be asked: ${visible(problem.source, 200)} (${visible(problem.detail)}).`;
    case 'other':
      return `It was rejected: ${visible(problem.detail)} (${visible(problem.code, 60)}).`;
  }
}

/** A lone weakness or an unreachable revocation list does not keep a client away. */
export function isGraveProblem(problem: CertificateProblem): boolean {
  return (
    problem.kind !== 'weak-key' &&
    problem.kind !== 'weak-signature' &&
    problem.kind !== 'revocation-unreachable'
  );
}

/** "RSA 2048 bits", "EC prime256v1". */
export function keyText(certificate: Certificate): string {
  const size = certificate.curve ?? (certificate.keyBits === null ? '' : `${certificate.keyBits} bits`);
  return visible(`${certificate.keyType.toUpperCase()} ${size}`.trim(), 60);
}

function name(text: string): string {
  return visible(text, 200);
}
