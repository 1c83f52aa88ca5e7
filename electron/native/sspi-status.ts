import type { KerberosFailure } from '../../shared/events/kerberos-events.ts';
import type { KerberosRequest } from './kerberos-failure.ts';

export interface SspiStatus {
  /** As winerror.h names it; in hexadecimal where it has no name here. */
  readonly name: string;
  /** The system's own words, in its language; the name where it has none. */
  readonly text: string;
  readonly code: number;
}

export const SEC_E_OK = 0;
export const SEC_I_CONTINUE_NEEDED = 0x0009_0312;
export const SEC_I_COMPLETE_NEEDED = 0x0009_0313;
export const SEC_I_COMPLETE_AND_CONTINUE = 0x0009_0314;
export const SEC_E_INVALID_HANDLE = 0x8009_0301;

/** Codes of winerror.h (SEC_E_…) and of [MS-ERREF] 2.3.1 (STATUS_…), which the packages also hand through. */
const known: ReadonlyMap<number, readonly [name: string, failure: KerberosFailure]> = new Map([
  [0x8009_0300, ['SEC_E_INSUFFICIENT_MEMORY', 'other']],
  [0x8009_0301, ['SEC_E_INVALID_HANDLE', 'other']],
  [0x8009_0302, ['SEC_E_UNSUPPORTED_FUNCTION', 'other']],
  [0x8009_0303, ['SEC_E_TARGET_UNKNOWN', 'unknown-spn']],
  [0x8009_0304, ['SEC_E_INTERNAL_ERROR', 'other']],
  [0x8009_0305, ['SEC_E_SECPKG_NOT_FOUND', 'no-library']],
  [0x8009_0308, ['SEC_E_INVALID_TOKEN', 'other']],
  [0x8009_030c, ['SEC_E_LOGON_DENIED', 'password-rejected']],
  [0x8009_030d, ['SEC_E_UNKNOWN_CREDENTIALS', 'other']],
  [0x8009_030e, ['SEC_E_NO_CREDENTIALS', 'no-ticket-cache']],
  [0x8009_030f, ['SEC_E_MESSAGE_ALTERED', 'other']],
  [0x8009_0310, ['SEC_E_OUT_OF_SEQUENCE', 'other']],
  [0x8009_0311, ['SEC_E_NO_AUTHENTICATING_AUTHORITY', 'kdc-unreachable']],
  [0x8009_0317, ['SEC_E_CONTEXT_EXPIRED', 'expired-ticket']],
  [0x8009_0321, ['SEC_E_BUFFER_TOO_SMALL', 'other']],
  // The service could not open the ticket: its account has another key, or the SPN stands on another account.
  [0x8009_0322, ['SEC_E_WRONG_PRINCIPAL', 'wrong-key-version']],
  [0x8009_0324, ['SEC_E_TIME_SKEW', 'clock-skew']],
  [0x8009_0331, ['SEC_E_ALGORITHM_MISMATCH', 'enctype-unsupported']],
  [0x8009_0332, ['SEC_E_SECURITY_QOS_FAILED', 'other']],
  [0x8009_0338, ['SEC_E_MAX_REFERRALS_EXCEEDED', 'realm-mismatch']],
  [0x8009_033a, ['SEC_E_STRONG_CRYPTO_NOT_SUPPORTED', 'enctype-unsupported']],
  [0x8009_033b, ['SEC_E_TOO_MANY_PRINCIPALS', 'duplicate-spn']],
  [0x8009_0341, ['SEC_E_KDC_UNABLE_TO_REFER', 'realm-mismatch']],
  [0x8009_0342, ['SEC_E_KDC_UNKNOWN_ETYPE', 'enctype-unsupported']],
  // "Make sure that you can contact the server that authenticated you."
  [0x8009_0350, ['SEC_E_DOWNGRADE_DETECTED', 'kdc-unreachable']],
  [0x8009_035d, ['SEC_E_INVALID_PARAMETER', 'other']],
  [0xc000_0001, ['STATUS_UNSUCCESSFUL', 'other']],
  [0xc000_005e, ['STATUS_NO_LOGON_SERVERS', 'kdc-unreachable']],
  [0xc000_0064, ['STATUS_NO_SUCH_USER', 'unknown-user']],
  [0xc000_006a, ['STATUS_WRONG_PASSWORD', 'password-rejected']],
  [0xc000_006d, ['STATUS_LOGON_FAILURE', 'password-rejected']],
  [0xc000_0071, ['STATUS_PASSWORD_EXPIRED', 'password-expired']],
  [0xc000_0072, ['STATUS_ACCOUNT_DISABLED', 'account-locked']],
  [0xc000_0133, ['STATUS_TIME_DIFFERENCE_AT_DC', 'clock-skew']],
  [0xc000_0193, ['STATUS_ACCOUNT_EXPIRED', 'account-locked']],
  [0xc000_0224, ['STATUS_PASSWORD_MUST_CHANGE', 'password-expired']],
  [0xc000_0234, ['STATUS_ACCOUNT_LOCKED_OUT', 'account-locked']],
]);

export function sspiStatusName(code: number): string {
  return known.get(code >>> 0)?.[0] ?? `0x${(code >>> 0).toString(16).padStart(8, '0')}`;
}

/** Which of the failures that people tell apart a SECURITY_STATUS is. */
export function sspiFailureOf(code: number, request: KerberosRequest): KerberosFailure {
  const failure = known.get(code >>> 0)?.[1] ?? 'other';
  // Without a password of ours there is none to be wrong: the system has no usable logon of its own.
  return failure === 'password-rejected' && request === 'ticket' ? 'no-ticket-cache' : failure;
}
