import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Secret, type CertificateStore } from '../services/services.ts';

const UNREADABLE = 'a kept certificate could not be read';

/** What stands inside of an encrypted file. */
const Kept = z.strictObject({
  certificatePem: z.string().max(65_536),
  privateKeyPem: z.string().max(65_536),
  notBeforeMs: z.number(),
  notAfterMs: z.number(),
});

/**
 * The operating system's protection: a part of Electron's safeStorage. Its newer calls, which wait, are missing in Electron 33,
 * on which the app is tested where the shipped one cannot be had.
 */
export interface Protection {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
  /** Linux only. */
  getSelectedStorageBackend(): string;
}

/** Backends of Linux that protect nothing: a fixed key, and one that is not decided on yet. */
const UNPROTECTED: readonly string[] = ['basic_text', 'unknown'];

/** true: what is kept can be read by this user of this computer only. */
export function isReallyProtected(protection: Protection, platform: NodeJS.Platform): boolean {
  if (!protection.isEncryptionAvailable()) return false;
  return platform !== 'linux' || !UNPROTECTED.includes(protection.getSelectedStorageBackend());
}

/**
 * Keeps client certificates with their keys, on the user's wish, encrypted by the operating system, one file each in `folder`.
 * Never fails: without protection nothing is kept, a damaged file reads as none, and problems are told to onProblem.
 */
export function createProtectedCertificateStore(
  folder: string,
  protection: Protection,
  platform: NodeJS.Platform,
  onProblem: (problem: string) => void,
): CertificateStore {
  const fileOf = (address: string, deviceId: string): string => {
    const name = createHash('sha256')
      .update(`${address.toLowerCase()} ${deviceId.toLowerCase()}`)
      .digest('hex');
    return join(folder, `${name}.certificate`);
  };
  return {
    async find(address, deviceId) {
      if (!isReallyProtected(protection, platform)) return null;
      try {
        const encrypted = await readFile(fileOf(address, deviceId));
        const kept = Kept.safeParse(JSON.parse(protection.decryptString(encrypted)));
        if (!kept.success) {
          onProblem(UNREADABLE);
          return null;
        }
        const { privateKeyPem, ...certificate } = kept.data;
        return { ...certificate, privateKeyPem: new Secret(new TextEncoder().encode(privateKeyPem)) };
      } catch (error) {
        if (!isMissing(error)) onProblem(UNREADABLE);
        return null;
      }
    },
    async keep(address, deviceId, { certificatePem, privateKeyPem, notBeforeMs, notAfterMs }) {
      if (!isReallyProtected(protection, platform)) return;
      try {
        const file = fileOf(address, deviceId);
        // The operating system's protection takes strings only; this one goes out of reach here.
        const key = new TextDecoder().decode(privateKeyPem.reveal());
        const text = JSON.stringify({ certificatePem, privateKeyPem: key, notBeforeMs, notAfterMs });
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.new`, protection.encryptString(text), { mode: 0o600 });
        await rename(`${file}.new`, file);
      } catch (error) {
        onProblem(`the certificate could not be kept: ${error instanceof Error ? error.name : 'unknown'}`);
      }
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
