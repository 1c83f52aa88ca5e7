import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { CertificateProblem, Peer, TlsFailure } from '../../../shared/events/connection-events.ts';
import { withDeadline } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import { isCancelled, millisecondsSince } from './tcp.ts';
import { certificatesAsSent } from './tls-certificates.ts';
import { TLS_VERSIONS, type TlsAttempt } from './tls-context.ts';
import { classifyTlsFailure } from './tls-failure.ts';
import { keyExchangeOf } from './tls-key-exchange.ts';
import { createTlsObserver } from './tls-observer.ts';
import { TlsTap } from './tls-tap.ts';
import type { Trust } from './trust.ts';
import { describeCertificate, readX509 } from './x509-certificate.ts';

export { createTrust, type Trust } from './trust.ts';

export type TlsResult =
  | {
      readonly ok: true;
      readonly socket: TLSSocket;
      readonly trusted: boolean;
      readonly problems: readonly CertificateProblem[];
      /** The first error of the connection after the handshake; null while there is none. */
      readonly fault: () => Error | null;
      readonly seq: number;
    }
  | { readonly ok: false; readonly failure: TlsFailure | 'cancelled'; readonly seq: number | null };

/**
 * Makes an open TCP connection a TLS one, as a client of today would, and records handshake, certificates and judgement.
 * The handshake is completed without trust, so that one refusal hides no other fact: check `trusted` before anything is sent.
 * Takes the connection's own flow in ctx.scope, and the name asked for. The TCP socket is consumed: on failure it is destroyed.
 * Bounded by limits.tlsHandshakeMs; cancelling destroys the socket at once.
 */
export function handshakeTls(
  ctx: ProbeContext,
  trust: Trust,
  peer: Peer,
  socket: Socket,
  serverName: string,
): Promise<TlsResult> {
  return attemptTls(ctx, trust, peer, socket, serverName, 'ordinary');
}

/**
 * A second look at a server that has refused today's versions: allows TLS 1.0 and old ciphers, only to see what it speaks and
 * which certificate it has. Takes a connection of its own; close it afterwards, nothing is ever said over it.
 */
export function lookAtLegacyTls(
  ctx: ProbeContext,
  trust: Trust,
  peer: Peer,
  socket: Socket,
  serverName: string,
): Promise<TlsResult> {
  return attemptTls(ctx, trust, peer, socket, serverName, 'legacy');
}

type Handshake =
  | { readonly kind: 'secured'; readonly socket: TLSSocket; readonly fault: () => Error | null }
  | { readonly kind: 'broken'; readonly error: Error | null }
  | { readonly kind: 'aborted' };

async function attemptTls(
  ctx: ProbeContext,
  trust: Trust,
  peer: Peer,
  socket: Socket,
  host: string,
  attempt: TlsAttempt,
): Promise<TlsResult> {
  if (ctx.signal.aborted) {
    socket.destroy();
    return { ok: false, failure: 'cancelled', seq: null };
  }
  const { clock } = ctx.ports;
  // SNI carries names only, without the root's dot (RFC 6066 3).
  const serverName = isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0 ? null : host.replace(/\.$/, '');
  // Made before the watch is started: it can take some tens of milliseconds the first time.
  trust.contextFor(attempt);
  const startedAt = clock.now();
  const started = ctx.record('tls.handshake.started', {
    peer,
    serverName,
    ...TLS_VERSIONS[attempt],
    attempt,
  });
  const observer = createTlsObserver();
  const tap = new TlsTap(socket, (chunk) => observer.push(chunk));

  const outcome = await withDeadline(clock, ctx.plan.limits.tlsHandshakeMs, ctx.signal, (signal) =>
    secure(tap, trust, serverName, attempt, signal),
  );

  const tookMs = millisecondsSince(clock, startedAt);
  const ended: Handshake = outcome.kind === 'done' ? outcome.value : { kind: 'aborted' };
  if (isCancelled(ctx)) {
    if (ended.kind === 'secured') ended.socket.destroy();
    return { ok: false, failure: 'cancelled', seq: started };
  }
  if (ended.kind !== 'secured') {
    const failed = classifyTlsFailure({
      observation: observer.observation(),
      ending: tap.ending,
      timedOut: ended.kind === 'aborted',
      error: ended.kind === 'broken' ? ended.error : null,
    });
    const beforeHello = failed.failure === 'reset' && !tap.hasSent ? { beforeHello: true } : {};
    const failure = { peer, ...failed, ...beforeHello, attempt, tookMs };
    const seq = ctx.record('tls.handshake.failed', failure, started);
    return { ok: false, failure: failed.failure, seq };
  }
  const { socket: secured, fault } = ended;
  const { standardName: cipher } = secured.getCipher();
  const protocol = secured.getProtocol() ?? 'unknown';
  const seq = ctx.record(
    'tls.handshake.completed',
    {
      peer,
      protocol,
      cipher,
      keyExchange: keyExchangeOf(secured.getEphemeralKeyInfo(), cipher),
      alpn: secured.alpnProtocol === false ? null : secured.alpnProtocol,
      attempt,
      tookMs,
    },
    started,
  );
  const judgement = judge(ctx, trust, peer, secured, host, seq);
  return { ok: true, socket: secured, ...judgement, fault, seq };
}

function secure(
  tap: TlsTap,
  trust: Trust,
  serverName: string | null,
  attempt: TlsAttempt,
  signal: AbortSignal,
): Promise<Handshake> {
  return new Promise((resolve) => {
    const socket = connect({
      socket: tap,
      secureContext: trust.contextFor(attempt),
      ...(serverName === null ? {} : { servername: serverName }),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    let failure: Error | null = null;
    const settle = (handshake: Handshake): void => {
      socket.off('secureConnect', onSecured);
      socket.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      if (handshake.kind !== 'secured') {
        socket.destroy();
        tap.destroy();
      }
      resolve(handshake);
    };
    const onSecured = (): void => settle({ kind: 'secured', socket, fault: () => failure ?? tap.fault });
    const onClose = (): void => settle({ kind: 'broken', error: failure ?? tap.fault });
    const onAbort = (): void => settle({ kind: 'aborted' });
    socket.once('secureConnect', onSecured);
    socket.once('close', onClose);
    // These stay for the socket's life. A server that refuses us after a TLS 1.3 handshake shows here, and only here.
    socket.on('error', (error: Error) => {
      failure ??= error;
    });
    tap.on('error', (error: Error) => {
      failure ??= error;
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function judge(
  ctx: ProbeContext,
  trust: Trust,
  peer: Peer,
  socket: TLSSocket,
  host: string,
  cause: number,
): { readonly trusted: boolean; readonly problems: readonly CertificateProblem[] } {
  const sent = certificatesAsSent(ctx, socket).map(readX509);
  ctx.record('tls.certificates.received', { peer, chain: sent.map(describeCertificate) }, cause);
  // Typed as Error, but Node stores the verifier's code; null when there is nothing to object to.
  const objection: unknown = socket.authorizationError;
  const judgement = trust.judge(sent, host, typeof objection === 'string' ? objection : null);
  const { trusted, path, trustAnchor } = judgement;
  ctx.record(
    'tls.certificates.judged',
    {
      peer,
      trusted,
      problems: [...judgement.problems],
      ...(judgement.confirmed === true ? { confirmed: true } : {}),
      path: [...path],
      trustAnchor,
    },
    cause,
  );
  return { trusted, problems: judgement.problems };
}
