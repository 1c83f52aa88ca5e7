import { foreign, listed } from '../words.ts';
import { defineCertificateRule } from './certificate-rule.ts';

export const certificateWrongUsage = defineCertificateRule({
  id: 'connectivity.certificate-wrong-usage',
  kinds: ['wrong-usage'],
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The certificate of a server is not meant for servers.',
    meaning:
      'The certificate says what it may be used for, and identifying a server is not among that (for example a certificate for users or for signing mail).',
    remedy:
      'Issue the certificate anew from a template that includes server authentication (1.3.6.1.5.5.7.3.1).',
    reference: 'RFC 5280 4.2.1.12',
  },
  describe: ({ problem, host, which }) => ({
    title: `The certificate of ${host} is not meant for identifying a server.`,
    explanation: `${which} may be used for ${listed(problem.extendedKeyUsage.map(usageName)) || 'nothing'}, but server authentication is not among that.`,
    remedy: `Issue the certificate for ${foreign(host)} anew from a template with server authentication, and assign it to the service.`,
    verify: null,
  }),
});

/** Source: RFC 5280 4.2.1.12. */
const USAGES: ReadonlyMap<string, string> = new Map([
  ['1.3.6.1.5.5.7.3.1', 'server authentication'],
  ['1.3.6.1.5.5.7.3.2', 'client authentication'],
  ['1.3.6.1.5.5.7.3.3', 'code signing'],
  ['1.3.6.1.5.5.7.3.4', 'e-mail protection'],
  ['1.3.6.1.5.5.7.3.8', 'time stamping'],
  ['1.3.6.1.5.5.7.3.9', 'OCSP signing'],
]);

function usageName(oid: string): string {
  return USAGES.get(oid) ?? oid;
}
