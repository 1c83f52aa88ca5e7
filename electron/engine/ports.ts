import type { CertificateStore } from './auth/client-certificate.ts';
import type { Clock } from './clock.ts';
import type { Entropy } from './entropy.ts';
import type { SystemSecurity } from './system-security.ts';

/** Everything that the engine needs from the machine; tests and hosts supply their own. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** The DNS servers that this system is configured with, IP:port. */
  systemResolvers(): readonly { readonly address: string; readonly port: number }[];
  /** getaddrinfo. Must settle by itself; the engine stops waiting when its own limit is reached. */
  osLookup(name: string): Promise<OsLookup>;
  /** The operating system's trusted roots. Called once per run; may be cached by the host. */
  trustStore(): Promise<TrustStore>;
  /** The proxy for a web address, by the rules of the host (environment in the CLI, system settings in the app). */
  proxyFor(url: string): Promise<ProxyChoice>;
  /** A stable name of this machine from which the endpoint id is derived; it never leaves the process itself. */
  machineId(): string;
  /** The operating system's own authentication. Looked at on first use only: loading a library costs time. */
  systemSecurity(): SystemSecurity;
  readonly certificateStore: CertificateStore;
  /** hostName: as this machine names itself to others (NTLM has a field for it). */
  readonly platform: { readonly os: string; readonly runtime: string; readonly hostName: string };
}

export type OsLookup =
  | { readonly outcome: 'answered'; readonly addresses: readonly string[] }
  | { readonly outcome: 'nxdomain' | 'no-data' | 'servfail' | 'timeout'; readonly code: string };

export type ProxyChoice =
  { readonly kind: 'direct' } | { readonly kind: 'http'; readonly host: string; readonly port: number };

export interface TrustStore {
  readonly source: 'system' | 'bundle-file' | 'built-in' | 'none';
  readonly path: string | null;
  /** PEM, one certificate each. */
  readonly certificates: readonly string[];
}
