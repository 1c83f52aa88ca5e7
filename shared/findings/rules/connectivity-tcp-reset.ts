import { span } from '../../lib/duration.ts';
import { alsoAt, capitalSubjectOf, dialled, onlySome, stepOf, testConnection } from '../connection-words.ts';
import { connectionFaults, hasConnectionAt, type ConnectionFault } from '../facts/connection-faults.ts';
import { defineRule, verdictOf } from '../rule.ts';
import { sentences } from '../words.ts';
import { TCP_STAGES } from './stages.ts';

export const tcpReset = defineRule<ConnectionFault>({
  id: 'connectivity.tcp-reset',
  step: 'connectivity',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'The connection to a server is cut off as soon as it is opened.',
    meaning:
      'Something accepts the connection and resets it again before anything was said: a load balancer without a healthy server behind it, or a firewall that judges connections after they are open.',
    remedy: 'Check the health of the pool members at the load balancer, and the firewall rules on the way.',
    reference: 'RFC 9293 3.5.2',
  },
  judge: (facts) =>
    verdictOf(
      [
        ...connectionFaults(facts, 'tcp-failed', ({ tcpFault }) => tcpFault?.failure === 'reset'),
        ...connectionFaults(facts, 'tls-failed', ({ tlsFault }) => tlsFault?.isBeforeHello === true),
      ],
      hasConnectionAt(facts, TCP_STAGES),
    ),
  describe: (faults) => {
    const [first] = faults;
    const { host, port } = first.connection.peer;
    return {
      title: `The connection to ${host} on port ${port} is cut off at once.`,
      explanation: sentences(
        `${capitalSubjectOf(first)} was dialled as ${dialled(first)}; the connection was reset after ${span((first.connection.tcpFault ?? first.connection.tlsFault)?.tookMs ?? 0)}, before anything was said.`,
        onlySome(first),
        alsoAt(faults),
      ),
      remedy: `Check the load balancer or firewall before ${host}: whether a healthy server stands behind port ${port}, and whether this network may use it.`,
      verify: testConnection(first),
      alternatives: [
        'A load balancer without a healthy server behind it: its status page shows the pool as down.',
        'A firewall cuts the connection: it works from a network on the other side of it.',
      ],
      ...stepOf(first),
    };
  },
});
