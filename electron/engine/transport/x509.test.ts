import { X509Certificate } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Certificate } from '../../../shared/events/connection-events.ts';
import { fixture } from '../probes/connectivity/fixtures/probe-context.ts';
import {
  certificatesOfPem,
  describeCertificate,
  isSignedBy,
  pemOfDer,
  readX509,
  type X509,
} from './x509-certificate.ts';
import { certificateCoversHost } from './x509-host.ts';

const FIXTURES = readdirSync(new URL('../probes/connectivity/fixtures/', import.meta.url)).filter((name) =>
  name.endsWith('.pem'),
);
/** BoringSSL, in Electron, has no keys of this type; everywhere else they are compared as well. */
const COMPARED = FIXTURES.filter(
  (name) => process.versions['openssl'] !== '0.0.0' || name !== 'server-pss.pem',
);

test('a certificate with everything in it', () => {
  const described = describeCertificate(load('server.pem'));

  expect(described).toMatchObject({
    subject: 'CN=fe01.contoso.test, O=Contoso\\, Ltd., C=XX',
    issuer: 'CN=Contoso Issuing CA 1, O=Contoso',
    commonName: 'fe01.contoso.test',
    dnsNames: ['fe01.contoso.test', 'sip.contoso.test', '*.pool.contoso.test'],
    ipAddresses: ['192.0.2.10', '2001:db8::10'],
    keyType: 'RSA',
    keyBits: 2048,
    curve: null,
    signatureAlgorithm: 'SHA-256 with RSA',
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
    isCa: false,
    selfSigned: false,
    caIssuersUrls: ['http://pki.contoso.test/issuing.crt'],
    ocspUrls: ['http://ocsp.contoso.test'],
    crlUrls: ['http://pki.contoso.test/issuing.crl'],
  });
});

test.each([
  ['server-ec.pem', { keyType: 'EC', keyBits: 256, curve: 'P-256', signatureAlgorithm: 'SHA-256 with RSA' }],
  ['server-ed25519.pem', { keyType: 'Ed25519', keyBits: 256, signatureAlgorithm: 'SHA-256 with RSA' }],
  ['server-pss.pem', { keyType: 'RSA-PSS', keyBits: 2048, signatureAlgorithm: 'SHA-384 with RSA-PSS' }],
  ['weak-signature.pem', { signatureAlgorithm: 'SHA-1 with RSA' }],
  ['weak-key.pem', { keyBits: 1024 }],
  ['root.pem', { isCa: true, selfSigned: true, extendedKeyUsage: [] }],
  ['common-name-only.pem', { dnsNames: [], ipAddresses: [] }],
])('%s', (name, expected) => {
  expect(describeCertificate(load(name))).toMatchObject(expected);
});

test('agrees with the crypto library on all of the fixtures and all built-in roots', () => {
  const pems = [...COMPARED.map(fixture), ...rootCertificates];

  for (const pem of pems) {
    const theirs = new X509Certificate(pem);
    const ours = describeCertificate(readX509(new Uint8Array(theirs.raw)));
    expect({
      sha256: ours.sha256.toUpperCase(),
      serial: ours.serialNumber.replace(/^0+/, '').toUpperCase(),
      from: ours.notBeforeMs,
      to: ours.notAfterMs,
      isCa: ours.isCa,
      bits: ours.keyType.startsWith('RSA') ? ours.keyBits : null,
      type: ours.keyType.toLowerCase(),
      cn: ours.commonName,
    }).toEqual({
      sha256: theirs.fingerprint256.replaceAll(':', ''),
      serial: theirs.serialNumber.replace(/^0+/, '').toUpperCase(),
      from: Date.parse(theirs.validFrom),
      to: Date.parse(theirs.validTo),
      isCa: theirs.ca,
      bits: theirs.publicKey.asymmetricKeyDetails?.modulusLength ?? null,
      type: theirs.publicKey.asymmetricKeyType,
      cn: /^CN=(.*)$/m.exec(theirs.subject)?.[1] ?? null,
    });
  }
  expect(pems.length).toBeGreaterThan(100);
});

test('PEM both ways, with text between the blocks', () => {
  const text = `Bag Attributes\n${fixture('root.pem')}\nfriendlyName: x\r\n${fixture('server.pem')}`;

  const found = certificatesOfPem(text);

  expect(found).toEqual([load('root.pem').der, load('server.pem').der]);
  expect(certificatesOfPem(found.map(pemOfDer).join(''))).toEqual(found);
  expect(certificatesOfPem('-----BEGIN CERTIFICATE-----\nAAAA')).toEqual([]);
});

describe('hostile bytes', () => {
  test('no bytes make it throw, and the description always fits the catalogue', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        Certificate.parse(describeCertificate(readX509(bytes)));
      }),
    );
  });

  test('neither do real certificates with bytes changed, cut off or put in', () => {
    const originals = ['server.pem', 'server-pss.pem', 'by-plain-with-issuer.pem'].map(load);
    fc.assert(
      fc.property(
        fc.constantFrom(...originals),
        fc.array(fc.tuple(fc.nat(1_500), fc.nat(255)), { maxLength: 8 }),
        fc.nat(1_500),
        ({ der }, changes, cut) => {
          const bytes = Uint8Array.from(der.slice(0, Math.max(cut, der.length - cut)));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          const hostile = readX509(bytes);
          Certificate.parse(describeCertificate(hostile));
          isSignedBy(hostile, load('intermediate.pem'));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('whether a certificate stands for a host', () => {
  const names = (
    dnsNames: string[],
    ipAddresses: string[] = [],
    commonName: string | null = null,
  ): object => ({
    dnsNames,
    ipAddresses,
    commonName,
  });

  test.each<[string, object, boolean]>([
    ['fe01.contoso.test', names(['FE01.Contoso.Test']), true],
    ['FE01.contoso.test.', names(['fe01.contoso.test']), true],
    ['fe01.contoso.test', names(['*.contoso.test']), true],
    ['a.fe01.contoso.test', names(['*.contoso.test']), false],
    ['contoso.test', names(['*.contoso.test']), false],
    ['.contoso.test', names(['*.contoso.test']), false],
    ['fe01.contoso.test', names(['fe*.contoso.test']), false],
    ['fe01.contoso.test', names(['fe01.*.test']), false],
    ['contoso.test', names(['*.test']), false],
    ['fe01.contoso.test', names(['*']), false],
    ['fe01.contoso.test', names(['*.*.test']), false],
    ['fe01.contoso.test', names([], [], 'fe01.contoso.test'), true],
    ['fe01.contoso.test', names(['sip.contoso.test'], [], 'fe01.contoso.test'), false],
    ['fe01.contoso.test', names(['fe01.contoso.test\u0000.evil.test']), false],
    ['192.0.2.10', names([], ['192.0.2.10']), true],
    ['192.0.2.10', names(['192.0.2.10'], [], '192.0.2.10'), false],
    ['192.0.2.10', names(['*.0.2.10']), false],
    ['[2001:DB8:0::10]', names([], ['2001:db8::10']), true],
    ['', names(['']), false],
  ])('%s by %j: %s', (host, certificate, expected) => {
    // The literal above has exactly these fields.
    expect(certificateCoversHost(host, certificate as Parameters<typeof certificateCoversHost>[1])).toBe(
      expected,
    );
  });

  const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?$/);
  const domain = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
  const one = (name: string): Parameters<typeof certificateCoversHost>[1] => ({
    dnsNames: [name],
    ipAddresses: [],
    commonName: null,
  });

  test('a name stands for itself in any case, a wildcard for each one label and never for two', () => {
    fc.assert(
      fc.property(domain, label, label, (parent, first, second) => {
        fc.pre(!/^[\d.]+$/.test(parent));
        expect(certificateCoversHost(parent.toUpperCase(), one(parent))).toBe(true);
        expect(certificateCoversHost(`${first}.${parent}`, one(`*.${parent}`))).toBe(true);
        expect(certificateCoversHost(parent, one(`*.${parent}`))).toBe(false);
        expect(certificateCoversHost(`${second}.${first}.${parent}`, one(`*.${parent}`))).toBe(false);
      }),
    );
  });

  test('whatever it is asked, it answers', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (host, name) => {
        if (certificateCoversHost(host, one(name))) expect(host).not.toBe('');
      }),
    );
  });
});

function load(name: string): X509 {
  return readX509(certificatesOfPem(fixture(name))[0]!);
}
