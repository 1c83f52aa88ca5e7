import { date } from '../../lib/date.ts';
import { answerOf } from '../authentication-words.ts';
import { foreign, sentences } from '../words.ts';
import { showCertificatesOf } from './certificate-of-user.ts';
import { defineSetbackRule } from './setback-rule.ts';

export const clientCertificateExpired = defineSetbackRule({
  id: 'authentication.client-certificate-expired',
  owner: 'server',
  cause: 'client-certificate-expired',
  text: {
    title: 'The personal certificate of the user has expired.',
    meaning:
      'TLS-DSK signs in with a certificate that the web service issued to the user, and that certificate has expired. Ordinarily the client gets a new one by itself; that this does not help here means that the service issues certificates that have expired already, or that the old one cannot be replaced.',
    remedy:
      'Remove the saved certificate and sign-in data on the PC; if new certificates are expired as well, check clock and settings of the certificate service.',
    reference: '[MS-OCAUTHWS] 3.1.4.1; RFC 5280 4.1.2.5',
  },
  isApplicable: ({ hasCertificate }) => hasCertificate,
  describe: ({ attempt }, { discovery }) => {
    const held = attempt?.certificate ?? null;
    const isOver = held !== null && held.wall >= held.certificate.notAfterMs;
    return {
      title: isOver
        ? `The personal certificate of ${discovery.address} expired on ${date(held.certificate.notAfterMs)}.`
        : `The server says that the personal certificate of ${discovery.address} has expired.`,
      explanation: sentences(
        held === null
          ? null
          : `${foreign(held.certificate.issuer, 160)} issued it, valid from ${date(held.certificate.notBeforeMs)} to ${date(held.certificate.notAfterMs)}.`,
        attempt?.alert === null || attempt === null
          ? null
          : `The server broke off the handshake with the alert ${foreign(attempt.alert.name, 60)}.`,
        answerOf(attempt),
        'The password has no part in this.',
      ),
      remedy:
        'Delete the sign-in info on the PC (or the certificate issued by Communications Server), so that a new one is fetched. If the new one has expired as well, check the clock of the pool and CertProvisioningService, and revoke the old certificates of the user (Revoke-CsClientCertificate).',
      verify: showCertificatesOf(discovery.address),
      alternatives: [
        'The service issues certificates that have expired already: other users who need a new one fail as well.',
        ...(isOver
          ? ['The clock of this PC is fast: other PCs sign in, and the date shown here is not the right one.']
          : held === null
            ? []
            : ['The clock of the server is fast: by that of this PC the certificate is still valid.']),
      ],
    };
  },
});
