import { foreign } from '../words.ts';
import { defineCertificateRule } from './certificate-rule.ts';

export const revocationUnreachable = defineCertificateRule({
  id: 'connectivity.revocation-unreachable',
  kinds: ['revocation-unreachable'],
  severity: 'warning',
  owner: 'network',
  text: {
    title: 'This PC cannot ask whether the certificate of a server was withdrawn.',
    meaning:
      'The address where the authority publishes withdrawn certificates does not answer. Clients that insist on asking wait for it, which delays or stops the sign-in.',
    remedy:
      'Make the addresses for CRL and OCSP reachable from clients over HTTP, through the proxy too, or let the certificate name ones that are.',
    reference: 'RFC 5280 4.2.1.13',
  },
  describe: ({ problem, host }) => ({
    title: `Whether the certificate of ${host} was withdrawn cannot be checked from here.`,
    explanation: `${foreign(problem.source)} could not be asked (${foreign(problem.detail, 160)}). Clients that insist on an answer wait for it and may refuse to sign in.`,
    remedy: `Allow this network to reach ${foreign(problem.source)}, or issue the certificate with an address that clients can reach.`,
    verify: null,
  }),
});
