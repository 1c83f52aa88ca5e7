import type { CertificateStore, ClientCertificate } from '../engine/auth/client-certificate.ts';
import { Secret } from '../engine/auth/secret.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { startRun } from '../engine/run.ts';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import type { RunPlan } from '../../shared/run/plan.ts';

/** Practice scenarios about a user who has signed in from this computer before, so that a certificate is there already. */
export const SECOND_SIGN_INS: ReadonlySet<string> = new Set(['tls-dsk-stored-cert']);

/**
 * Signs the plan's user in once, by TLS-DSK, for the certificate's sake. Returns the same ports with a store that holds it, in
 * memory, until it is asked for: whoever takes it wipes its key.
 */
export async function signedInBefore(
  plan: RunPlan,
  ports: EnginePorts,
  tool: { readonly name: string; readonly version: string },
): Promise<EnginePorts> {
  if (plan.credentials.kind !== 'password') return ports;
  const certificateStore = createMemoryStore();
  const at = { ...ports, certificateStore };
  const earlier: RunPlan = { ...plan, auth: 'tls-dsk', keepCertificate: true };
  const password = new TextEncoder().encode(PRACTICE_PASSWORD);
  await startRun(earlier, at, tool, new AbortController().signal, password).done;
  return at;
}

/** Holds one certificate. It is copied on its way in, as the run that fetched it wipes its own, and handed over on its way out. */
function createMemoryStore(): CertificateStore {
  let held: ClientCertificate | null = null;
  return {
    find() {
      const found = held;
      held = null;
      return Promise.resolve(found);
    },
    keep(_address, _deviceId, certificate) {
      const { privateKeyPem } = certificate;
      held ??= { ...certificate, privateKeyPem: new Secret(privateKeyPem.reveal().slice()) };
      return Promise.resolve();
    },
  };
}
