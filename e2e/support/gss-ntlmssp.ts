import { existsSync } from 'node:fs';
import type { ForeignProgram } from './programs.ts';

/** The plug-in by which the system's GSSAPI speaks NTLM, where its package puts it; null when it is not installed. */
export const gssNtlmsspPath: string | null =
  ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']
    .map((folder) => `${folder}/gssntlmssp/gssntlmssp.so`)
    .find((file) => existsSync(file)) ?? null;

export const gssNtlmssp: ForeignProgram = {
  packageName: 'gss-ntlmssp',
  isInstalled: process.platform === 'linux' && gssNtlmsspPath !== null,
};
