import { span } from '../../lib/duration.ts';
import { alsoAt, capitalSubjectOf, dialled, onlySome, stepOf, testConnection } from '../connection-words.ts';
import { connectionFaults, hasConnectionAt, type ConnectionFault } from '../facts/connection-faults.ts';
import { defineRule, verdictOf } from '../rule.ts';
import { sentences } from '../words.ts';
import { TCP_STAGES } from './stages.ts';

export const tcpTimeout = defineRule<ConnectionFault>({
  id: 'connectivity.tcp-timeout',
  step: 'connectivity',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'A server does not answer.',
    meaning:
      'Nothing at all comes back when a connection is opened: a firewall on the way drops it silently, the address is not routed from here, or the machine is down.',
    remedy:
      'Allow the port from the client network to the server (443 from outside, 5061 inside), check the routing, and check that the machine is up.',
    reference: 'RFC 9293 3.8.3',
  },
  judge: (facts) =>
    verdictOf(
      connectionFaults(facts, 'tcp-failed', ({ tcpFault }) => tcpFault?.failure === 'timeout'),
      hasConnectionAt(facts, TCP_STAGES),
    ),
  describe: (faults) => {
    const [first] = faults;
    const { host, port } = first.connection.peer;
    return {
      title: `${capitalSubjectOf(first)} does not answer on port ${port}.`,
      explanation: sentences(
        `No answer came to the connection to ${dialled(first)} within ${span(first.connection.tcpFault?.tookMs ?? 0)}. A machine that is up and refuses would have said so at once, so something on the way swallows the packets, or nothing is at that address.`,
        onlySome(first),
        alsoAt(faults),
      ),
      remedy: `Allow TCP port ${port} from this network to ${host}, and check that the address in DNS is the one on which the server can be reached from here.`,
      verify: testConnection(first),
      alternatives: [
        'A firewall drops the port: another port of the same machine answers.',
        'The address is wrong or not reachable from this network: nothing at that address answers, and DNS elsewhere gives another address.',
        'The machine is down: users in other networks cannot connect either.',
      ],
      ...stepOf(first),
    };
  },
});
