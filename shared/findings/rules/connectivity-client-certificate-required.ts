import { alsoAt, capitalSubjectOf, dialled, openssl, stepOf } from '../connection-words.ts';
import { connectionFaults, hasConnectionAt, type ConnectionFault } from '../facts/connection-faults.ts';
import { defineRule, verdictOf } from '../rule.ts';
import { sentences } from '../words.ts';
import { TLS_STAGES } from './stages.ts';

export const clientCertificateRequired = defineRule<ConnectionFault>({
  id: 'connectivity.client-certificate-required',
  step: 'connectivity',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The server insists on a certificate of the client.',
    meaning:
      'The port wants mutual TLS, as servers use it among themselves. Clients sign in without a certificate at this point, so they were sent to a port that is meant for servers, such as federation on port 5061 of an Edge.',
    remedy:
      'Point the client records at the port for clients: 443 on the Access Edge, 5061 on the Front End pool.',
    reference: 'RFC 8446 4.3.2',
  },
  judge: (facts) =>
    verdictOf(
      connectionFaults(facts, 'tls-failed', ({ tlsFault }) => tlsFault?.failure === 'client-certificate'),
      hasConnectionAt(facts, TLS_STAGES),
    ),
  describe: (faults) => {
    const [first] = faults;
    const { peer } = first.connection;
    return {
      title: `${capitalSubjectOf(first)} wants a certificate that ordinary clients do not have.`,
      explanation: sentences(
        `The TLS handshake with ${dialled(first)} failed because the server insists on a client certificate. Servers do that among themselves; sign-in of clients does not use one here.`,
        alsoAt(faults),
      ),
      remedy: `Check that port ${peer.port} of ${peer.host} is the one for clients: at an Access Edge that is usually 443, while 5061 is for federation.`,
      verify: openssl(peer, ''),
      alternatives: [
        'The record names the port for servers: another port of the same machine accepts clients.',
        'An inspection device or reverse proxy before the server asks for the certificate: it works from another network.',
      ],
      ...stepOf(first),
    };
  },
});
