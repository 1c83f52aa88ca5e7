import { span } from '../../lib/duration.ts';
import { alsoAt, capitalSubjectOf, dialled, onlySome, stepOf, testConnection } from '../connection-words.ts';
import { connectionFaults, hasConnectionAt, type ConnectionFault } from '../facts/connection-faults.ts';
import { defineRule, verdictOf } from '../rule.ts';
import { sentences } from '../words.ts';
import { TCP_STAGES } from './stages.ts';

export const tcpRefused = defineRule<ConnectionFault>({
  id: 'connectivity.tcp-refused',
  step: 'connectivity',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'A server refuses the connection.',
    meaning:
      'The machine is there and answers at once, but nothing listens on the port that sign-in uses: the service is stopped, the port is wrong, or a firewall rejects it.',
    remedy:
      'Start the Front End or Access Edge service, or correct the port in DNS or in the topology so that it names the port on which the service listens.',
    reference: 'RFC 9293 3.5.2',
  },
  judge: (facts) =>
    verdictOf(
      connectionFaults(facts, 'tcp-failed', ({ tcpFault }) => tcpFault?.failure === 'refused'),
      hasConnectionAt(facts, TCP_STAGES),
    ),
  describe: (faults) => {
    const [first] = faults;
    const { port, role } = first.connection.peer;
    const isProxy = role === 'proxy';
    return {
      title: `${capitalSubjectOf(first)} refuses connections on port ${port}.`,
      explanation: sentences(
        `The connection to ${dialled(first)} was refused after ${span(first.connection.tcpFault?.tookMs ?? 0)}: the machine is there, but nothing listens on port ${port}, or a firewall rejects the connection.`,
        onlySome(first),
        alsoAt(faults),
      ),
      remedy: isProxy
        ? `Check the proxy settings of this PC, and on ${first.connection.peer.host} that the proxy is running and listens on port ${port}.`
        : `Check on ${first.connection.peer.host} that the service is running and listens on port ${port}. If it listens on another port, correct the port in DNS or in the topology.`,
      verify: testConnection(first),
      alternatives: [
        'The service is stopped: other users cannot connect either, and the port is closed on the server itself as well.',
        'A firewall rejects the port: the server listens when asked locally, but is refused from this network.',
      ],
      ...stepOf(first),
      ...(isProxy ? { owner: 'network' } : {}),
    };
  },
});
