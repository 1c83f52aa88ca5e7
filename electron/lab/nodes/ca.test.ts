import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CertificateFault } from '../faults.ts';
import { createCertificateAuthority, type Identity } from './ca.ts';

const NAMES = ['pool01.contoso.test', 'fe01.contoso.test'] as const;

function chainOf({ chainPem }: Identity): readonly X509Certificate[] {
  return (chainPem.match(/-----BEGIN[^-]*-----[^-]*-----END[^-]*-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
}

test.each(['rsa', 'ecdsa'] as const)('a %s chain holds together', async (keyType) => {
  const authority = await createCertificateAuthority(keyType);

  const identity = authority.issue([...NAMES], null);
  const [leaf, issuing, ...rest] = chainOf(identity);
  const root = new X509Certificate(authority.rootPem);

  expect(rest).toEqual([]);
  expect(leaf!.publicKey.asymmetricKeyType).toBe(keyType === 'rsa' ? 'rsa' : 'ec');
  expect(leaf!.checkPrivateKey(createPrivateKey(identity.privateKeyPem))).toBe(true);
  expect([leaf!.checkIssued(issuing!), leaf!.verify(issuing!.publicKey), leaf!.ca]).toEqual([
    true,
    true,
    false,
  ]);
  expect([issuing!.checkIssued(root), issuing!.verify(root.publicKey), issuing!.ca]).toEqual([
    true,
    true,
    true,
  ]);
  expect([root.checkIssued(root), root.verify(root.publicKey), root.ca]).toEqual([true, true, true]);
  expect(root.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect([leaf!.subject, issuing!.subject, root.subject]).toEqual([
    'O=Rungs Practice Network\nCN=pool01.contoso.test',
    'O=Rungs Practice Network\nCN=Rungs Practice Issuing CA',
    'O=Rungs Practice Network\nCN=Rungs Practice Root CA',
  ]);
  expect(NAMES.map((name) => leaf!.checkHost(name))).toEqual([...NAMES]);
  expect(leaf!.checkHost('sip.contoso.test')).toBeUndefined();
  expect(leaf!.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});

test('no two certificates share a serial number', async () => {
  const authority = await createCertificateAuthority('ecdsa');

  const serials = Array.from(
    { length: 50 },
    () => chainOf(authority.issue([...NAMES], null))[0]!.serialNumber,
  );

  expect(new Set(serials).size).toBe(50);
});

test('each fault is the only thing wrong', async () => {
  const authority = await createCertificateAuthority('ecdsa');
  const root = new X509Certificate(authority.rootPem);
  const seen = (fault: CertificateFault): unknown => {
    const chain = chainOf(authority.issue([...NAMES], fault));
    const [leaf, issuing] = chain;
    const now = Date.now();
    return {
      sent: chain.length,
      inDate: now >= Date.parse(leaf!.validFrom) && now <= Date.parse(leaf!.validTo),
      isExpired: now > Date.parse(leaf!.validTo),
      bearsName: leaf!.checkHost(NAMES[0]) !== undefined,
      linked: issuing === undefined || leaf!.verify(issuing.publicKey),
      trusted: issuing?.verify(root.publicKey) ?? false,
    };
  };
  const good = { sent: 2, inDate: true, isExpired: false, bearsName: true, linked: true, trusted: true };

  expect(seen('expired')).toEqual({ ...good, inDate: false, isExpired: true });
  expect(seen('not-yet-valid')).toEqual({ ...good, inDate: false });
  expect(seen('wrong-name')).toEqual({ ...good, bearsName: false });
  expect(seen('untrusted-root')).toEqual({ ...good, trusted: false });
  expect(seen('missing-intermediate')).toEqual({ ...good, sent: 1, trusted: false });
});
