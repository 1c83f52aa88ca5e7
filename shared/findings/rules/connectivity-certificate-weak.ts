import { foreign } from '../words.ts';
import { defineCertificateRule } from './certificate-rule.ts';

export const certificateWeak = defineCertificateRule({
  id: 'connectivity.certificate-weak',
  kinds: ['weak-key', 'weak-signature'],
  severity: 'warning',
  owner: 'server',
  text: {
    title: 'The certificate of a server is weak by the rules of today.',
    meaning:
      'Its key is too short or its signature uses an outdated method. Some systems still accept it, others refuse the connection, and updates make that more likely.',
    remedy: 'Issue the certificate anew with an RSA key of 2048 bits or more (or ECDSA P-256) and SHA-256.',
    reference: 'NIST SP 800-131A',
  },
  describe: ({ problem, host, which }) => ({
    title:
      problem.kind === 'weak-key'
        ? `The certificate of ${host} has a key of only ${problem.keyBits} bits.`
        : `The certificate of ${host} is signed with the outdated ${foreign(problem.algorithm, 60)}.`,
    explanation:
      problem.kind === 'weak-key'
        ? `${which} has a key of ${problem.keyBits} bits (${foreign(problem.keyType, 20)}). PCs with current rules refuse that.`
        : `${which} is signed with ${foreign(problem.algorithm, 60)}, which current systems refuse.`,
    remedy: `Issue the certificate of ${host} anew with RSA 2048 bits or ECDSA P-256 and a SHA-256 signature.`,
    verify: null,
  }),
});
