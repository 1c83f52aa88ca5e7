import { isIP } from 'node:net';
import type { EventData } from '../../../../shared/events/catalogue.ts';
import { endpointKey, formatHost } from '../../../../shared/lib/host-and-port.ts';
import type { ProbeContext } from '../../context.ts';
import type { NameResolver } from '../../transport/dns.ts';
import { dialWeb, type DialOutcome, type WebConnection } from '../../transport/http-dial.ts';
import type { HttpFailed } from '../../transport/http-message.ts';
import { chooseProxy } from '../../transport/http-proxy.ts';
import { OVERTAKEN } from '../../transport/overtaken.ts';
import { isCancelled, millisecondsSince } from '../../transport/tcp.ts';
import type { Trust } from '../../transport/tls.ts';
import type { ServiceTarget } from './service-targets.ts';

export interface DialResources {
  readonly names: NameResolver;
  readonly trust: Trust;
}

type Outcome = EventData<'settings.service.probed'>['outcome'];

/** Tries server addresses of the settings, each place once, and no more of them than limits.serviceUrls in one run. */
export class ServiceProbes {
  private readonly ctx: ProbeContext;
  private readonly run: ProbeContext;
  private readonly resources: DialResources;
  private readonly byPlace = new Map<string, Promise<Probed | null>>();
  private left: number;

  /** ctx: under the signal that ends the probes; of the run, so that one that is cancelled records nothing more. */
  constructor(run: ProbeContext, ctx: ProbeContext, resources: DialResources) {
    this.run = run;
    this.ctx = ctx;
    this.resources = resources;
    this.left = ctx.plan.limits.serviceUrls;
  }

  /** Resolves when what became of each is recorded. */
  async probe(targets: readonly ServiceTarget[]): Promise<void> {
    const taken = targets.slice(0, this.left);
    if (taken.length < targets.length) {
      const { serviceUrls: allowed } = this.ctx.plan.limits;
      this.ctx.record('limit.exceeded', {
        limit: 'serviceUrls',
        allowed,
        what: 'server addresses of the settings',
      });
    }
    this.left -= taken.length;
    await Promise.all(taken.map((target) => this.probeOne(target)));
  }

  private async probeOne(target: ServiceTarget): Promise<void> {
    const key = `${target.scheme} ${endpointKey(target)}`;
    const known = this.byPlace.get(key);
    const probing = known ?? probePlace(this.ctx, this.resources, target);
    this.byPlace.set(key, probing);
    const probed = await probing;
    if (probed === null || this.run.signal.aborted) return;
    const { service, label, setting, url, side, host, port } = target;
    const { outcome, tookMs, flow } = probed;
    const at = this.ctx.at({ probe: `service ${host}:${port}`, flow });
    at.record('settings.service.probed', { service, label, setting, url, side, host, port, outcome, tookMs });
  }
}

interface Probed {
  readonly outcome: Outcome;
  readonly tookMs: number;
  readonly flow: string | null;
}

/** null: nothing could be learned. */
async function probePlace(
  session: ProbeContext,
  { names, trust }: DialResources,
  { scheme, host, port }: ServiceTarget,
): Promise<Probed | null> {
  const ctx = session.at({ probe: `service ${host}:${port}`, flow: null });
  const { clock } = ctx.ports;
  const startedAt = clock.now();
  const took = (): number => millisecondsSince(clock, startedAt);
  const url = urlOf(scheme === 'https' ? 'https' : 'http', host, port);
  if (url === null) return { outcome: 'unresolvable', tookMs: 0, flow: null };
  const isWeb = scheme !== 'tcp';
  const proxy = isWeb ? await chooseProxy(ctx, url) : ({ kind: 'direct' } as const);
  // A proxy would be asked for the page itself: without a word nobody learns whether the server is there.
  if (scheme === 'http' && proxy.kind !== 'direct') return null;
  if (isCancelled(ctx)) return { outcome: 'cancelled', tookMs: took(), flow: null };

  const dialled = await dialInTime(ctx, (at) => dialWeb(at, names, trust, url, proxy));
  if (dialled?.ok === true) leave(ctx, dialled.connection);
  if (isCancelled(ctx)) return { outcome: 'cancelled', tookMs: took(), flow: null };
  // Several addresses, and each of them silent in its turn.
  if (dialled === null) return { outcome: 'tcp-failed', tookMs: took(), flow: null };
  if (dialled.ok) return { outcome: 'reached', tookMs: took(), flow: dialled.connection.flow };
  return { outcome: outcomeOf(dialled.failed), tookMs: took(), flow: dialled.flow };
}

/** null: no host at all; a relay's is whatever its service says. */
function urlOf(scheme: 'http' | 'https', host: string, port: number): URL | null {
  if (isIP(host) === 0 && !/^[^\s/?#@:\\[\]%]+$/.test(host)) return null;
  const text = `${scheme}://${formatHost(host)}:${port}/`;
  return URL.canParse(text) ? new URL(text) : null;
}

/** Dials until it is through, or until every part of it has had its time once. null: not in time, or given up. */
async function dialInTime(
  ctx: ProbeContext,
  dial: (at: ProbeContext) => Promise<DialOutcome>,
): Promise<DialOutcome | null> {
  const { dnsTryMs, dnsTries, tcpConnectMs, tlsHandshakeMs } = ctx.plan.limits;
  const late = new AbortController();
  const timer = new AbortController();
  const signal = AbortSignal.any([ctx.signal, late.signal]);
  const budgetMs = dnsTryMs * dnsTries + tcpConnectMs + tlsHandshakeMs;
  void ctx.ports.clock.sleep(budgetMs, timer.signal).then((elapsed) => {
    if (elapsed) late.abort(OVERTAKEN);
  });
  const givenUp = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  const dialling = dial(ctx.under(signal)).then((outcome) => {
    if (!signal.aborted) return outcome;
    // Nobody waits for it any more.
    if (outcome.ok) outcome.connection.socket.destroy();
    return null;
  });
  try {
    return await Promise.race([dialling, givenUp]);
  } finally {
    timer.abort();
  }
}

function leave(ctx: ProbeContext, { socket, peer, flow }: WebConnection): void {
  const detail = 'It was opened only to see whether it can be.';
  ctx.at({ flow }).record('connection.closed', { peer, by: 'us', detail });
  socket.destroySoon();
}

function outcomeOf({ failure, isUnresolved }: HttpFailed): Outcome {
  switch (failure) {
    case 'cancelled':
      return 'cancelled';
    case 'proxy':
    case 'proxy-authentication':
      return 'proxy-failed';
    case 'untrusted-certificate':
      return 'untrusted';
    case 'tls':
      return 'tls-failed';
    case 'connect':
    case 'timeout':
    case 'reset':
    case 'malformed':
    case 'too-large':
      return isUnresolved ? 'unresolvable' : 'tcp-failed';
  }
}
