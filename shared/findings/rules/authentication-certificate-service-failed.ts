import type { Attempt } from '../facts/attempts.ts';
import { webAnswerOf } from '../authentication-words.ts';
import { foreign, sentences } from '../words.ts';
import { defineSetbackRule, hasWebService } from './setback-rule.ts';
import { askAgain, webHost } from './web-words.ts';

export const certificateServiceFailed = defineSetbackRule({
  id: 'authentication.certificate-service-failed',
  owner: 'server',
  cause: 'certificate-service-failed',
  text: {
    title: 'The certificate service issues no certificate.',
    meaning:
      'The service that issues the personal certificate of a user (CertProvisioningService) was reached, but answers with an error, or with something from which no certificate can be made. Without that certificate TLS-DSK cannot sign in.',
    remedy:
      'Look in the event log of the web services (LS User Services, LS Web Components), and check the certificate services of the pool.',
    reference: '[MS-OCAUTHWS] 3.1.4',
  },
  isApplicable: hasWebService,
  describe: ({ web, attempt }) => {
    const host = webHost(web);
    return {
      title: `The certificate service at ${host} issues no certificate.`,
      explanation: sentences(
        attempt?.webTicket === null || attempt === null
          ? null
          : 'The logon was accepted and a web ticket was issued; it is the step after that which fails.',
        web === null ? whatWasNoted(attempt) : webAnswerOf(web),
      ),
      remedy: `Look for the time of this test in the event log of the web services on ${host}; check that the pool can reach its database, in which issued certificates are kept.`,
      verify: askAgain(web),
      alternatives: [
        'The service has a fault of its own: other users who need a new certificate fail as well.',
        'A record of this user is broken: Get-CsClientCertificate shows old certificates, and after Revoke-CsClientCertificate it works.',
      ],
    };
  },
});

function whatWasNoted(attempt: Attempt | null): string | null {
  const detail = attempt?.detail?.trim() ?? '';
  return detail === '' ? null : `What was noted: ${foreign(detail, 200)}.`;
}
