import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KerberosFailure } from '../../shared/events/kerberos-events.ts';
import { kerberosFailureOf } from './kerberos-failure.ts';

/** GSS_S_FAILURE: the mechanism's own code says more. */
const FAILURE = 0x000d_0000;
const minorOf = (place: number): number => (-1765328384 + place) >>> 0;

describe('the failure behind a GSSAPI status', () => {
  it.each([
    [6, 'unknown-user'],
    [7, 'unknown-spn'],
    [8, 'duplicate-spn'],
    [14, 'enctype-unsupported'],
    [18, 'account-locked'],
    [23, 'password-expired'],
    [24, 'password-rejected'],
    [32, 'expired-ticket'],
    [33, 'clock-skew'],
    [37, 'clock-skew'],
    [44, 'wrong-key-version'],
    [45, 'wrong-key-version'],
    [46, 'no-mutual-authentication'],
    [68, 'realm-mismatch'],
    [154, 'kdc-unreachable'],
    [156, 'kdc-unreachable'],
    [195, 'no-ticket-cache'],
    [220, 'kdc-unreachable'],
    [41, 'other'],
    [60, 'other'],
  ])('is known by the code at place %i of the table of krb5', (place, failure) => {
    expect(kerberosFailureOf({ major: FAILURE, minor: minorOf(place), text: '' }, 'ticket')).toBe(failure);
  });

  it('takes an answer that cannot be read for a wrong password only while a password is at stake', () => {
    const status = { major: FAILURE, minor: minorOf(31), text: 'Decrypt integrity check failed' };

    expect(kerberosFailureOf(status, 'password')).toBe('password-rejected');
    expect(kerberosFailureOf(status, 'ticket')).toBe('wrong-key-version');
  });

  it.each([
    ['Server sip/fe01.contoso.test@CONTOSO.TEST not found in Kerberos database', 'unknown-spn'],
    ["Client 'nobody@CONTOSO.TEST' not found in Kerberos database", 'unknown-user'],
    ["Cannot contact any KDC for realm 'CONTOSO.TEST'", 'kdc-unreachable'],
    ['Cannot find KDC for realm "CONTOSO.TEST"', 'kdc-unreachable'],
    ['unable to reach any KDC in realm CONTOSO.TEST', 'kdc-unreachable'],
    ['Clock skew too great', 'clock-skew'],
    ['Ticket expired', 'expired-ticket'],
    ['No Kerberos credentials available (default cache: FILE:/tmp/krb5cc_1000)', 'no-ticket-cache'],
    ['KDC has no support for encryption type', 'enctype-unsupported'],
    ['Something new', 'other'],
  ])('falls back to the words: %s', (text, failure) => {
    expect(kerberosFailureOf({ major: FAILURE, minor: 100_001, text }, 'ticket')).toBe(failure);
  });

  it('falls back to what GSSAPI itself says', () => {
    expect(kerberosFailureOf({ major: 0x0007_0000, minor: 0, text: '' }, 'ticket')).toBe('no-ticket-cache');
    expect(kerberosFailureOf({ major: 0x000b_0000, minor: 0, text: '' }, 'ticket')).toBe('expired-ticket');
  });

  it('has a failure for every status', () => {
    fc.assert(
      fc.property(
        fc.record({
          major: fc.nat(0xffff_ffff),
          minor: fc.oneof(fc.nat(0xffff_ffff), fc.nat(300).map(minorOf)),
          text: fc.string(),
        }),
        fc.constantFrom('password' as const, 'ticket' as const),
        (status, request) => {
          expect(KerberosFailure.options).toContain(kerberosFailureOf(status, request));
        },
      ),
    );
  });
});
