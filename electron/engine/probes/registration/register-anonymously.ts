import { createHash } from 'node:crypto';
import { deriveInstance } from '../../../../shared/protocol/sip/endpoint-id.ts';
import type { SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { buildRegisterRequest } from '../../../../shared/protocol/sip/register-request.ts';
import type { ProbeContext } from '../../context.ts';
import { randomHex } from '../../entropy.ts';
import type { SipConnection } from '../connectivity/sip-connection.ts';
import { runSipTransaction } from './sip-transaction.ts';

export type RegisterOutcome =
  | { readonly kind: 'final'; readonly status: number }
  | { readonly kind: 'not-sip' }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'cancelled' };

/**
 * Asks the registrar to register without credentials, as the Microsoft client begins every sign-in: the answer is a 401 with the
 * methods that it offers, or says why it would not even ask. Sends the first REGISTER of [MS-SIP] 4.1 and waits for its final
 * answer. A server that registers anybody is told at once to forget it again. Closes the connection in any case.
 */
export async function registerAnonymously(
  ctx: ProbeContext,
  connection: SipConnection,
): Promise<RegisterOutcome> {
  const { host, port } = connection.endpoint;
  const at = ctx.at({ probe: `anonymous REGISTER ${host}:${port}`, flow: connection.flow });
  const registration = createRegistration(at, connection);
  // What the server said while its certificate was judged is read first: a TLS 1.3 server that refuses us does so only now
  // (RFC 8446 4.4.2.4), and writing to a connection that it has closed may lose its reason.
  await ctx.ports.clock.sleep(0, ctx.signal);
  const result = await runSipTransaction(at, connection, registration(1, null));
  if (result.kind === 'answered' && isSuccess(result.response.status)) {
    await runSipTransaction(at, connection, registration(2, 0));
  }
  connection.close();
  return result.kind === 'answered' ? { kind: 'final', status: result.response.status } : result;
}

/**
 * A stable name for this endpoint of this address on this machine, different from the user's own client, so that a repeated run
 * replaces its own registration and nobody else's. First 10 hex digits of SHA-256("rungs:" address ":" machine).
 */
export function endpointIdOf(address: string, machineId: string): string {
  return createHash('sha256').update(`rungs:${address}:${machineId}`).digest('hex').slice(0, 10);
}

/** Builds the REGISTERs of one registration: they share Call-ID, From tag and endpoint, and count up CSeq ([MS-SIP] 4.1). */
function createRegistration(
  ctx: ProbeContext,
  connection: SipConnection,
): (cseq: number, expires: number | null) => SipRequest {
  const { address } = ctx.plan;
  const { entropy } = ctx.ports;
  const { localAddress, localPort } = connection;
  const epid = endpointIdOf(address, ctx.ports.machineId());
  const instance = deriveInstance(epid, (bytes) => new Uint8Array(createHash('sha1').update(bytes).digest()));
  const callId = randomHex(entropy, 16);
  const fromTag = randomHex(entropy, 5);
  return (cseq, expires) =>
    buildRegisterRequest({
      address,
      localAddress,
      localPort,
      transport: 'tls',
      epid,
      instance,
      callId,
      fromTag,
      cseq,
      expires,
    });
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
