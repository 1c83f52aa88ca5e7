import type { CertificateProblem, Peer, SipEndpoint } from '../../../../shared/events/connection-events.ts';
import type { ProbeContext } from '../../context.ts';
import type { NameResolver } from '../../transport/dns.ts';
import { connectTcp, dialTargets, isRedirected, type DialTarget } from '../../transport/tcp.ts';
import { handshakeTls, lookAtLegacyTls, type Trust } from '../../transport/tls.ts';
import { closePolitely, keepConnection, type SipConnection } from './sip-connection.ts';

export type { SipConnection } from './sip-connection.ts';

/** What became of one endpoint. remaining settles when its other addresses are through; wait for it before the log is closed. */
export type EndpointOutcome =
  | { readonly kind: 'connected'; readonly connection: SipConnection; readonly remaining: Promise<void> }
  | { readonly kind: 'untrusted'; readonly problems: readonly CertificateProblem[] }
  | { readonly kind: 'failed'; readonly stage: 'resolve' | 'tcp' | 'tls' }
  | { readonly kind: 'cancelled' };

type AddressOutcome =
  | { readonly kind: 'connected'; readonly connection: SipConnection }
  | Exclude<EndpointOutcome, { readonly kind: 'connected' }>;

/**
 * Tries every address of one SIP endpoint at once: TCP, then TLS on each that answers.
 * Settles with the first connection that is trusted, and closes the others after their facts are recorded. Without one it settles
 * when all are through, with what came furthest. An untrusted connection is closed and never used.
 */
export async function probeEndpoint(
  ctx: ProbeContext,
  names: NameResolver,
  trust: Trust,
  endpoint: SipEndpoint,
): Promise<EndpointOutcome> {
  const { host, port } = endpoint;
  const at = ctx.at({ probe: `connectivity ${host}:${port}` });
  // A connect-to says where to go, so that no name is asked for, as with curl.
  const addresses = isRedirected(ctx.plan, host, port) ? [] : (await names.addresses(at, host)).addresses;
  const targets = dialTargets(ctx.plan, host, port, addresses);
  if (ctx.signal.aborted) return { kind: 'cancelled' };
  if (targets.length === 0) return { kind: 'failed', stage: 'resolve' };

  return new Promise((resolve, reject) => {
    let isTaken = false;
    const attempts = targets.map(async (target) => {
      const outcome = await probeAddress(at, trust, endpoint, target);
      if (outcome.kind !== 'connected') return outcome;
      if (isTaken) {
        outcome.connection.close();
      } else {
        isTaken = true;
        resolve({ kind: 'connected', connection: outcome.connection, remaining: settled });
      }
      return outcome;
    });
    const all = Promise.all(attempts);
    const settled = all.then(() => undefined);
    all.then((outcomes) => {
      if (!isTaken) resolve(furthest(outcomes));
    }, reject);
    // A defect that shows after the first success is thrown where `remaining` is awaited, not into the process before that.
    settled.catch(() => undefined);
  });
}

/** Closes what is still open of an endpoint, after what is still going on there has come to its end. */
export async function leaveEndpoint(outcome: Promise<EndpointOutcome>): Promise<void> {
  const reached = await outcome;
  if (reached.kind !== 'connected') return;
  reached.connection.close();
  await reached.remaining;
}

async function probeAddress(
  endpointCtx: ProbeContext,
  trust: Trust,
  endpoint: SipEndpoint,
  target: DialTarget,
): Promise<AddressOutcome> {
  const flow = endpointCtx.newFlow('tcp');
  const ctx = endpointCtx.at({ flow });
  const peer: Peer = { role: 'sip', host: endpoint.host, port: endpoint.port };
  const tcp = await connectTcp(ctx, peer, target);
  if (!tcp.ok) return tcp.failure === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', stage: 'tcp' };
  const { localAddress = '', localPort = 0 } = tcp.socket;

  const tls = await handshakeTls(ctx, trust, peer, tcp.socket, endpoint.host);
  if (!tls.ok) {
    if (tls.failure === 'version') await lookAtOldServer(endpointCtx, trust, peer, target);
    return tls.failure === 'cancelled' || ctx.signal.aborted
      ? { kind: 'cancelled' }
      : { kind: 'failed', stage: 'tls' };
  }
  const { socket, trusted, problems, fault } = tls;
  if (ctx.signal.aborted) {
    socket.destroy();
    return { kind: 'cancelled' };
  }
  if (!trusted) {
    ctx.record('connection.closed', { peer, by: 'us', detail: 'The certificate is not trusted.' });
    closePolitely(socket);
    return { kind: 'untrusted', problems };
  }
  const parts = { endpoint, peer, socket, flow, trusted, localAddress, localPort, fault };
  return { kind: 'connected', connection: keepConnection(ctx, parts) };
}

/** A second connection that allows old versions of TLS, to name the version and see the certificate; nothing is said over it. */
async function lookAtOldServer(
  endpointCtx: ProbeContext,
  trust: Trust,
  peer: Peer,
  target: DialTarget,
): Promise<void> {
  const ctx = endpointCtx.at({ flow: endpointCtx.newFlow('tcp') });
  const tcp = await connectTcp(ctx, peer, target);
  if (!tcp.ok) return;
  const tls = await lookAtLegacyTls(ctx, trust, peer, tcp.socket, peer.host);
  if (!tls.ok) return;
  ctx.record('connection.closed', {
    peer,
    by: 'us',
    detail: 'It was opened only to see what the server speaks.',
  });
  closePolitely(tls.socket);
}

/** Of several addresses that all failed, the one that came furthest says most about the endpoint. */
function furthest(outcomes: readonly AddressOutcome[]): EndpointOutcome {
  const rank = (outcome: AddressOutcome): number => {
    switch (outcome.kind) {
      case 'cancelled':
        return 4;
      case 'connected':
      case 'untrusted':
        return 3;
      case 'failed':
        return outcome.stage === 'tls' ? 2 : 1;
    }
  };
  const best = [...outcomes].sort((a, b) => rank(b) - rank(a))[0];
  if (best === undefined || best.kind === 'connected') throw new Error('furthest: no failed address');
  return best;
}
