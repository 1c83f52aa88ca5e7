import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Peer } from '../../../shared/events/connection-events.ts';
import { formatHostAndPort } from '../../../shared/lib/host-and-port.ts';
import type { ProbeContext } from '../context.ts';
import type { NameResolver } from './dns.ts';
import { failed, type HttpFailed } from './http-message.ts';
import { hostOf, openTunnel, portOf } from './http-proxy.ts';
import { OVERTAKEN, recordOvertaken } from './overtaken.ts';
import type { ProxyChoice } from '../ports.ts';
import { connectTcp, dialTargets, type DialTarget, type TcpResult } from './tcp.ts';
import { handshakeTls, type Trust } from './tls.ts';

/** How long an address may stay silent before the next one is tried beside it (RFC 8305 5 recommends 250 ms). */
const NEXT_ADDRESS_AFTER_MS = 300;

export interface WebConnection {
  readonly socket: Socket | TLSSocket;
  readonly flow: string;
  readonly peer: Peer;
}

export type DialOutcome =
  | { readonly ok: true; readonly connection: WebConnection }
  | { readonly ok: false; readonly failed: HttpFailed; readonly flow: string | null };

/**
 * Opens a connection that a request for this URL may be sent over: TCP to the first address that accepts, a tunnel if there
 * is a proxy, TLS for https. A server whose certificate is not trusted is not one: its connection is closed unused.
 */
export async function dialWeb(
  ctx: ProbeContext,
  names: NameResolver,
  trust: Trust,
  url: URL,
  proxy: ProxyChoice,
): Promise<DialOutcome> {
  const isDirect = proxy.kind === 'direct';
  const host = isDirect ? hostOf(url) : proxy.host;
  const port = isDirect ? portOf(url) : proxy.port;
  const first: Peer = { role: isDirect ? 'web' : 'proxy', host, port };

  const found = await namedTargets(ctx, names, first);
  if (ctx.signal.aborted) return { ok: false, failed: failed('cancelled', 'cancelled'), flow: null };
  if (!found.ok) return { ok: false, failed: found.failed, flow: null };

  let left = found.targets;
  let last: DialOutcome | null = null;
  while (left.length > 0) {
    const tcp = await connectFirst(ctx, first, left);
    left = tcp.left;
    if (!tcp.result.ok) return last ?? { ok: false, failed: describeTcp(first, tcp.result), flow: tcp.flow };
    const secured = await secure(ctx.at({ flow: tcp.flow }), trust, url, proxy, tcp.result.socket, tcp.flow);
    if (secured.ok || !isWorthAnotherAddress(secured.failed)) return secured;
    last = secured;
  }
  return last ?? { ok: false, failed: failed('connect', 'no address'), flow: null };
}

async function namedTargets(
  ctx: ProbeContext,
  names: NameResolver,
  { role, host, port }: Peer,
): Promise<
  | { readonly ok: true; readonly targets: readonly DialTarget[] }
  | { readonly ok: false; readonly failed: HttpFailed }
> {
  const redirected = dialTargets(ctx.plan, host, port, []);
  if (redirected.length > 0) return { ok: true, targets: redirected };
  const { outcome, addresses } = await names.addresses(ctx, host);
  if (addresses.length > 0) return { ok: true, targets: dialTargets(ctx.plan, host, port, addresses) };
  // Of a proxy without an address, the server behind it can't be blamed.
  return role === 'proxy'
    ? { ok: false, failed: failed('proxy', `the proxy ${host}:${port} has no address (${outcome})`) }
    : { ok: false, failed: failed('connect', `the name ${host} has no address (${outcome})`, true) };
}

/** Turns an open TCP connection into one to the web server itself. */
async function secure(
  ctx: ProbeContext,
  trust: Trust,
  url: URL,
  proxy: ProxyChoice,
  socket: Socket,
  flow: string,
): Promise<DialOutcome> {
  const peer: Peer = { role: 'web', host: hostOf(url), port: portOf(url) };
  const isTunnelled = proxy.kind === 'http' && url.protocol === 'https:';
  if (isTunnelled) {
    const tunnel = await openTunnel(ctx, socket, formatHostAndPort(proxy), url);
    if (!tunnel.ok) {
      recordOvertaken(ctx, peer, null);
      return { ok: false, failed: tunnel, flow };
    }
  }
  if (url.protocol !== 'https:') return { ok: true, connection: { socket, flow, peer } };

  const tls = await handshakeTls(ctx, trust, peer, socket, peer.host);
  if (!tls.ok) {
    recordOvertaken(ctx, peer, null);
    const failure = tls.failure === 'cancelled' ? 'cancelled' : 'tls';
    return { ok: false, failed: failed(failure, `no TLS connection: ${tls.failure}`), flow };
  }
  if (tls.trusted) return { ok: true, connection: { socket: tls.socket, flow, peer } };
  tls.socket.destroy();
  const problems = [...new Set(tls.problems.map((problem) => problem.kind))].join(', ');
  if (!ctx.signal.aborted) {
    const detail = 'its certificate is not trusted, nothing was sent';
    ctx.record('connection.closed', { peer, by: 'us', detail }, tls.seq);
  }
  return {
    ok: false,
    failed: failed('untrusted-certificate', `the certificate is not trusted: ${problems}`),
    flow,
  };
}

/** A certificate is a decision, an address that does not speak TLS may be one sick server of several. */
function isWorthAnotherAddress(failure: HttpFailed): boolean {
  return failure.failure === 'tls';
}

interface FirstConnected {
  readonly result: TcpResult;
  readonly flow: string;
  /** Addresses that were not given the chance to fail. */
  readonly left: readonly DialTarget[];
}

/** Tries addresses in order, the next as soon as one fails or stays silent; the first that accepts is taken. */
async function connectFirst(
  ctx: ProbeContext,
  peer: Peer,
  targets: readonly DialTarget[],
): Promise<FirstConnected> {
  const { clock } = ctx.ports;
  const stop = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stop.signal]);
  const pending = new Map<DialTarget, Promise<{ target: DialTarget; result: TcpResult; flow: string }>>();
  let next = 0;
  let last: { readonly result: TcpResult; readonly flow: string } | null = null;
  let winner: Socket | null = null;

  for (;;) {
    const target = targets[next];
    if (target !== undefined) {
      next += 1;
      const flow = ctx.newFlow('web');
      const attempt = connectTcp(ctx.at({ flow }).under(signal), peer, target);
      pending.set(
        target,
        attempt.then((result) => {
          if (result.ok && winner !== null && result.socket !== winner) {
            result.socket.destroy();
            recordOvertaken(ctx.at({ flow }).under(signal), peer, result.seq);
          }
          return { target, result, flow };
        }),
      );
    }
    const waiting = new AbortController();
    const settled = await Promise.race([
      ...pending.values(),
      ...(next < targets.length ? [clock.sleep(NEXT_ADDRESS_AFTER_MS, waiting.signal).then(() => null)] : []),
    ]);
    waiting.abort();
    if (settled === null) continue;
    pending.delete(settled.target);
    last = settled;
    if (settled.result.ok) {
      winner = settled.result.socket;
      stop.abort(OVERTAKEN);
      await Promise.all(pending.values());
      return { ...settled, left: [...pending.keys(), ...targets.slice(next)] };
    }
    if ((pending.size === 0 && next >= targets.length) || ctx.signal.aborted) return { ...last, left: [] };
  }
}

function describeTcp(peer: Peer, result: TcpResult): HttpFailed {
  if (result.ok) throw new Error('a connection that came about is no failure');
  if (result.failure === 'cancelled') return failed('cancelled', 'cancelled');
  const where = `${peer.role === 'proxy' ? 'the proxy ' : ''}${formatHostAndPort(peer)}`;
  return failed(peer.role === 'proxy' ? 'proxy' : 'connect', `no connection to ${where}: ${result.failure}`);
}
