import { formatHostAndPort } from '../../../shared/lib/host-and-port.ts';
import type { ProbeContext } from '../context.ts';
import type { NameResolver } from './dns.ts';
import { dialWeb, type WebConnection } from './http-dial.ts';
import { ConnectionAgent, exchangeHttp, type ExchangeOutcome } from './http-exchange.ts';
import { failed, type HeaderList, type HttpFailed, type HttpOutcome } from './http-message.ts';
import { chooseProxy } from './http-proxy.ts';
import { millisecondsSince } from './tcp.ts';
import type { Trust } from './tls.ts';

export interface HttpClient {
  /**
   * One GET; redirects are the caller's business. Host is added to the headers. Connections are kept and used again.
   * Every failure is recorded as http.request.failed. Cancels with ctx.signal, then recording nothing more.
   */
  get(ctx: ProbeContext, url: URL, headers: HeaderList): Promise<HttpOutcome>;
  /** One POST, as get. Content-Length is added; a name may stand in the headers more than once. */
  post(ctx: ProbeContext, url: URL, headers: HeaderList, body: Uint8Array): Promise<HttpOutcome>;
  /**
   * One connection for several requests, as authentication wants it that is bound to the connection: NTLM, and Negotiate
   * that comes to NTLM. Through a proxy's tunnel as well. Release it when it is no longer needed.
   */
  hold(ctx: ProbeContext, url: URL): Promise<HoldOutcome>;
  /** Closes what is still open. Call it before the log is closed. */
  close(): void;
}

export type HoldOutcome = { readonly ok: true; readonly held: HeldConnection } | HttpFailed;

export interface HeldConnection {
  /**
   * The first request may be sent a second time, over another connection, when a kept one turns out to be closed: nothing in it
   * may count. Later ones go over the same connection, or fail as reset.
   * onSent is called with the seq of http.request.sent right before the bytes go out.
   */
  post(headers: HeaderList, body: Uint8Array, onSent?: (seq: number) => void): Promise<HttpOutcome>;
  /** Keeps the connection for other requests if it can be used again, or closes it. */
  release(): void;
}

interface Kept {
  /** Of the request that opened it; its end is recorded there. */
  readonly ctx: ProbeContext;
  readonly connection: WebConnection;
  readonly agent: ConnectionAgent;
  readonly proxy: string | null;
  readonly isThroughPlainProxy: boolean;
  /** Requests to the same server may share it. */
  readonly key: string;
}

interface Message {
  readonly method: 'GET' | 'POST';
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
  readonly onSent?: ((seq: number) => void) | undefined;
}

type Dialled = { readonly ok: true; readonly kept: Kept } | HttpFailed;

/** Creates the web client of one run: over the run's names and trust, with one set of connections. */
export function createHttpClient(run: ProbeContext, names: NameResolver, trust: Trust): HttpClient {
  const idle = new Map<string, Kept[]>();
  const open = new Set<Kept>();
  let isClosed = false;

  async function ask(ctx: ProbeContext, url: URL, message: Message): Promise<HttpOutcome> {
    const way = await findWay(ctx, url);
    if (way === null) return failed('cancelled', 'cancelled');

    const reused = takeIdle(way.key);
    if (reused !== null) {
      const outcome = await exchange(ctx, reused, url, message);
      settle(reused, outcome);
      if (!isStale(outcome)) return outcome;
    }
    const dialled = await way.dial();
    if (!dialled.ok) return dialled;
    const outcome = await exchange(ctx, dialled.kept, url, message);
    settle(dialled.kept, outcome);
    return outcome;
  }

  async function hold(ctx: ProbeContext, url: URL): Promise<HoldOutcome> {
    const way = await findWay(ctx, url);
    if (way === null) return failed('cancelled', 'cancelled');
    const reused = takeIdle(way.key);
    const first: Dialled = reused === null ? await way.dial() : { ok: true, kept: reused };
    if (!first.ok) return first;

    let { kept } = first;
    let last: ExchangeOutcome | null = null;
    let isReleased = false;
    const send = async (message: Message): Promise<ExchangeOutcome> => {
      last = await exchange(ctx, kept, url, message);
      return last;
    };
    return {
      ok: true,
      held: {
        async post(headers, body, onSent) {
          if (isReleased) throw new Error('HeldConnection: used after its release');
          const message = { method: 'POST', headers, body, onSent } as const;
          if (last !== null) {
            if (isUsable(last, kept)) return send(message);
            return recordFailure(ctx, url, kept);
          }
          const outcome = await send(message);
          if (reused === null || !isStale(outcome)) return outcome;
          settle(kept, outcome);
          const dialled = await way.dial();
          if (!dialled.ok) {
            isReleased = true;
            return dialled;
          }
          ({ kept } = dialled);
          return send(message);
        },
        release() {
          if (isReleased) return;
          isReleased = true;
          if (last === null) idle.set(kept.key, [...(idle.get(kept.key) ?? []), kept]);
          else settle(kept, last);
        },
      },
    };
  }

  /** The connection that a request hangs on is gone: the server closed it between two requests. */
  function recordFailure(ctx: ProbeContext, url: URL, kept: Kept): HttpFailed {
    const detail = 'the server closed the connection that the authentication was bound to';
    if (!ctx.signal.aborted) {
      const scoped = ctx.at({ flow: kept.connection.flow });
      scoped.record('http.request.failed', { url: url.href, failure: 'reset', detail, tookMs: 0 });
    }
    return failed('reset', detail);
  }

  /** How to reach a server; null when the run has ended. */
  async function findWay(
    ctx: ProbeContext,
    url: URL,
  ): Promise<{ readonly key: string; readonly dial: () => Promise<Dialled> } | null> {
    const startedAt = run.ports.clock.now();
    const proxy = await chooseProxy(ctx, url);
    if (ctx.signal.aborted) return null;
    const proxyName = proxy.kind === 'http' ? formatHostAndPort(proxy) : null;
    const key = `${proxyName ?? ''} ${url.protocol}//${url.host}`;
    return {
      key,
      async dial() {
        const dialled = await dialWeb(ctx, names, trust, url, proxy);
        if (!dialled.ok) {
          const { failure, detail } = dialled.failed;
          if (failure !== 'cancelled' && !run.signal.aborted) {
            const tookMs = millisecondsSince(run.ports.clock, startedAt);
            const scoped = dialled.flow === null ? ctx : ctx.at({ flow: dialled.flow });
            scoped.record('http.request.failed', { url: url.href, failure, detail, tookMs });
          }
          return dialled.failed;
        }
        const { connection } = dialled;
        const kept: Kept = {
          ctx: ctx.at({ flow: connection.flow }),
          connection,
          agent: new ConnectionAgent(connection.socket),
          proxy: proxyName,
          isThroughPlainProxy: proxyName !== null && url.protocol === 'http:',
          key,
        };
        open.add(kept);
        connection.socket.once('close', () => forget(kept));
        return { ok: true, kept };
      },
    };
  }

  async function exchange(
    ctx: ProbeContext,
    kept: Kept,
    url: URL,
    { method, headers, body, onSent }: Message,
  ): Promise<ExchangeOutcome> {
    return exchangeHttp(ctx.at({ flow: kept.connection.flow }), kept.agent, {
      method,
      url,
      headers: [['Host', url.host], ...headers],
      proxy: kept.proxy,
      hasAbsoluteForm: kept.isThroughPlainProxy,
      body,
      onSent,
    });
  }

  /** After the last request of its user: the connection is kept, or closed. */
  function settle(kept: Kept, outcome: ExchangeOutcome): void {
    if (isUsable(outcome, kept)) {
      idle.set(kept.key, [...(idle.get(kept.key) ?? []), kept]);
      return;
    }
    const isOvertaken = !outcome.ok && outcome.failure === 'cancelled';
    close(kept, outcome.ok ? 'one request only' : isOvertaken ? 'not needed any longer' : null);
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
  function forget(kept: Kept): void {
    idle.set(
      kept.key,
      (idle.get(kept.key) ?? []).filter((each) => each !== kept),
    );
    if (open.delete(kept)) recordClosed(kept, 'peer', null);
  }

  function recordClosed(kept: Kept, by: 'us' | 'peer', detail: string | null): void {
    if (isClosed || run.signal.aborted) return;
    kept.ctx.record('connection.closed', { peer: kept.connection.peer, by, detail });
  }

  return {
    get: (ctx, url, headers) => ask(ctx, url, { method: 'GET', headers, body: null }),
    post: (ctx, url, headers, body) => ask(ctx, url, { method: 'POST', headers, body }),
    hold,
    close() {
      for (const kept of [...open]) close(kept, 'nothing more to ask');
      idle.clear();
      isClosed = true;
    },
  };
}

/** The server may close an idle connection at the very moment that it is used again (RFC 9112 9.3.1). */
function isStale(outcome: ExchangeOutcome): boolean {
  return !outcome.ok && outcome.failure === 'reset' && outcome.isUnanswered;
}

function isUsable(outcome: ExchangeOutcome, kept: Kept): boolean {
  return outcome.ok && outcome.isReusable && !kept.connection.socket.destroyed;
}
