import { connect, type Socket } from 'node:net';
import type { Peer, TcpFailure } from '../../../shared/events/connection-events.ts';
import type { ConnectTo, RunPlan } from '../../../shared/run/plan.ts';
import { withDeadline, type Clock } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import { recordOvertaken } from './overtaken.ts';
import { translateSocketError, type TcpError } from './tcp-errors.ts';

/** Where a connection really goes. redirected: a connect-to of the plan stands in for what DNS says. */
export interface DialTarget {
  readonly address: string;
  readonly port: number;
  readonly redirected: boolean;
}

export type TcpResult =
  | { readonly ok: true; readonly socket: Socket; readonly seq: number }
  | { readonly ok: false; readonly failure: TcpFailure | 'cancelled'; readonly seq: number | null };

type Opened =
  | { readonly kind: 'open'; readonly socket: Socket }
  | { readonly kind: 'error'; readonly error: TcpError }
  | { readonly kind: 'aborted' };

/** The places to dial for host:port, in order: the plan's connect-to if it covers them, else each address. */
export function dialTargets(
  plan: RunPlan,
  host: string,
  port: number,
  addresses: readonly string[],
): readonly DialTarget[] {
  const redirect = findConnectTo(plan, host, port);
  if (redirect !== undefined) return [{ address: redirect.toHost, port: redirect.toPort, redirected: true }];
  return addresses.map((address) => ({ address, port, redirected: false }));
}

export function isRedirected(plan: RunPlan, host: string, port: number): boolean {
  return findConnectTo(plan, host, port) !== undefined;
}

/**
 * Opens one TCP connection within limits.tcpConnectMs and records it.
 * The caller owns the socket. An error that nobody waits for does not end the process; read it from socket.errored.
 * Cancelling destroys the half-open socket at once and records nothing more, but that it was overtaken.
 */
export async function connectTcp(ctx: ProbeContext, peer: Peer, target: DialTarget): Promise<TcpResult> {
  if (ctx.signal.aborted) return { ok: false, failure: 'cancelled', seq: null };
  const { clock } = ctx.ports;
  const { address, port, redirected } = target;
  const startedAt = clock.now();
  const started = ctx.record('tcp.connect.started', { peer, address, port, redirected });

  const opened = await withDeadline(clock, ctx.plan.limits.tcpConnectMs, ctx.signal, (signal) =>
    open(target, signal),
  );

  const tookMs = millisecondsSince(clock, startedAt);
  const ended: Opened = opened.kind === 'done' ? opened.value : { kind: 'aborted' };
  if (isCancelled(ctx)) {
    if (ended.kind === 'open') ended.socket.destroy();
    recordOvertaken(ctx, peer, started);
    return { ok: false, failure: 'cancelled', seq: started };
  }
  if (ended.kind === 'open') {
    const { socket } = ended;
    const { localAddress = '', localPort = 0 } = socket;
    const seq = ctx.record(
      'tcp.connect.succeeded',
      { peer, address, port, localAddress, localPort, tookMs },
      started,
    );
    return { ok: true, socket, seq };
  }
  const error: TcpError = ended.kind === 'error' ? ended.error : { failure: 'timeout', errno: null };
  const seq = ctx.record('tcp.connect.failed', { peer, address, port, ...error, tookMs }, started);
  return { ok: false, failure: error.failure, seq };
}

/** Whether the run was cancelled meanwhile: a call, since the compiler carries an earlier answer over every wait. */
export function isCancelled(ctx: ProbeContext): boolean {
  return ctx.signal.aborted;
}

/** Elapsed monotonic time in milliseconds, to a hundredth. */
export function millisecondsSince(clock: Clock, startedAt: number): number {
  return Math.max(0, Math.round((clock.now() - startedAt) * 100) / 100);
}

function findConnectTo(plan: RunPlan, host: string, port: number): ConnectTo | undefined {
  const wanted = foldHost(host);
  return plan.connectTo.find((entry) => entry.fromPort === port && foldHost(entry.fromHost) === wanted);
}

/** DNS names compare without case and without the root's dot (RFC 4343); IPv6 may come in URL brackets. */
function foldHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

function open(target: DialTarget, signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve) => {
    const socket = connect({
      host: target.address.replace(/^\[(.*)\]$/, '$1'),
      port: target.port,
      noDelay: true,
    });
    // Stays for the socket's life: a reset that comes while nobody listens must not end the process.
    socket.on('error', ignoreLateError);
    const settle = (outcome: Opened): void => {
      socket.off('connect', onConnect);
      socket.off('error', onError);
      signal.removeEventListener('abort', onAbort);
      if (outcome.kind !== 'open') socket.destroy();
      resolve(outcome);
    };
    const onConnect = (): void => settle({ kind: 'open', socket });
    const onError = (error: Error): void => settle({ kind: 'error', error: translateSocketError(error) });
    const onAbort = (): void => settle({ kind: 'aborted' });
    socket.once('connect', onConnect);
    socket.once('error', onError);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function ignoreLateError(): void {
  // The stream keeps the error in socket.errored, where whoever uses the socket next finds it.
}
