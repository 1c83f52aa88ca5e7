import type { KerberosFailure } from '../../shared/events/kerberos-events.ts';

/** What the library was asked for: the same code means another thing while a password is turned into a ticket. */
export type KerberosRequest = 'password' | 'ticket';

/** The beginning of the error table "krb5", which MIT and Heimdal share; [RFC4120] 7.5.9 counts the first 128 from here. */
const KRB5_TABLE = -1765328384;

/** By place in the table: codes of [RFC4120] 7.5.9, from 128 on those of the library itself. */
const byCode: ReadonlyMap<number, KerberosFailure> = new Map([
  [1, 'account-locked'], // KDC_ERR_NAME_EXP: the account has expired
  [6, 'unknown-user'], // KDC_ERR_C_PRINCIPAL_UNKNOWN
  [7, 'unknown-spn'], // KDC_ERR_S_PRINCIPAL_UNKNOWN
  [8, 'duplicate-spn'], // KDC_ERR_PRINCIPAL_NOT_UNIQUE
  [14, 'enctype-unsupported'], // KDC_ERR_ETYPE_NOSUPP
  [18, 'account-locked'], // KDC_ERR_CLIENT_REVOKED: locked, disabled or outside of its hours
  [23, 'password-expired'], // KDC_ERR_KEY_EXPIRED
  [24, 'password-rejected'], // KDC_ERR_PREAUTH_FAILED
  [29, 'kdc-unreachable'], // KDC_ERR_SVC_UNAVAILABLE
  [32, 'expired-ticket'], // KRB_AP_ERR_TKT_EXPIRED
  [33, 'clock-skew'], // KRB_AP_ERR_TKT_NYV
  [37, 'clock-skew'], // KRB_AP_ERR_SKEW
  [44, 'wrong-key-version'], // KRB_AP_ERR_BADKEYVER
  [45, 'wrong-key-version'], // KRB_AP_ERR_NOKEY
  [46, 'no-mutual-authentication'], // KRB_AP_ERR_MUT_FAIL
  [68, 'realm-mismatch'], // KDC_ERR_WRONG_REALM
  [141, 'no-ticket-cache'], // KRB5_CC_NOTFOUND
  [148, 'clock-skew'], // KRB5_KDCREP_SKEW
  [149, 'realm-mismatch'], // KRB5_IN_TKT_REALM_MISMATCH
  [150, 'enctype-unsupported'], // KRB5_PROG_ETYPE_NOSUPP
  [154, 'kdc-unreachable'], // KRB5_REALM_UNKNOWN: no KDC is known for the realm
  [156, 'kdc-unreachable'], // KRB5_KDC_UNREACH
  [158, 'no-mutual-authentication'], // KRB5_MUTUAL_FAILED
  [185, 'realm-mismatch'], // KRB5_NO_TKT_IN_RLM
  [188, 'enctype-unsupported'], // KRB5_BAD_ENCTYPE
  [193, 'no-ticket-cache'], // KRB5_CC_IO: a cache that can't be read is none
  [194, 'no-ticket-cache'], // KRB5_FCC_PERM
  [195, 'no-ticket-cache'], // KRB5_FCC_NOFILE
  [199, 'no-ticket-cache'], // KRB5_CC_FORMAT
  [200, 'enctype-unsupported'], // KRB5_CC_NOT_KTYPE
  [210, 'password-rejected'], // KRB5_PREAUTH_FAILED
  [217, 'realm-mismatch'], // KRB5_ERR_HOST_REALM_UNKNOWN
  [220, 'kdc-unreachable'], // KRB5_REALM_CANT_RESOLVE
  [223, 'realm-mismatch'], // KRB5_GET_IN_TKT_LOOP
  [224, 'realm-mismatch'], // KRB5_CONFIG_NODEFREALM
  [230, 'wrong-key-version'], // KRB5_KT_KVNONOTFOUND
  [236, 'enctype-unsupported'], // KRB5_NOPERM_ETYPE
  [237, 'enctype-unsupported'], // KRB5_CONFIG_ETYPE_NOSUPP
]);

/** KRB_AP_ERR_BAD_INTEGRITY: what came back can't be read with the key of the password, or of the service. */
const BAD_INTEGRITY = 31;

/** GSSAPI's own routine errors, [RFC2744] 3.9.1. */
const byMajor: ReadonlyMap<number, KerberosFailure> = new Map([
  [0x7_0000, 'no-ticket-cache'], // GSS_S_NO_CRED
  [0xb_0000, 'expired-ticket'], // GSS_S_CREDENTIALS_EXPIRED
  [0xc_0000, 'expired-ticket'], // GSS_S_CONTEXT_EXPIRED
]);

/** For libraries that give codes of their own: MIT renumbers the codes of a mechanism inside of another. */
const byText: readonly (readonly [RegExp, KerberosFailure])[] = [
  [/^client\b.*not found in kerberos database/i, 'unknown-user'],
  [/^server\b.*not found in kerberos database/i, 'unknown-spn'],
  [/multiple entries in kerberos database/i, 'duplicate-spn'],
  [/(cannot|unable to) (contact|find|reach|resolve) (any )?(kdc|network address)/i, 'kdc-unreachable'],
  [/clock skew|not yet valid/i, 'clock-skew'],
  [/credentials have been revoked|entry in database has expired/i, 'account-locked'],
  [/password has expired/i, 'password-expired'],
  [/preauthentication failed|preauthentication failure|password incorrect/i, 'password-rejected'],
  [/(ticket|credentials?) (has |have )?expired/i, 'expired-ticket'],
  [/encryption types?\b/i, 'enctype-unsupported'],
  [/key version/i, 'wrong-key-version'],
  [/mutual authentication failed/i, 'no-mutual-authentication'],
  [/realm/i, 'realm-mismatch'],
  [/no kerberos credentials|no credentials|credentials? cache/i, 'no-ticket-cache'],
];

export interface GssStatusWords {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** Which of the failures that people tell apart a status of the library is. The mechanism's code decides, then the words. */
export function kerberosFailureOf(status: GssStatusWords, request: KerberosRequest): KerberosFailure {
  const code = (status.minor | 0) - KRB5_TABLE;
  if (code === BAD_INTEGRITY) return request === 'password' ? 'password-rejected' : 'wrong-key-version';
  return (
    byCode.get(code) ??
    byText.find(([words]) => words.test(status.text))?.[1] ??
    byMajor.get((status.major & 0x00ff_0000) >>> 0) ??
    'other'
  );
}
