import { sipDomainOf } from '../../../../shared/run/plan.ts';
import type { ProbeContext } from '../../context.ts';
import type { AddressResolution } from '../../transport/dns.ts';
import { chooseProxy } from '../../transport/http-proxy.ts';
import { OVERTAKEN } from '../../transport/overtaken.ts';
import { isRedirected } from '../../transport/tcp.ts';
import {
  concludeFailure,
  concludeService,
  strayPage,
  type AutodiscoverSurroundings,
  type BothFailed,
  type Service,
} from './autodiscover-conclusion.ts';
import { rootUrl } from './autodiscover-url.ts';
import { walkAutodiscover } from './autodiscover-walk.ts';
import type { Candidate } from './candidates.ts';
import { reasonOfDns, type CandidateFinding } from './finding.ts';
import type { NetworkJudgement } from './network.ts';

/**
 * How long an answer by plain HTTP waits for HTTPS, which is preferred, before its redirect is followed beside it. Both are
 * asked at once, as the client does; most of the time the redirect leads where HTTPS has been already.
 */
const HTTP_FOLLOWS_AFTER_MS = 500;

/**
 * Asks an autodiscover service by HTTPS and by HTTP at once and takes the SIP servers from its Domain resource. HTTPS counts
 * if it works; the answer by HTTP exists for those whose certificate does not bear this name ([MS-OCDISCWS] 3.1.5.2).
 */
export async function examineAutodiscover(
  ctx: ProbeContext,
  around: AutodiscoverSurroundings,
  candidate: Extract<Candidate, { readonly kind: 'autodiscover' }>,
): Promise<CandidateFinding> {
  const { clock } = ctx.ports;
  const host = `${candidate.label}.${sipDomainOf(ctx.plan.address)}`;
  const startedAt = clock.now();
  const slot = around.pages.get(candidate.via);
  try {
    const resolution = await around.names.addresses(ctx, host);
    const legs = await reachableLegs(ctx, host, resolution);
    const base = { endpoints: [], ...networkByName(candidate, host) };
    if (legs.length === 0 || ctx.signal.aborted) {
      const reason = reasonOfDns(resolution.outcome);
      const tookMs = clock.now() - startedAt;
      return { ...base, found: false, reason, detail: null, cause: resolution.seq, tookMs };
    }
    const outcome = await walkBoth(ctx, around, host, legs);
    slot?.settle(strayPage(outcome, resolution));
    const concluded =
      outcome.kind === 'service'
        ? await concludeService(ctx, around, candidate, host, outcome)
        : await concludeFailure(around, candidate, host, outcome, resolution);
    return { ...base, ...concluded, tookMs: clock.now() - startedAt };
  } finally {
    slot?.settle(null);
  }
}

type Scheme = 'https' | 'http';

/** A name without address is still asked for when connect-to or a proxy leads to it. */
async function reachableLegs(
  ctx: ProbeContext,
  host: string,
  resolution: AddressResolution,
): Promise<readonly Scheme[]> {
  const legs: Scheme[] = [];
  for (const [scheme, port] of [
    ['https', 443],
    ['http', 80],
  ] as const) {
    const isDirect = resolution.addresses.length > 0 || isRedirected(ctx.plan, host, port);
    const proxy = isDirect ? null : await chooseProxy(ctx, new URL(`${scheme}://${host}/`));
    if (isDirect || proxy?.kind === 'http') legs.push(scheme);
  }
  return legs;
}

async function walkBoth(
  ctx: ProbeContext,
  around: AutodiscoverSurroundings,
  host: string,
  legs: readonly Scheme[],
): Promise<Service | BothFailed> {
  const { clock } = ctx.ports;
  const stopHttp = new AbortController();
  const httpCtx = ctx.under(AbortSignal.any([ctx.signal, stopHttp.signal]));
  const start = (scheme: Scheme): URL => rootUrl(scheme, host, ctx.plan.address);
  const notAsked = Promise.resolve(null);

  const byHttps = legs.includes('https')
    ? walkAutodiscover(ctx, around.client, start('https'), () => Promise.resolve(true))
    : notAsked;
  const isHttpsOver = byHttps.then((outcome) => outcome?.kind !== 'service');
  const mayFollow = async (): Promise<boolean> => {
    const waiting = new AbortController();
    const patience = clock.sleep(HTTP_FOLLOWS_AFTER_MS, AbortSignal.any([httpCtx.signal, waiting.signal]));
    const isFree = await Promise.race([isHttpsOver, patience]);
    waiting.abort();
    return isFree && !httpCtx.signal.aborted;
  };
  const byHttp = legs.includes('http')
    ? walkAutodiscover(httpCtx, around.client, start('http'), mayFollow)
    : notAsked;

  const https = await byHttps;
  if (https?.kind === 'service') {
    stopHttp.abort(OVERTAKEN);
    await byHttp;
    return { ...https, httpsTrouble: null };
  }
  const http = await byHttp;
  const httpsFailure = https?.kind === 'failed' ? https : null;
  if (http?.kind === 'service') return { ...http, httpsTrouble: httpsFailure };
  const httpFailure = http?.kind === 'failed' ? http : null;
  return { kind: 'both-failed', https: httpsFailure, http: httpFailure };
}

function networkByName(candidate: Candidate, host: string): NetworkJudgement {
  return candidate.side === 'internal'
    ? { network: 'internal', networkEvidence: `${host} is a name for clients inside the network` }
    : { network: 'external', networkEvidence: `${host} is the name for clients outside the network` };
}
