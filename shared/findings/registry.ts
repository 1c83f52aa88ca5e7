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
import { certificateWeak } from './rules/connectivity-certificate-weak.ts';
import { proxyAuthenticationRequired } from './rules/connectivity-proxy-authentication-required.ts';
import { revocationUnreachable } from './rules/connectivity-revocation-unreachable.ts';
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
import { backupRegistrar } from './rules/redirection-backup-registrar.ts';
import { redirectionLoop } from './rules/redirection-loop.ts';
import { movedToTeams } from './rules/redirection-moved-to-teams.ts';
import { noTarget } from './rules/redirection-no-target.ts';
import { redirectOutsideDomain } from './rules/redirection-outside-domain.ts';
import { targetUnreachable } from './rules/redirection-target-unreachable.ts';
import { targetUntrusted } from './rules/redirection-target-untrusted.ts';
import { connectionLost } from './rules/settings-connection-lost.ts';
import { contactsFailed } from './rules/settings-contacts-failed.ts';
import { locationProfileFailed } from './rules/settings-location-profile-failed.ts';
import { locationProfileInvalid } from './rules/settings-location-profile-invalid.ts';
import { presenceFailed } from './rules/settings-presence-failed.ts';
import { provisioningFailed } from './rules/settings-provisioning-failed.ts';
import { provisioningIncomplete } from './rules/settings-provisioning-incomplete.ts';
import { serviceUrlUnreachable } from './rules/settings-service-url-unreachable.ts';
import { CERTIFICATE_RULES, CONNECTION_RULES } from './rules/words-at.ts';

/** Every rule. The order decides which of several faults at the same place is the root cause: the first. */
export const RULES: readonly Rule[] = [
  movedToTeams,
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
  ...CONNECTION_RULES,
  ...CERTIFICATE_RULES,
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
  targetUnreachable,
  targetUntrusted,
  redirectionLoop,
  noTarget,
  redirectOutsideDomain,
  backupRegistrar,
  connectionLost,
  provisioningFailed,
  provisioningIncomplete,
  contactsFailed,
  presenceFailed,
  locationProfileFailed,
  locationProfileInvalid,
  serviceUrlUnreachable,
];
