import { createHash } from 'node:crypto';
import { deriveInstance } from '../../../../shared/protocol/sip/endpoint-id.ts';

/** How a registrar tells endpoints of one user apart ([MS-SIPRE] 3.2.3.1). */
export interface EndpointIdentity {
  readonly epid: string;
  /** GUID of +sip.instance, derived from the epid; also the device id of the certificate service. */
  readonly instance: string;
}

export function endpointIdentityOf(address: string, machineId: string): EndpointIdentity {
  const epid = endpointIdOf(address, machineId);
  const sha1 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha1').update(bytes).digest());
  return { epid, instance: deriveInstance(epid, sha1) };
}

/**
 * A stable name for this endpoint of this address on this machine, different from the user's own client, so that a repeated run
 * replaces its own registration and nobody else's. First 10 hex digits of SHA-256("rungs:" address ":" machine).
 */
export function endpointIdOf(address: string, machineId: string): string {
  return createHash('sha256').update(`rungs:${address}:${machineId}`).digest('hex').slice(0, 10);
}
