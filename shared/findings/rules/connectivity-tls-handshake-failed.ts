import { span } from '../../lib/duration.ts';
import {
  alsoAt,
  capitalSubjectOf,
  dialled,
  onlySome,
  openssl,
  stepOf,
  subjectOf,
} from '../connection-words.ts';
import { connectionFaults, hasConnectionAt, type ConnectionFault } from '../facts/connection-faults.ts';
import type { TlsFault } from '../facts/connections.ts';
import { defineRule, verdictOf } from '../rule.ts';
import { foreign, sentences } from '../words.ts';
import { isOldVersionOnly } from './connectivity-tls-version-unsupported.ts';
import { TLS_STAGES } from './stages.ts';

export const tlsHandshakeFailed = defineRule<ConnectionFault>({
  id: 'connectivity.tls-handshake-failed',
  step: 'connectivity',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'No secure connection comes about.',
    meaning:
      'The connection is open, but the TLS handshake that must come first fails: the server refuses it with an alert, cuts the connection, or stays silent.',
    remedy:
      'Check which service listens on that port, the certificate that is assigned to it, the cipher suites that it allows, and any inspection device or load balancer on the way.',
    reference: 'RFC 8446 6.2',
  },
  judge: (facts) =>
    verdictOf(
      connectionFaults(facts, 'tls-failed', () => true).filter(
        (fault) => isOwn(fault) && !isOldVersionOnly(fault, facts),
      ),
      hasConnectionAt(facts, TLS_STAGES),
    ),
  describe: (faults) => {
    const [first] = faults;
    const { tlsFault, peer } = first.connection;
    const banner = tlsFault?.banner ?? null;
    const words = tlsFault === null ? SILENCE : wordsFor(tlsFault);
    return {
      title: words.title.replace('WHO', capitalSubjectOf(first)).replace('PLACE', placeName(first)),
      explanation: sentences(
        `The connection to ${dialled(first)} opened, but the TLS handshake failed after ${span(tlsFault?.tookMs ?? 0)}.`,
        words.explanation,
        banner === null ? null : `It said "${foreign(banner, 80)}".`,
        tlsFault?.failure === 'other' && tlsFault.detail !== '' ? `(${foreign(tlsFault.detail, 160)})` : null,
        onlySome(first),
        alsoAt(faults),
      ),
      remedy: words.remedy.replace('WHO', subjectOf(first)).replace('PORT', String(peer.port)),
      verify: openssl(peer, ''),
      alternatives: words.alternatives,
      ...(words === SILENCE || words === CUT ? { owner: 'network' } : {}),
      ...stepOf(first),
    };
  },
});

interface Words {
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
  readonly alternatives: readonly string[];
}

const SILENCE: Words = {
  title: 'WHO accepts the connection but then stays silent.',
  explanation:
    'Not one byte came back: something accepts connections on this port, but it does not speak TLS, is overloaded, or a device on the way swallows what is sent.',
  remedy:
    'Check that the SIP service, and not something else, listens on port PORT of WHO, and that no device on the way holds the connection.',
  alternatives: [
    'A load balancer or firewall accepts connections for a server that is down: the connection from inside that network behaves differently.',
    'The service hangs: restarting it helps, and its event log shows it.',
    'Large packets get lost on the way (VPN, DSL): the handshake works with a smaller packet size (MTU).',
  ],
};

const CUT: Words = {
  title: 'WHO hangs up when the secure connection begins.',
  explanation:
    'The connection was cut before the handshake was complete, without a TLS alert that would say why.',
  remedy:
    'Look for an inspection device, a load balancer or a firewall before WHO; then check that a certificate is assigned to the service on port PORT.',
  alternatives: [
    'A device on the way cuts the connection: it works from another network.',
    'The service has no usable certificate or private key: its event log says so, and nobody can connect.',
  ],
};

const OTHER_PROTOCOL: Words = {
  title: 'PLACE does not speak TLS.',
  explanation: 'What came back is not TLS: another service listens on this port.',
  remedy: 'Check which service listens on port PORT of WHO.',
  alternatives: [],
};

function wordsFor({ failure, alert }: TlsFault): Words {
  switch (failure) {
    case 'silence':
      return SILENCE;
    case 'reset':
    case 'closed':
      return CUT;
    case 'plain-text':
      return OTHER_PROTOCOL;
    default:
      return {
        title:
          alert === null
            ? 'No secure connection to PLACE comes about.'
            : 'WHO refuses the secure connection.',
        explanation:
          alert === null
            ? 'It stopped without an alert that would say why.'
            : `The server answered with the TLS alert "${foreign(alert, 60)}". ${meaningOf(alert)}`,
        remedy:
          'Check the cipher suites and TLS versions that are allowed on WHO, and the certificate assigned to the service on port PORT.',
        alternatives: [
          'No cipher suite in common: a scan of the server shows only suites that a client of today refuses.',
          'The server has no certificate for the name asked for, or cannot use its private key: its event log (Schannel) shows it.',
        ],
      };
  }
}

/** Source: RFC 8446 6.2. */
function meaningOf(alert: string): string {
  if (/handshake_failure|insufficient_security/.test(alert)) {
    return 'It found no set of security parameters that both sides accept.';
  }
  if (alert.includes('unrecognized_name')) return 'It serves nothing under the name that was asked for.';
  if (/internal_error|decode_error/.test(alert)) return 'It failed internally.';
  if (/access_denied|unknown_ca|bad_certificate/.test(alert)) return 'It does not accept this client.';
  return 'It gave no further reason.';
}

function isOwn({ connection, place }: ConnectionFault): boolean {
  // That is the finding connectivity.tcp-reset.
  if (connection.tlsFault?.isBeforeHello === true) return false;
  switch (connection.tlsFault?.failure) {
    case 'version':
    case 'client-certificate':
      return false;
    // At a SIP endpoint that is the finding connectivity.not-sip.
    case 'plain-text':
      return place.kind === 'candidate';
    default:
      return true;
  }
}

function placeName({ connection }: ConnectionFault): string {
  return `${foreign(connection.peer.host)} on port ${connection.peer.port}`;
}
