import { foreign } from '../words.ts';
import { defineCertificateRule } from './certificate-rule.ts';

export const certificateRevoked = defineCertificateRule({
  id: 'connectivity.certificate-revoked',
  kinds: ['revoked'],
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The certificate of a server was withdrawn.',
    meaning:
      'The authority that issued the certificate has put it on its list of withdrawn certificates. Clients that check the list do not go on.',
    remedy: 'Find out why it was withdrawn, then issue and assign a new certificate.',
    reference: 'RFC 5280 5',
  },
  describe: ({ problem, host, which }) => ({
    title: `The certificate of ${host} was withdrawn by its authority.`,
    explanation: `${which} is reported as revoked by ${foreign(problem.source)}.`,
    remedy: `Ask the authority why it was withdrawn, then issue a new certificate for ${host} and assign it to the service.`,
    verify: null,
  }),
});
