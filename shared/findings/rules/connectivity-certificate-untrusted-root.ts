import { foreign } from '../words.ts';
import { defineCertificateRule } from './certificate-rule.ts';

export const certificateUntrustedRoot = defineCertificateRule({
  id: 'connectivity.certificate-untrusted-root',
  kinds: ['untrusted-root', 'other'],
  severity: 'error',
  owner: 'helpdesk',
  text: {
    title: 'This PC does not know the authority that issued the certificate of a server.',
    meaning:
      'The certificate comes from an authority that is not among those that this PC trusts: a company authority whose root is not installed here, a self-signed certificate, or an inspection device on the way.',
    remedy:
      "Install the authority's root certificate on the PC (group policy), or give the server a certificate of a public authority.",
    reference: 'RFC 5280 6.1',
  },
  describe: ({ problem, host, which }) => {
    if (problem.kind === 'other') {
      return {
        title: `The certificate of ${host} is not accepted.`,
        explanation: `${which} was refused by the verifier with ${foreign(problem.code, 60)}: ${foreign(problem.detail)}`,
        remedy: `Look at the certificates that ${host} sends, and issue the one that is objected to anew.`,
        verify: null,
        owner: 'server',
      };
    }
    const issuer = foreign(problem.missingIssuer, 160);
    return {
      title: problem.selfSigned
        ? `The certificate of ${host} is self-signed, so this PC does not trust it.`
        : `This PC does not know the authority that issued the certificate of ${host}.`,
      explanation: problem.selfSigned
        ? `The chain of ${host} ends in "${issuer}", which vouches for itself and is not among the authorities that this PC trusts.`
        : `The chain of ${host} leads to "${issuer}", and that authority is not among those that this PC trusts.`,
      remedy: `If "${issuer}" is your organisation's authority, install its root certificate in the computer's store of trusted roots (group policy). If not, find out who issues certificates for ${host}: it may be an inspection device on the way.`,
      verify: null,
      alternatives: [
        ...(problem.certain
          ? []
          : [
              `The server forgot to send an intermediate certificate (connectivity.certificate-missing-intermediate): then "${issuer}" is an intermediate whose root this PC does know, and other programs may have fetched it.`,
            ]),
        'An inspection device re-signs the connection: the same server shows another issuer from another network.',
      ],
    };
  },
});
