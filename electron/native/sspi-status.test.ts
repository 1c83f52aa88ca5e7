import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KerberosFailure } from '../../shared/events/kerberos-events.ts';
import { sspiFailureOf, sspiStatusName } from './sspi-status.ts';

it.each([
  [0x8009_0303, 'SEC_E_TARGET_UNKNOWN', 'unknown-spn'],
  [0x8009_030c, 'SEC_E_LOGON_DENIED', 'password-rejected'],
  [0x8009_030e, 'SEC_E_NO_CREDENTIALS', 'no-ticket-cache'],
  [0x8009_0311, 'SEC_E_NO_AUTHENTICATING_AUTHORITY', 'kdc-unreachable'],
  [0x8009_0324, 'SEC_E_TIME_SKEW', 'clock-skew'],
  [0x8009_033b, 'SEC_E_TOO_MANY_PRINCIPALS', 'duplicate-spn'],
  [0x8009_0342, 'SEC_E_KDC_UNKNOWN_ETYPE', 'enctype-unsupported'],
  [0xc000_0234, 'STATUS_ACCOUNT_LOCKED_OUT', 'account-locked'],
  [0x8009_0399, '0x80090399', 'other'],
])('%i is %s: %s', (code, name, failure) => {
  expect([sspiStatusName(code), sspiFailureOf(code, 'password')]).toEqual([name, failure]);
  // A C function's signed result is the same code.
  expect([sspiStatusName(code | 0), sspiFailureOf(code | 0, 'password')]).toEqual([name, failure]);
});

it('takes a refused logon without a password for a missing one', () => {
  expect(sspiFailureOf(0x8009_030c, 'ticket')).toBe('no-ticket-cache');
});

it('has a name and a failure for every code', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('password' as const, 'ticket' as const), (code, request) => {
      expect(sspiStatusName(code)).toMatch(/^(SEC_|STATUS_|0x[0-9a-f]{8}$)/);
      expect(KerberosFailure.options).toContain(sspiFailureOf(code, request));
    }),
  );
});
