import { hostname } from 'node:os';
import { systemClock } from '../engine/clock.ts';
import { systemEntropy } from '../engine/entropy.ts';
import type { EnginePorts, TrustStore } from '../engine/ports.ts';
import type { SystemSecurity } from '../engine/system-security.ts';
import { noCertificateStore } from './certificate-store.ts';
import { machineId } from './machine-id.ts';
import { osLookup } from './os-lookup.ts';
import { proxyFromEnvironment } from './proxy.ts';
import { systemResolvers } from './system-resolvers.ts';
import { createSystemSecurity } from './system-security.ts';
import { findTrustStore, systemTrustSources } from './trust-store.ts';

/** The ports of a process on this machine. A host replaces what it knows better, as the app does with the proxy. */
export function systemPorts(replacements: Partial<EnginePorts> = {}): EnginePorts {
  let trustStore: Promise<TrustStore> | null = null;
  let systemSecurity: SystemSecurity | null = null;
  return {
    clock: systemClock,
    entropy: systemEntropy,
    systemResolvers: () => systemResolvers(),
    osLookup,
    trustStore: () => (trustStore ??= findTrustStore(systemTrustSources())),
    proxyFor: (url) => Promise.resolve(proxyFromEnvironment(url, process.env)),
    machineId: () => machineId(),
    systemSecurity: () => (systemSecurity ??= createSystemSecurity()),
    certificateStore: noCertificateStore,
    platform: {
      os: `${process.platform} ${process.arch}`,
      runtime: `Node ${process.versions.node}`,
      hostName: hostname(),
    },
    ...replacements,
  };
}
