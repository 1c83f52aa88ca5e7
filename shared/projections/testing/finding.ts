import type { Finding } from '../../findings/finding.ts';

export function findingWith(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'connectivity.certificate-expired',
    severity: 'error',
    step: 'connectivity',
    rootCause: true,
    consequence: false,
    title: 'The server’s certificate has expired.',
    explanation: 'pool01.contoso.test shows a certificate that expired on 1 November 2026.',
    remedy: 'Renew the certificate.',
    owner: 'server',
    verify: null,
    evidence: [],
    alternatives: [],
    reference: null,
    ...changes,
  };
}
