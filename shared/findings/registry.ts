import type { Rule } from './rule.ts';
import { forbidden } from './rules/authentication-forbidden.ts';
import { noAnswer } from './rules/authentication-no-answer.ts';
import { notLync } from './rules/authentication-not-lync.ts';
import { openRegistrar } from './rules/authentication-open-registrar.ts';
import { serverError } from './rules/authentication-server-error.ts';
import { serverTimeout } from './rules/authentication-server-timeout.ts';
import { serverUnavailable } from './rules/authentication-server-unavailable.ts';
import { userNotFound } from './rules/authentication-user-not-found.ts';
import { certificateExpired } from './rules/connectivity-certificate-expired.ts';
import { certificateMissingIntermediate } from './rules/connectivity-certificate-missing-intermediate.ts';
import { certificateNameMismatch } from './rules/connectivity-certificate-name-mismatch.ts';
import { certificateNotYetValid } from './rules/connectivity-certificate-not-yet-valid.ts';
import { certificateRevoked } from './rules/connectivity-certificate-revoked.ts';
import { certificateUntrustedRoot } from './rules/connectivity-certificate-untrusted-root.ts';
import { certificateWeak } from './rules/connectivity-certificate-weak.ts';
import { certificateWrongUsage } from './rules/connectivity-certificate-wrong-usage.ts';
import { clientCertificateRequired } from './rules/connectivity-client-certificate-required.ts';
import { notSip } from './rules/connectivity-not-sip.ts';
import { proxyAuthenticationRequired } from './rules/connectivity-proxy-authentication-required.ts';
import { revocationUnreachable } from './rules/connectivity-revocation-unreachable.ts';
import { tcpRefused } from './rules/connectivity-tcp-refused.ts';
import { tcpReset } from './rules/connectivity-tcp-reset.ts';
import { tcpTimeout } from './rules/connectivity-tcp-timeout.ts';
import { tlsHandshakeFailed } from './rules/connectivity-tls-handshake-failed.ts';
import { tlsVersionUnsupported } from './rules/connectivity-tls-version-unsupported.ts';
import { unreachable } from './rules/connectivity-unreachable.ts';
import { dnsRefused } from './rules/discovery-dns-refused.ts';
import { dnsServfail } from './rules/discovery-dns-servfail.ts';
import { dnsTimeout } from './rules/discovery-dns-timeout.ts';
import { hostsFileOverride } from './rules/discovery-hosts-file-override.ts';
import { lyncdiscoverHttpError } from './rules/discovery-lyncdiscover-http-error.ts';
import { lyncdiscoverInvalidResponse } from './rules/discovery-lyncdiscover-invalid-response.ts';
import { lyncdiscoverRedirectLoop } from './rules/discovery-lyncdiscover-redirect-loop.ts';
import { noRecords } from './rules/discovery-no-records.ts';
import { outsideDomain } from './rules/discovery-outside-domain.ts';
import { resolversDisagree } from './rules/discovery-resolvers-disagree.ts';
import { srvTargetUnresolvable } from './rules/discovery-srv-target-unresolvable.ts';
import { wildcardDns } from './rules/discovery-wildcard-dns.ts';

/** Every rule. The order decides which of several faults at the same place is the root cause: the first. */
export const RULES: readonly Rule[] = [
  wildcardDns,
  lyncdiscoverRedirectLoop,
  lyncdiscoverHttpError,
  lyncdiscoverInvalidResponse,
  srvTargetUnresolvable,
  dnsTimeout,
  dnsServfail,
  dnsRefused,
  noRecords,
  resolversDisagree,
  hostsFileOverride,
  outsideDomain,
  proxyAuthenticationRequired,
  tcpRefused,
  tcpReset,
  tcpTimeout,
  unreachable,
  notSip,
  tlsVersionUnsupported,
  clientCertificateRequired,
  tlsHandshakeFailed,
  certificateUntrustedRoot,
  certificateMissingIntermediate,
  certificateNameMismatch,
  certificateRevoked,
  certificateExpired,
  certificateNotYetValid,
  certificateWrongUsage,
  certificateWeak,
  revocationUnreachable,
  forbidden,
  userNotFound,
  serverUnavailable,
  serverTimeout,
  notLync,
  serverError,
  noAnswer,
  openRegistrar,
];
