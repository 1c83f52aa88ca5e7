import type { EndpointFact } from '../facts/endpoints.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { Owner } from '../finding.ts';
import type { FindingText, Rule } from '../rule.ts';
import { certificateExpired } from './connectivity-certificate-expired.ts';
import { certificateMissingIntermediate } from './connectivity-certificate-missing-intermediate.ts';
import { certificateNameMismatch } from './connectivity-certificate-name-mismatch.ts';
import { certificateNotYetValid } from './connectivity-certificate-not-yet-valid.ts';
import { certificateRevoked } from './connectivity-certificate-revoked.ts';
import { certificateUntrustedRoot } from './connectivity-certificate-untrusted-root.ts';
import { certificateWrongUsage } from './connectivity-certificate-wrong-usage.ts';
import { clientCertificateRequired } from './connectivity-client-certificate-required.ts';
import { notSip } from './connectivity-not-sip.ts';
import { tcpRefused } from './connectivity-tcp-refused.ts';
import { tcpReset } from './connectivity-tcp-reset.ts';
import { tcpTimeout } from './connectivity-tcp-timeout.ts';
import { tlsHandshakeFailed } from './connectivity-tls-handshake-failed.ts';
import { tlsVersionUnsupported } from './connectivity-tls-version-unsupported.ts';
import { unreachable } from './connectivity-unreachable.ts';
import { noAnswer } from './authentication-no-answer.ts';
import { serverError } from './authentication-server-error.ts';
import { serverTimeout } from './authentication-server-timeout.ts';
import { serverUnavailable } from './authentication-server-unavailable.ts';

/** In the order of the registry, which is that of their weight as root causes. */
export const CONNECTION_RULES: readonly Rule[] = [
  tcpRefused,
  tcpReset,
  tcpTimeout,
  unreachable,
  notSip,
  tlsVersionUnsupported,
  clientCertificateRequired,
  tlsHandshakeFailed,
];

export const CERTIFICATE_RULES: readonly Rule[] = [
  certificateUntrustedRoot,
  certificateMissingIntermediate,
  certificateNameMismatch,
  certificateRevoked,
  certificateExpired,
  certificateNotYetValid,
  certificateWrongUsage,
];

/** An answer after which a client takes the next server. */
export const ANSWER_RULES: readonly Rule[] = [serverUnavailable, serverTimeout, serverError, noAnswer];

export type Words = FindingText & { readonly owner: Owner; readonly evidence: readonly number[] };

/**
 * What these rules would say of a server if discovery had found it, in their order: the same fault has the same words wherever a
 * server is met.
 */
export function wordsAt(endpoint: EndpointFact, rules: readonly Rule[], facts: RunFacts): readonly Words[] {
  const alone: RunFacts = {
    ...facts,
    endpoints: [endpoint],
    redirection: { ...facts.redirection, endpoints: [] },
    discovery: { ...facts.discovery, candidates: [] },
    authentication: { ...facts.authentication, setbacks: [] },
  };
  return rules.flatMap((rule): readonly Words[] => {
    const verdict = rule.judge(alone);
    if (verdict.kind !== 'broken') return [];
    const faults = verdict.faults.filter(({ place }) => place.kind === 'endpoint' && !place.isPartial);
    const text = faults.length === 0 ? null : verdict.describe(faults);
    if (text === null) return [];
    const evidence = faults.flatMap((fault) => fault.evidence);
    return [{ ...text, owner: text.owner ?? rule.owner, evidence }];
  });
}
