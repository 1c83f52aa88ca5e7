import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret, type CertificateStore } from '../services/services.ts';
import {
  createProtectedCertificateStore,
  isReallyProtected,
  type Protection,
} from './protected-certificate-store.ts';

const ADDRESS = 'alice@contoso.com';
const DEVICE = '0f2a9b1c-0000-5000-8000-000000000001';
const KEY = '-----BEGIN PRIVATE KEY-----\nCanary\n-----END PRIVATE KEY-----\n';

let folder = '';

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'rungs-test-')), 'certificates');
});

afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true, force: true });
});

/** Turns every bit: enough to tell what is protected from what is not. */
function protection(changes: Partial<Protection> = {}): Protection {
  const turned = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
  return {
    isEncryptionAvailable: () => true,
    encryptString: (text) => turned(Buffer.from(text)),
    decryptString: (bytes) => turned(bytes).toString(),
    getSelectedStorageBackend: () => 'gnome_libsecret',
    ...changes,
  };
}

function certificate(name: string) {
  const certificatePem = `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;
  const privateKeyPem = new Secret(new TextEncoder().encode(KEY));
  return { certificatePem, privateKeyPem, notBeforeMs: 1, notAfterMs: 2 };
}

function storeWith(changes: Partial<Protection> = {}, platform: NodeJS.Platform = 'linux') {
  const problems: string[] = [];
  const store = createProtectedCertificateStore(folder, protection(changes), platform, (problem) =>
    problems.push(problem),
  );
  return { store, problems };
}

async function found(store: CertificateStore, address = ADDRESS, device = DEVICE): Promise<unknown> {
  const one = await store.find(address, device);
  return one === null
    ? null
    : { ...one, privateKeyPem: new TextDecoder().decode(one.privateKeyPem.reveal()) };
}

async function files(): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

describe('the protected certificate store', () => {
  it('gives back what it keeps, to the same user of the same device only', async () => {
    const { store, problems } = storeWith();

    await store.keep(ADDRESS, DEVICE, certificate('one'));

    const kept = { ...certificate('one'), privateKeyPem: KEY };
    expect(await found(store)).toEqual(kept);
    expect(await found(storeWith().store, 'Alice@Contoso.com', DEVICE.toUpperCase())).toEqual(kept);
    expect(await found(store, 'bob@contoso.com')).toBeNull();
    expect(await found(store, ADDRESS, 'another')).toBeNull();
    expect(problems).toEqual([]);
  });

  it('keeps the last one, in one file that only this user can read and that names nobody', async () => {
    const { store } = storeWith();

    await store.keep(ADDRESS, DEVICE, certificate('one'));
    await store.keep(ADDRESS, DEVICE, certificate('two'));

    const [name = '', ...others] = await files();
    expect([name, others]).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.certificate$/), []]);
    expect(await found(store)).toMatchObject({ certificatePem: certificate('two').certificatePem });
    expect(await readFile(join(folder, name), 'latin1')).not.toMatch(/Canary|PRIVATE|alice/i);
    // Windows has no such bits.
    if (process.platform !== 'win32') expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('has nothing where nothing was kept, and no complaint about it', async () => {
    const { store, problems } = storeWith();

    expect([await found(store), problems]).toEqual([null, []]);
  });

  it.each<[string, Partial<Protection>, boolean]>([
    ['there is no protection', { isEncryptionAvailable: () => false }, false],
    ['its protection is a fixed key', { getSelectedStorageBackend: () => 'basic_text' }, false],
    ['its protection is not known', { getSelectedStorageBackend: () => 'unknown' }, false],
    ['there is a keyring', {}, true],
  ])('on Linux, when %s', async (_what, changes, isKept) => {
    const { store } = storeWith(changes);

    await store.keep(ADDRESS, DEVICE, certificate('one'));

    expect(isReallyProtected(protection(changes), 'linux')).toBe(isKept);
    expect([(await found(store)) !== null, (await files()).length]).toEqual([isKept, isKept ? 1 : 0]);
  });

  it('does not ask for a backend where there is no choice of one', () => {
    const unasked = protection({
      getSelectedStorageBackend: () => {
        throw new Error('there is none');
      },
    });

    expect(isReallyProtected(unasked, 'win32')).toBe(true);
    expect(isReallyProtected(unasked, 'darwin')).toBe(true);
  });

  it.each<[string, (file: string) => Promise<void>]>([
    ['garbage', (file) => writeFile(file, 'garbage')],
    ['nothing', (file) => writeFile(file, '')],
    ['something else', (file) => writeFile(file, protection().encryptString('{"certificatePem":"x"}'))],
  ])('takes a file that holds %s for none, and shows nothing of it', async (_what, damage) => {
    const { store, problems } = storeWith();
    await store.keep(ADDRESS, DEVICE, certificate('one'));
    const [name = ''] = await files();

    await damage(join(folder, name));

    expect(await found(store)).toBeNull();
    expect(problems).toEqual(['a kept certificate could not be read']);
  });

  it('says that it could not keep one, and no more', async () => {
    const { store, problems } = storeWith({
      encryptString: (text) => {
        throw new Error(text);
      },
    });

    await store.keep(ADDRESS, DEVICE, certificate('one'));

    expect(problems).toEqual(['the certificate could not be kept: Error']);
  });
});
