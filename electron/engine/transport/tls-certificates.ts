import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { ProbeContext } from '../context.ts';

/**
 * The certificates that the server sent, in its order.
 * getPeerCertificate(true) would sort them and fill gaps from the trust store; the X509Certificate's own chain holds them as they
 * came. Beyond limits.certificateCount and certificateBytes the rest is left out, and that is recorded.
 */
export function certificatesAsSent(ctx: ProbeContext, socket: TLSSocket): readonly Uint8Array[] {
  const { certificateCount, certificateBytes } = ctx.plan.limits;
  const chain: Uint8Array[] = [];
  let size = 0;
  let next: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (next !== undefined) {
    const der = new Uint8Array(next.raw);
    size += der.length;
    if (chain.length >= certificateCount) {
      ctx.record('limit.exceeded', {
        limit: 'certificateCount',
        allowed: certificateCount,
        what: 'certificates sent by the server',
      });
      break;
    }
    if (size > certificateBytes) {
      ctx.record('limit.exceeded', {
        limit: 'certificateBytes',
        allowed: certificateBytes,
        what: 'certificates sent by the server',
      });
      break;
    }
    chain.push(der);
    next = next.issuerCertificate;
  }
  return chain;
}
