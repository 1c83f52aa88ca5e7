import { expect, it } from 'vitest';
import { PRACTICE_ADDRESS } from '../../shared/lab/practice-address.ts';
import { describeWith } from '../support/programs.ts';
import { lastWord, registers, verified } from '../support/sipe-ledger.ts';
import { sipeNeeds } from '../support/sipe-sign-in.ts';
import { visit } from '../support/sipe-visit.ts';

const missing = sipeNeeds().map((packageName) => ({ packageName, isInstalled: false }));
const WELL_SIGNED = 'sip_transport_input: signature of incoming message validated';

describeWith(missing, 'pidgin-sipe at the practice network', () => {
  it.each([
    // The last REGISTER of each withdraws the binding.
    ['NTLM', 'ntlm', { method: 'ntlm' }, 3 + 1, ['ntlm-response', 'ntlm-signature']],
    [
      'Kerberos',
      'kerberos',
      { method: 'krb5', logon: PRACTICE_ADDRESS },
      2 + 1,
      ['kerberos-ticket', 'kerberos-signature'],
    ],
    // Once it has the certificate it begins again, anonymously: five where four would do.
    [
      'TLS-DSK',
      'tls-dsk',
      { method: 'tls-dsk' },
      5 + 1,
      [
        'ntlm-response',
        'web-ticket',
        'proof-signature',
        'certificate-request',
        'tls-dsk-certificate',
        'tls-dsk-signature',
      ],
    ],
  ] as const)('signs in with %s, and each believes the other', async (_, scenario, choice, asks, proofs) => {
    const report = await visit(scenario, choice);

    expect(report.connectedAtMs).not.toBeNull();
    expect(report.isSignedOn).toBe(true);
    expect(report.registered).toEqual([PRACTICE_ADDRESS]);
    // All that was verified was right, what it signed after the sign-in included.
    expect(verified(report)).toEqual(proofs.map((proof) => `${proof} true`));
    expect(report.ledger.filter(({ ok }) => !ok)).toEqual([]);
    expect(registers(report)).toBe(asks);
    // It checked the signature of our 200, and of what came after it.
    expect(report.log.split(WELL_SIGNED).length - 1).toBeGreaterThan(1);
    // It left by itself, and said so.
    expect(report.registeredAfterwards).toEqual([]);
    expect(lastWord(report)).toContain('signed out');
  });

  it('finds the server by name when none is given', async () => {
    const report = await visit('ntlm', { server: null });

    expect(report.isSignedOn).toBe(true);
    expect(report.ledger.some(({ what }) => what.includes('lyncdiscoverinternal.contoso.test'))).toBe(true);
    expect(report.registered).toEqual([PRACTICE_ADDRESS]);
  });

  it('does not believe a wrong signature of the server', async () => {
    const report = await visit('bad-server-signature', {});

    expect(verified(report)).toEqual(['ntlm-response true', 'ntlm-signature true']);
    expect(report.log).toContain('signature of incoming message is invalid');
    expect(report).toMatchObject({ connectedAtMs: null, isSignedOn: false });
  });

  it('is refused with a wrong password, which it sends once', async () => {
    const report = await visit('ntlm', { password: 'Winter!2027' });

    expect(verified(report)).toEqual(['ntlm-response false']);
    expect(report.ledger.filter(({ verified: what }) => what !== undefined)).toHaveLength(1);
    expect(report).toMatchObject({ connectedAtMs: null, isSignedOn: false, registered: [] });
  });
});
