import { foreign } from '../words.ts';
import { defineCertificateRule } from './certificate-rule.ts';

export const certificateMissingIntermediate = defineCertificateRule({
  id: 'connectivity.certificate-missing-intermediate',
  kinds: ['missing-intermediate'],
  severity: 'error',
  owner: 'server',
  text: {
    title: 'A server does not send its whole certificate chain.',
    meaning:
      'Between the certificate of the server and the trusted root there is an intermediate one that the server should send and does not. Some devices find it by themselves, others cannot sign in.',
    remedy:
      'Install the intermediate certificate on the server, in the computer store for intermediate authorities, and restart the service.',
    reference: 'RFC 8446 4.4.2',
  },
  describe: ({ problem, host }) => {
    const issuer = foreign(problem.missingIssuer, 160);
    return {
      title: `${host} does not send the intermediate certificate "${issuer}".`,
      explanation: `The chain that ${host} sends stops before "${issuer}". ${
        problem.certain
          ? 'With that certificate, which was found elsewhere, the chain leads to an authority that this PC trusts.'
          : 'It looks like an intermediate certificate that the server should have sent along.'
      } PCs that have it from elsewhere sign in without trouble, others cannot.`,
      remedy: `Install "${issuer}" on ${host} among the intermediate certification authorities of the computer, and restart the service.`,
      verify: null,
      alternatives: problem.certain
        ? []
        : [
            `The authority itself is unknown here (connectivity.certificate-untrusted-root): then no PC outside the organisation trusts "${issuer}", whatever the server sends.`,
          ],
    };
  },
});
