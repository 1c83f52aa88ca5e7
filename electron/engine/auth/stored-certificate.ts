import type { ProbeContext } from '../context.ts';
import { endpointIdentityOf } from '../probes/registration/endpoint-identity.ts';
import { certificatesOfPem, describeCertificate, readX509 } from '../transport/x509-certificate.ts';
import type { ClientCertificate } from './client-certificate.ts';

/** A certificate that ends within the hour is as good as none. */
const LEAST_VALIDITY_MS = 3_600_000;

/** The certificate of an earlier sign-in, recorded; null when none is kept that still holds. Its key is the caller's to wipe. */
export async function findStoredCertificate(ctx: ProbeContext): Promise<ClientCertificate | null> {
  const { address } = ctx.plan;
  const { ports } = ctx;
  const found = await ports.certificateStore.find(
    address,
    endpointIdentityOf(address, ports.machineId()).instance,
  );
  if (found === null) return null;
  const nowMs = ports.clock.wall();
  const usable = found.notBeforeMs <= nowMs && found.notAfterMs - LEAST_VALIDITY_MS > nowMs;
  const [leaf] = certificatesOfPem(found.certificatePem);
  if (leaf !== undefined) {
    ctx.record('client-certificate.found', { certificate: describeCertificate(readX509(leaf)), usable });
  }
  if (usable) return found;
  found.privateKeyPem.wipe();
  return null;
}
