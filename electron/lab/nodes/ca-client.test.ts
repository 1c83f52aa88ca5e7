import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import forge from 'node-forge';
import { expect, test } from 'vitest';
import { pkcs10For } from '../testing/web-service-client.ts';
import { createClientCertificateAuthority } from './ca-client.ts';
import { readCertificateRequest } from './ca-der-request.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });

test.each([
  ['usual', true],
  ['expired', false],
] as const)('a %s certificate chains to Communications Server', async (validity, isValidNow) => {
  const authority = await createClientCertificateAuthority();
  const issuer = new X509Certificate(authority.issuerPem);

  const nowMs = Date.now();
  const certificate = new X509Certificate(
    authority.issue({ address: 'alice@contoso.test', publicKey, nowMs, validity }),
  );

  expect([issuer.subject, issuer.checkIssued(issuer), issuer.verify(issuer.publicKey)]).toEqual([
    'CN=Communications Server',
    true,
    true,
  ]);
  expect([certificate.checkIssued(issuer), certificate.verify(issuer.publicKey), certificate.ca]).toEqual([
    true,
    true,
    false,
  ]);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(nowMs);
  expect(Date.parse(certificate.validTo) > nowMs).toBe(isValidNow);
});

test('another pool signs with another key', async () => {
  const [one, other] = await Promise.all([
    createClientCertificateAuthority(),
    createClientCertificateAuthority(),
  ]);
  const order = { address: 'a@b', publicKey, nowMs: Date.now(), validity: 'usual' } as const;

  const certificate = new X509Certificate(other.issue(order));

  expect(certificate.verify(new X509Certificate(one.issuerPem).publicKey)).toBe(false);
});

test('reads requests, and whatever else comes without a word', () => {
  const keys = forge.pki.rsa.generateKeyPair({ bits: 1_024 });
  const der = Buffer.from(pkcs10For('alice@contoso.test', keys), 'base64');

  const proper = readCertificateRequest(der);
  expect(proper).toMatchObject({
    commonName: 'alice@contoso.test',
    modulusBits: 1_024,
    isSelfSigned: true,
  });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readCertificateRequest(bytes)));
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Uint8Array.from(der);
      changed[at] = (changed[at] ?? 0) ^ flip;
      const read = readCertificateRequest(changed);
      // The parameters beside the name of the algorithm are not signed, and say nothing.
      if (read?.isSelfSigned === true) expect(contentOf(read)).toEqual(contentOf(proper));
    }),
  );
  expect(readCertificateRequest(new Uint8Array(5_000))).toBeNull();
});

/** What an issuer makes a certificate of. */
function contentOf(request: ReturnType<typeof readCertificateRequest>): readonly unknown[] {
  return [request?.commonName, request?.publicKey.export({ type: 'spki', format: 'pem' })];
}
