import { formatHostAndPort } from '../../../shared/lib/host-and-port.ts';
import type { ProbeContext } from '../context.ts';
import type { NameResolver } from './dns.ts';
import { dialWeb, type WebConnection } from './http-dial.ts';
import { ConnectionAgent, exchangeHttp, type ExchangeOutcome } from './http-exchange.ts';
import { failed, type HeaderList, type HttpOutcome } from './http-message.ts';
import { chooseProxy } from './http-proxy.ts';
import { millisecondsSince } from './tcp.ts';
import type { Trust } from './tls.ts';

export interface HttpClient {
  /**
   * One GET; redirects are the caller's business. Host is added to the headers. Connections are kept and used again.
   * Every failure is recorded as http.request.failed. Cancels with ctx.signal, then recording nothing more.
   */
  get(ctx: ProbeContext, url: URL, headers: HeaderList): Promise<HttpOutcome>;
  /** Closes what is still open. Call it before the log is closed. */
  close(): void;
}

interface Kept {
  /** Of the request that opened it; its end is recorded there. */
  readonly ctx: ProbeContext;
  readonly connection: WebConnection;
  readonly agent: ConnectionAgent;
  readonly proxy: string | null;
  readonly isThroughPlainProxy: boolean;
}

/** Creates the web client of one run: over the run's names and trust, with one set of connections. */
export function createHttpClient(run: ProbeContext, names: NameResolver, trust: Trust): HttpClient {
  const idle = new Map<string, Kept[]>();
  const open = new Set<Kept>();
  let isClosed = false;

  async function get(ctx: ProbeContext, url: URL, headers: HeaderList): Promise<HttpOutcome> {
    const { clock } = run.ports;
    const startedAt = clock.now();
    const proxy = await chooseProxy(ctx, url);
    if (ctx.signal.aborted) return failed('cancelled', 'cancelled');
    const proxyName = proxy.kind === 'http' ? formatHostAndPort(proxy) : null;
    const key = `${proxyName ?? ''} ${url.protocol}//${url.host}`;

    const reused = takeIdle(key);
    if (reused !== null) {
      const outcome = await exchange(ctx, reused, key, url, headers);
      // The server may close an idle connection at the very moment that it is used again (RFC 9112 9.3.1)
      if (outcome.ok || outcome.failure !== 'reset' || !outcome.isUnanswered) return outcome;
    }
    const dialled = await dialWeb(ctx, names, trust, url, proxy);
    if (!dialled.ok) {
      const { failure, detail } = dialled.failed;
      if (failure !== 'cancelled' && !run.signal.aborted) {
        const tookMs = millisecondsSince(clock, startedAt);
        const scoped = dialled.flow === null ? ctx : ctx.at({ flow: dialled.flow });
        scoped.record('http.request.failed', { url: url.href, failure, detail, tookMs });
      }
      return dialled.failed;
    }
    const { connection } = dialled;
    const agent = new ConnectionAgent(connection.socket);
    const isThroughPlainProxy = proxyName !== null && url.protocol === 'http:';
    const kept = {
      ctx: ctx.at({ flow: connection.flow }),
      connection,
      agent,
      proxy: proxyName,
      isThroughPlainProxy,
    };
    open.add(kept);
    connection.socket.once('close', () => forget(kept, key));
    return exchange(ctx, kept, key, url, headers);
  }

  async function exchange(
    ctx: ProbeContext,
    kept: Kept,
    key: string,
    url: URL,
    headers: HeaderList,
  ): Promise<ExchangeOutcome> {
    const asked = {
      method: 'GET',
      url,
      headers: [['Host', url.host], ...headers],
      proxy: kept.proxy,
      hasAbsoluteForm: kept.isThroughPlainProxy,
    } as const;
    const outcome = await exchangeHttp(ctx.at({ flow: kept.connection.flow }), kept.agent, asked);
    if (outcome.ok && outcome.isReusable && !kept.connection.socket.destroyed) {
      idle.set(key, [...(idle.get(key) ?? []), kept]);
    } else {
      const isOvertaken = !outcome.ok && outcome.failure === 'cancelled';
      close(kept, outcome.ok ? 'one request only' : isOvertaken ? 'not needed any longer' : null);
    }
    return outcome;
  }

  function takeIdle(key: string): Kept | null {
    const kept = idle.get(key)?.pop();
    return kept !== undefined && !kept.connection.socket.destroyed ? kept : null;
  }

  function close(kept: Kept, detail: string | null): void {
    if (open.delete(kept)) recordClosed(kept, 'us', detail);
    kept.agent.destroy();
    kept.connection.socket.destroy();
  }

  /** The peer has closed the connection, or it broke. */
  function forget(kept: Kept, key: string): void {
    idle.set(
      key,
      (idle.get(key) ?? []).filter((each) => each !== kept),
    );
    if (open.delete(kept)) recordClosed(kept, 'peer', null);
  }

  function recordClosed(kept: Kept, by: 'us' | 'peer', detail: string | null): void {
    if (isClosed || run.signal.aborted) return;
    kept.ctx.record('connection.closed', { peer: kept.connection.peer, by, detail });
  }

  return {
    get,
    close() {
      for (const kept of [...open]) close(kept, 'nothing more to ask');
      idle.clear();
      isClosed = true;
    },
  };
}
