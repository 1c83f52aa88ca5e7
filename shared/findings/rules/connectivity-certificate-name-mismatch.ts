import { foreign, listed } from '../words.ts';
import { defineCertificateRule } from './certificate-rule.ts';

export const certificateNameMismatch = defineCertificateRule({
  id: 'connectivity.certificate-name-mismatch',
  kinds: ['name-mismatch'],
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The certificate of a server is made out to another name.',
    meaning:
      'The server shows a valid certificate, but the name under which it was called is not in it. A client cannot tell this from a wrong server and does not go on.',
    remedy:
      'Issue the certificate anew with the missing name (pool name, sip.<domain>, lyncdiscover.<domain>), or correct the DNS record so that it uses a name that is in the certificate.',
    reference: 'RFC 6125 6.4',
  },
  describe: ({ problem, host, subject }) => {
    // An address in the place of a DNS name does not count (RFC 6125 1.7.2, RFC 5280 4.2.1.6).
    const isMisplaced = problem.names.includes(problem.host);
    const names = problem.names.length === 0 ? 'no name at all' : listed(problem.names);
    return {
      title: isMisplaced
        ? `The certificate of ${host} holds that address as a name, which does not count.`
        : `The certificate of ${host} is made out to ${problem.names.length <= 2 ? names : 'other names'}.`,
      explanation: `The name asked for is ${foreign(problem.host)}; the certificate of ${subject} is for ${names}. The name in the DNS record or autodiscover answer is the one that must be in the certificate.`,
      remedy: `Issue the certificate anew so that its subject alternative names include ${isMisplaced ? `the IP address ${foreign(problem.host)} as an address` : foreign(problem.host)}, or let DNS or the topology name a server whose name is in it.`,
      verify: null,
      alternatives: [
        'The certificate lacks the name: the machine is the right one.',
        'DNS leads to the wrong machine: the names in the certificate belong to another service.',
      ],
    };
  },
});
