import type { Rule } from './rule.ts';
import { accountLocked } from './rules/authentication-account-locked.ts';
import { addressMismatch } from './rules/authentication-address-mismatch.ts';
import { certificateServiceFailed } from './rules/authentication-certificate-service-failed.ts';
import { certificateServiceUnreachable } from './rules/authentication-certificate-service-unreachable.ts';
import { clientCertificateExpired } from './rules/authentication-client-certificate-expired.ts';
import { clientCertificateRejected } from './rules/authentication-client-certificate-rejected.ts';
import { clockSkew } from './rules/authentication-clock-skew.ts';
import { credentialsRejected } from './rules/authentication-credentials-rejected.ts';
import { forbidden } from './rules/authentication-forbidden.ts';
import { kdcUnreachable } from './rules/authentication-kdc-unreachable.ts';
import { kerberosOutside } from './rules/authentication-kerberos-outside.ts';
import { modernAuthRequired } from './rules/authentication-modern-auth-required.ts';
import { noAnswer } from './rules/authentication-no-answer.ts';
import { noCommonMethod } from './rules/authentication-no-common-method.ts';
import { notLync } from './rules/authentication-not-lync.ts';
import { notSipEnabled } from './rules/authentication-not-sip-enabled.ts';
import { ntlmRefused } from './rules/authentication-ntlm-refused.ts';
import { openRegistrar } from './rules/authentication-open-registrar.ts';
import { serverError } from './rules/authentication-server-error.ts';
import { serverSignatureInvalid } from './rules/authentication-server-signature-invalid.ts';
import { serverTimeout } from './rules/authentication-server-timeout.ts';
import { serverUnavailable } from './rules/authentication-server-unavailable.ts';
import { spnUnknown } from './rules/authentication-spn-unknown.ts';
import { userNotFound } from './rules/authentication-user-not-found.ts';
import { webTicketExpired } from './rules/authentication-web-ticket-expired.ts';
import { webTicketInvalidResponse } from './rules/authentication-web-ticket-invalid-response.ts';
import { webTicketRejected } from './rules/authentication-web-ticket-rejected.ts';
import { webTicketUnreachable } from './rules/authentication-web-ticket-unreachable.ts';
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
  addressMismatch,
  accountLocked,
  notSipEnabled,
  clockSkew,
  credentialsRejected,
  ntlmRefused,
  kdcUnreachable,
  spnUnknown,
  kerberosOutside,
  modernAuthRequired,
  certificateServiceUnreachable,
  webTicketUnreachable,
  webTicketInvalidResponse,
  webTicketExpired,
  webTicketRejected,
  certificateServiceFailed,
  clientCertificateExpired,
  clientCertificateRejected,
  serverSignatureInvalid,
  noCommonMethod,
  serverError,
  noAnswer,
  openRegistrar,
];
