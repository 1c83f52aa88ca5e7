import { request } from 'node:http';
import { BlockList, isIP, isIPv6, type Socket } from 'node:net';
import { withDeadline } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import type { ProxyChoice } from '../ports.ts';
import { loggedHeaders } from './http-exchange.ts';
import { failed, headerList, type HttpFailed } from './http-message.ts';
import { isRedirected, millisecondsSince } from './tcp.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The proxy for a URL by the host's rules; never for this machine itself, nor for what connect-to leads elsewhere. */
export async function chooseProxy(ctx: ProbeContext, url: URL): Promise<ProxyChoice> {
  const host = hostOf(url);
  if (isRedirected(ctx.plan, host, portOf(url)) || isLoopback(host)) return { kind: 'direct' };
  return ctx.ports.proxyFor(url.href);
}

/** Without the brackets that URLs put around IPv6 addresses. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/**
 * Asks a proxy for a tunnel (RFC 9110 9.3.6). Returns the connection, now to the server behind; on failure it is destroyed.
 * Records the request and the proxy's answer.
 */
export async function openTunnel(
  ctx: ProbeContext,
  socket: Socket,
  proxy: string,
  url: URL,
): Promise<{ readonly ok: true } | HttpFailed> {
  const { clock } = ctx.ports;
  const { limits } = ctx.plan;
  const target = `${url.hostname}:${portOf(url)}`;
  const headers: [string, string][] = [['Host', target]];
  const sent = ctx.record('http.request.sent', { method: 'CONNECT', url: target, headers, proxy });
  const startedAt = clock.now();
  const waited = await withDeadline(clock, limits.httpExchangeMs, ctx.signal, (signal) =>
    connectThrough(socket, target, limits.httpHeaderBytes, signal),
  );
  const tookMs = millisecondsSince(clock, startedAt);
  if (ctx.signal.aborted) {
    socket.destroy();
    return failed('cancelled', 'cancelled');
  }
  const fail = (failure: 'proxy' | 'proxy-authentication', detail: string): HttpFailed => {
    socket.destroy();
    ctx.record('http.request.failed', { url: target, failure, detail, tookMs }, sent);
    return failed(failure, detail);
  };
  if (waited.kind !== 'done')
    return fail('proxy', `the proxy did not answer within ${limits.httpExchangeMs} ms`);
  if (waited.value.kind === 'error') return fail('proxy', `the proxy gave no answer: ${waited.value.detail}`);

  const { status, reason, rawHeaders } = waited.value;
  const answer = {
    url: target,
    status,
    reason,
    headers: loggedHeaders(headerList(rawHeaders)),
    body: '',
    bodyBytes: 0,
    tookMs,
  };
  ctx.record('http.response.received', answer, sent);
  if (status >= 200 && status < 300) return { ok: true };
  return status === 407
    ? fail('proxy-authentication', 'the proxy wants a user name and password (407)')
    : fail('proxy', `the proxy refused the connection: ${status} ${reason}`);
}

type Tunnel =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly reason: string;
      readonly rawHeaders: string[];
    }
  | { readonly kind: 'error'; readonly detail: string };

function connectThrough(
  socket: Socket,
  target: string,
  maxHeaderSize: number,
  signal: AbortSignal,
): Promise<Tunnel> {
  return new Promise((resolve) => {
    const outgoing = request({
      method: 'CONNECT',
      path: target,
      headers: { Host: target },
      setHost: false,
      maxHeaderSize,
      createConnection: () => socket,
    });
    const onAbort = (): void => {
      outgoing.destroy();
      settle({ kind: 'error', detail: 'given up' });
    };
    const settle = (tunnel: Tunnel): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(tunnel);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    outgoing.on('error', (error) => settle({ kind: 'error', detail: error.message }));
    outgoing.on('close', () => settle({ kind: 'error', detail: 'closed' }));
    outgoing.on('connect', (message) => {
      const { statusCode = 0, statusMessage = '', rawHeaders } = message;
      settle({ kind: 'answer', status: statusCode, reason: statusMessage, rawHeaders });
    });
    outgoing.end();
  });
}

function isLoopback(host: string): boolean {
  if (isIP(host) !== 0) return loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
  return host.toLowerCase() === 'localhost' || host.toLowerCase().endsWith('.localhost');
}
