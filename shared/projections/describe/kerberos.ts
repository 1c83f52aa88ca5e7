import type { EventData } from '../../events/catalogue.ts';
import type { KerberosFailure } from '../../events/kerberos-events.ts';

/** On the arrow of the answer. */
export const KERBEROS_FAILURE_LABELS: Readonly<Record<KerberosFailure, string>> = {
  'no-library': 'no Kerberos library',
  'no-ticket-cache': 'no ticket of the signed-in user',
  'expired-ticket': 'ticket expired',
  'kdc-unreachable': 'no domain controller answers',
  'clock-skew': 'clocks differ too much',
  'unknown-spn': 'unknown service',
  'duplicate-spn': 'service name given twice',
  'wrong-key-version': 'wrong key version',
  'enctype-unsupported': 'no common encryption type',
  'realm-mismatch': 'another realm',
  'no-mutual-authentication': 'the server did not prove itself',
  'unknown-user': 'unknown user',
  'password-rejected': 'password rejected',
  'password-expired': 'password expired',
  'account-locked': 'account locked or disabled',
  timeout: 'no answer in time',
  other: 'failed',
};

export const KERBEROS_FAILURE_MEANINGS: Readonly<Record<KerberosFailure, string>> = {
  'no-library': 'The operating system’s Kerberos library is not there or could not be loaded.',
  'no-ticket-cache': 'The user who is signed in to this PC has no Kerberos ticket of the domain.',
  'expired-ticket': 'The ticket of the signed-in user is too old; a new logon or kinit renews it.',
  'kdc-unreachable': 'None of the realm’s domain controllers could be reached on port 88.',
  'clock-skew': 'Kerberos allows five minutes between the clocks of this PC and the domain controller.',
  'unknown-spn': 'The directory knows no account with this service name.',
  'duplicate-spn': 'More than one account bears this service name, so that no ticket can be made for it.',
  'wrong-key-version': 'The ticket is made for a key that the server no longer has.',
  'enctype-unsupported': 'This PC, the domain controller and the server have no encryption type in common.',
  'realm-mismatch': 'The service belongs to another realm, and no trust leads there.',
  'no-mutual-authentication': 'The server did not show that it holds the service’s key.',
  'unknown-user': 'The realm knows no user of this name.',
  'password-rejected': 'The domain controller does not take the password.',
  'password-expired': 'The password must be changed before it can be used.',
  'account-locked': 'The domain controller says that the account is locked, disabled or restricted.',
  timeout: 'The operating system’s library did not come back in time.',
  other: 'The library’s own words say more.',
};

export const REALM_SOURCES: Readonly<Record<EventData<'kerberos.kdc.located'>['from'], string>> = {
  'user-name': 'the user name',
  'sign-in-address': 'the sign-in address',
  targetname: 'the name of the server',
  system: 'the settings of this PC',
};
