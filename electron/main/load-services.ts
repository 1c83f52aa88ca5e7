import type { Session } from 'electron';
import type { CertificateStore, Services } from '../services/services.ts';
import { systemProxyFor } from './system-proxy.ts';

/**
 * Brings in the engine, the practice network and what they stand on: most of what the main process has to read, and of no
 * use before somebody has typed an address.
 */
export async function loadServices(
  session: Session,
  tool: { readonly name: string; readonly version: string },
  certificateStore: CertificateStore,
): Promise<Services> {
  const [{ createServices }, { systemPorts }] = await Promise.all([
    import('../services/create-services.ts'),
    import('../services/system-ports.ts'),
  ]);
  return createServices({ ...systemPorts(), proxyFor: systemProxyFor(session), certificateStore }, tool);
}
