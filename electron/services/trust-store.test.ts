import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { findTrustStore, systemTrustSources, type TrustSources } from './trust-store.ts';

const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;

function sources(changes: Partial<TrustSources>): TrustSources {
  return {
    platform: 'linux',
    environment: {},
    systemCertificates: null,
    builtIn: [pem('built-in')],
    readFile: () => null,
    readKeychains: () => Promise.resolve(null),
    ...changes,
  };
}

describe('findTrustStore', () => {
  it("takes the runtime's view of the system first", async () => {
    const store = await findTrustStore(sources({ systemCertificates: () => [pem('a')] }));

    expect(store).toEqual({ source: 'system', path: null, certificates: [pem('a')] });
  });

  it('goes on to the bundle file when the runtime finds nothing', async () => {
    const path = '/etc/pki/tls/certs/ca-bundle.crt';
    const store = await findTrustStore(
      sources({
        systemCertificates: () => [],
        readFile: (file) => (file === path ? `# a\n${pem('a')}${pem('b')}` : null),
      }),
    );

    expect(store).toEqual({ source: 'bundle-file', path, certificates: [pem('a'), pem('b')] });
  });

  it('prefers the file that the environment names', async () => {
    const store = await findTrustStore(
      sources({ environment: { SSL_CERT_FILE: '/my/roots.pem' }, readFile: (file) => pem(file) }),
    );

    expect(store).toEqual({
      source: 'bundle-file',
      path: '/my/roots.pem',
      certificates: [pem('/my/roots.pem')],
    });
  });

  it('asks the keychains on macOS', async () => {
    const store = await findTrustStore(
      sources({ platform: 'darwin', readKeychains: () => Promise.resolve(pem('a') + pem('b')) }),
    );

    expect(store).toMatchObject({ source: 'system', certificates: [pem('a'), pem('b')] });
  });

  it('reads no Unix file on Windows and says that the roots are built in', async () => {
    const store = await findTrustStore(sources({ platform: 'win32', readFile: () => pem('a') }));

    expect(store).toEqual({ source: 'built-in', path: null, certificates: [pem('built-in')] });
  });

  it('says so when there is nothing at all', async () => {
    expect(await findTrustStore(sources({ builtIn: [] }))).toEqual({
      source: 'none',
      path: null,
      certificates: [],
    });
  });

  it('finds real certificates on this machine', async () => {
    const store = await findTrustStore(systemTrustSources());

    expect(store.certificates.length).toBeGreaterThan(0);
    for (const certificate of store.certificates)
      expect(new X509Certificate(certificate).subject).toBeDefined();
    expect(rootCertificates.length).toBeGreaterThan(0);
  });
});
