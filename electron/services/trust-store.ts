import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { promisify } from 'node:util';
import type { TrustStore } from '../engine/ports.ts';
import { pemCertificates } from '../../shared/lib/pem.ts';

/** Where Linux distributions keep all trusted roots in one file. */
const BUNDLE_FILES = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Alpine, Arch
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // CentOS, RHEL 7 and later
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/pki/tls/cacert.pem', // OpenELEC
  '/etc/ssl/cert.pem', // Alpine, FreeBSD
] as const;

const MAC_KEYCHAINS = [
  '/System/Library/Keychains/SystemRootCertificates.keychain',
  '/Library/Keychains/System.keychain',
] as const;
const MAC_TOOL_MS = 10_000;
const MAC_TOOL_BYTES = 16 * 1_048_576;

/** What the search for the store needs of the machine; tests supply their own. */
export interface TrustSources {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The runtime's view of the system's store; null on runtimes that have none. */
  readonly systemCertificates: (() => readonly string[]) | null;
  readonly builtIn: readonly string[];
  /** null: there is no such file, or it cannot be read. */
  readFile(path: string): string | null;
  /** The keychains' certificates as PEM; null when the tool fails. */
  readKeychains(): Promise<string | null>;
}

/** Finds the certificates that this operating system trusts, by the best way that runtime and platform offer. */
export async function findTrustStore(sources: TrustSources): Promise<TrustStore> {
  const system = sources.systemCertificates?.() ?? [];
  if (system.length > 0) return { source: 'system', path: null, certificates: system };

  if (sources.platform === 'darwin') {
    const certificates = pemCertificates((await sources.readKeychains()) ?? '');
    if (certificates.length > 0) return { source: 'system', path: MAC_KEYCHAINS[0], certificates };
  }
  if (sources.platform !== 'win32') {
    const chosen = sources.environment['SSL_CERT_FILE'];
    for (const path of chosen === undefined || chosen === '' ? BUNDLE_FILES : [chosen, ...BUNDLE_FILES]) {
      const certificates = pemCertificates(sources.readFile(path) ?? '');
      if (certificates.length > 0) return { source: 'bundle-file', path, certificates };
    }
  }
  if (sources.builtIn.length > 0) return { source: 'built-in', path: null, certificates: sources.builtIn };
  return { source: 'none', path: null, certificates: [] };
}

export function systemTrustSources(): TrustSources {
  // Node has it since 22.15 and Electron since 37; the type definitions are those of Node 20.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] };
  return {
    platform: process.platform,
    environment: process.env,
    systemCertificates: getCACertificates === undefined ? null : () => getCACertificates('system'),
    builtIn: tls.rootCertificates,
    readFile: readTextFile,
    readKeychains,
  };
}

/**
 * Synchronous on purpose: asynchronous file access shares its few threads with getaddrinfo, and a name server that does not
 * answer would hold up the certificates too.
 */
function readTextFile(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

async function readKeychains(): Promise<string | null> {
  const options = { timeout: MAC_TOOL_MS, maxBuffer: MAC_TOOL_BYTES };
  try {
    const command = promisify(execFile);
    return (await command('/usr/bin/security', ['find-certificate', '-a', '-p', ...MAC_KEYCHAINS], options))
      .stdout;
  } catch (error) {
    // The tool is missing, failed, or took too long: the bundle files and the built-in roots remain.
    if (error instanceof Error) return null;
    throw error;
  }
}
