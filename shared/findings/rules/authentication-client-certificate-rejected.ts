import { date } from '../../lib/date.ts';
import { aboutDiagnostic, answerOf } from '../authentication-words.ts';
import { foreign, sentences } from '../words.ts';
import { showCertificatesOf } from './certificate-of-user.ts';
import { defineSetbackRule } from './setback-rule.ts';

export const clientCertificateRejected = defineSetbackRule({
  id: 'authentication.client-certificate-rejected',
  owner: 'server',
  cause: 'client-certificate-rejected',
  text: {
    title: 'The server does not accept the personal certificate of the user.',
    meaning:
      'The web service issued a certificate to the user, and the server that signs users in refuses it: it was issued by another pool, was revoked, belongs to another address, or the servers do not share what they know of it.',
    remedy:
      'Remove the saved certificate and sign-in data so that a new one is fetched; if that is refused as well, check the pool and its replication.',
    reference: '[MS-SIPAE] 3.3.5.2 (TLS-DSK); [MS-OCER] 1000',
  },
  isApplicable: ({ attempts }) =>
    attempts.some(({ method, purpose }) => method === 'tls-dsk' && purpose !== 'preview'),
  describe: ({ attempt }, { discovery }) => {
    const host = foreign(attempt?.endpoint.host ?? 'the server');
    const held = attempt?.certificate?.certificate ?? null;
    return {
      title: `The server ${host} does not accept the personal certificate of ${discovery.address}.`,
      explanation: sentences(
        held === null
          ? null
          : `The certificate is for ${foreign(held.subject, 160)}, issued by ${foreign(held.issuer, 160)}, valid until ${date(held.notAfterMs)}.`,
        attempt?.alert === null || attempt === null
          ? null
          : `The server broke off the handshake with the alert ${foreign(attempt.alert.name, 60)}.`,
        answerOf(attempt),
        aboutDiagnostic(attempt?.diagnostic ?? null),
        'The password is not in question: at this point only the certificate counts.',
      ),
      remedy: `Delete the sign-in info on the PC so that a new certificate is fetched. If ${host} refuses that too, revoke the certificates of the user (Revoke-CsClientCertificate), and check whether the certificate service and ${host} belong to the same pool and replicate.`,
      verify: showCertificatesOf(discovery.address),
      alternatives: [
        'The certificate was issued by another pool, as after the user was moved: the issuer is not the pool of the server.',
        'The certificate was revoked or is not in the database: Get-CsClientCertificate does not list it.',
        'The server does not find the user to whom the certificate belongs: a change in the directory is not replicated yet.',
      ],
    };
  },
});
