import { tlsVersion } from '../../lib/tls-version.ts';
import { alsoAt, capitalSubjectOf, dialled, openssl, stepOf } from '../connection-words.ts';
import { connectionFaults, hasConnectionAt, type ConnectionFault } from '../facts/connection-faults.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { defineRule, verdictOf } from '../rule.ts';
import { foreign, sentences } from '../words.ts';
import { TLS_STAGES } from './stages.ts';

export const tlsVersionUnsupported = defineRule<ConnectionFault>({
  id: 'connectivity.tls-version-unsupported',
  step: 'connectivity',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The server and this PC have no TLS version in common.',
    meaning:
      'The server speaks only versions of TLS that clients of today no longer use (1.0 or 1.1), or only ones that this PC does not know.',
    remedy:
      'Enable TLS 1.2 on the server: operating system, .NET and the Skype for Business update level must all allow it.',
    reference: 'RFC 8996',
  },
  judge: (facts) =>
    verdictOf(
      connectionFaults(facts, 'tls-failed', () => true).filter((fault) => isVersionFault(fault, facts)),
      hasConnectionAt(facts, TLS_STAGES),
    ),
  describe: (faults, facts) => {
    const [first] = faults;
    const { peer, tlsFault, minVersion } = first.connection;
    const alert = tlsFault?.alert ?? null;
    const spoken = facts.connections.legacyLook(peer.host, peer.port)?.protocol ?? null;
    return {
      title:
        spoken === null
          ? `${capitalSubjectOf(first)} speaks no TLS version that this PC accepts.`
          : `${capitalSubjectOf(first)} only speaks the outdated ${tlsVersion(spoken)}.`,
      explanation: sentences(
        `The TLS handshake with ${dialled(first)} failed because the two sides have no version in common.`,
        spoken === null
          ? null
          : `A second look, for diagnosis only, found that the server speaks ${tlsVersion(spoken)}.`,
        `Clients of today ask for ${tlsVersion(minVersion ?? 'TLSv1.2')} or newer; versions 1.0 and 1.1 were withdrawn in 2021 (RFC 8996).`,
        alert === null ? null : `The server's alert was "${foreign(alert, 60)}".`,
        alsoAt(faults),
      ),
      remedy: `Enable TLS 1.2 on ${peer.host} (Schannel settings, .NET strong cryptography, current cumulative update), then restart the service.`,
      verify: openssl(peer, '-tls1_2'),
      ...stepOf(first),
    };
  },
});

/** true: an ordinary handshake failed and one that allows old versions did not. */
export function isOldVersionOnly({ connection }: ConnectionFault, facts: RunFacts): boolean {
  const spoken = facts.connections.legacyLook(connection.peer.host, connection.peer.port)?.protocol;
  return spoken === 'TLSv1' || spoken === 'TLSv1.1' || spoken === 'TLSv1.0' || spoken === 'SSLv3';
}

function isVersionFault(fault: ConnectionFault, facts: RunFacts): boolean {
  const failure = fault.connection.tlsFault?.failure;
  if (failure === 'version') return true;
  return failure !== 'plain-text' && failure !== 'client-certificate' && isOldVersionOnly(fault, facts);
}
