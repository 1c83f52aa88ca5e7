import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import { VIAS, type Network, type Via } from '../../../../shared/run/ids.ts';
import { sipDomainOf } from '../../../../shared/run/plan.ts';
import type { ProbeContext } from '../../context.ts';
import { describeCrash } from '../../crash.ts';
import type { NameResolver } from '../../transport/dns.ts';
import type { HttpClient } from '../../transport/http.ts';
import { millisecondsSince } from '../../transport/tcp.ts';
import { examineAutodiscover } from './autodiscover-candidate.ts';
import type { PageSlot, StrayPage } from './autodiscover-conclusion.ts';
import {
  CANDIDATES,
  inPlannedOrder,
  isForNetwork,
  type AutodiscoverVia,
  type Candidate,
  type Side,
} from './candidates.ts';
import type { CandidateFinding } from './finding.ts';
import { examineHost, examineManual, examineSrv } from './record-candidates.ts';
import { mergeEndpoints, standingAt, usedIndex } from './standings.ts';
import { askUserResource } from './user-resource.ts';
import { probeWildcard } from './wildcard.ts';

export interface DiscoveryResult {
  /** Known at the moment of the decision, in the client's order; what is found later is announced by onEndpoints only. */
  readonly endpoints: readonly SipEndpoint[];
  readonly chosen: number | null;
  readonly network: Network;
  /**
   * Settles when the candidates that came too late for the decision are concluded as well and nothing is open any more.
   * Never rejects. The log must stay open until then.
   */
  readonly background: Promise<void>;
}

/** One candidate and what has become of it so far. */
interface Slot {
  readonly via: Via;
  readonly name: string;
  readonly side: Side;
  /** Position in the client's own order, from 1. */
  readonly order: number;
  readonly examine: (ctx: ProbeContext) => Promise<CandidateFinding>;
  finding: CandidateFinding | null;
  isRecorded: boolean;
}

/**
 * Step 1: finds the SIP servers of a domain as the client does, but asks for everything at once.
 * The client stays open: its connections serve the rest of the sign-in. onEndpoints is called as soon as a candidate's endpoints are known, which may be before the decision.
 * Resolves when the decision is certain, by the client's order; cancelled, with what is known by then.
 */
export async function discover(
  ctx: ProbeContext,
  names: NameResolver,
  client: HttpClient,
  onEndpoints: (endpoints: readonly SipEndpoint[]) => void,
): Promise<DiscoveryResult> {
  const { clock } = ctx.ports;
  const startedAt = clock.now();
  const step = ctx.at({ step: 'discovery' });
  const extra: Promise<void>[] = [];
  const slots = createSlots(step, names, client, extra);
  const places = inPlannedOrder(slots, ctx.plan.network);

  const examined: Promise<void>[] = [];
  const decided = new Promise<void>((resolve, reject) => {
    const settle = (): void => {
      recordStandings(step, places);
      if (usedIndex(places) !== undefined) resolve();
    };
    for (const slot of slots) {
      const done = slot.examine(step.at({ probe: slot.via })).then((finding) => {
        if (step.signal.aborted) return;
        slot.finding = finding;
        if (finding.endpoints.length > 0) onEndpoints(finding.endpoints);
        settle();
      });
      examined.push(done);
      done.then(() => step.signal.aborted && resolve(), reject);
    }
  });
  await decided;

  const background = finish(step, examined, extra);
  const endpoints = mergeEndpoints(places);
  if (step.signal.aborted) return { endpoints, chosen: null, network: 'unknown', background };

  const index = usedIndex(places) ?? null;
  const used = index === null ? null : (places[index]?.finding ?? null);
  const { network, networkEvidence } = judgeNetwork(step, used);
  const walked = index === null ? places : places.slice(0, index + 1);
  const serialCostMs = walked.reduce((sum, { finding }) => sum + (finding?.tookMs ?? 0), 0);
  const chosen = used === null ? null : endpoints.findIndex((endpoint) => endpoint === used.endpoints[0]);
  step.record('discovery.concluded', {
    endpoints: [...endpoints],
    chosen,
    network,
    networkEvidence,
    serialCostMs: Math.round(serialCostMs * 100) / 100,
    tookMs: millisecondsSince(clock, startedAt),
  });
  return { endpoints, chosen, network, background };
}

function createSlots(
  ctx: ProbeContext,
  names: NameResolver,
  client: HttpClient,
  extra: Promise<void>[],
): readonly Slot[] {
  const { server } = ctx.plan;
  const empty = { finding: null, isRecorded: false };
  if (server !== null) {
    const examine: Slot['examine'] = (at) => examineManual(at, names, server);
    return [{ via: 'manual', name: server.host, side: 'both', order: 1, examine, ...empty }];
  }
  const domain = sipDomainOf(ctx.plan.address);
  const wildcard = probeWildcard(ctx.at({ probe: 'wildcard' }), names, domain);
  keep(
    extra,
    wildcard.then(() => undefined),
  );
  const asked = new Set<string>();
  const onUserResource = (url: URL): void => {
    if (asked.has(url.href)) return;
    asked.add(url.href);
    keep(extra, askUserResource(ctx.at({ probe: 'user-resource' }), client, url));
  };
  const pages = new Map(VIAS.filter(isAutodiscover).map((via) => [via, createPageSlot()]));
  const around = { names, client, wildcard, pages, onUserResource };
  const examinerOf = (candidate: Candidate): Slot['examine'] => {
    switch (candidate.kind) {
      case 'autodiscover':
        return (at) => examineAutodiscover(at, around, candidate);
      case 'srv':
        return (at) => examineSrv(at, names, candidate);
      case 'host':
        return (at) => examineHost(at, names, wildcard, candidate);
    }
  };
  const candidates = CANDIDATES[ctx.plan.profile];
  const missing = [...pages].filter(([via]) => !candidates.some((candidate) => candidate.via === via));
  for (const [, slot] of missing) slot.settle(null);
  return candidates.map((candidate, index) => ({
    via: candidate.via,
    name: `${candidate.label}.${domain}`,
    side: candidate.side,
    order: index + 1,
    examine: examinerOf(candidate),
    ...empty,
  }));
}

/** Records each candidate as soon as its standing is certain. */
function recordStandings(ctx: ProbeContext, places: readonly Slot[]): void {
  places.forEach((slot, index) => {
    const standing = standingAt(places, index);
    const { finding } = slot;
    if (slot.isRecorded || standing === null || finding === null) return;
    slot.isRecorded = true;
    const isAside = !isForNetwork(slot.side, ctx.plan.network);
    const fallbackReason = isAside ? 'not-for-this-network' : 'earlier-candidate-used';
    ctx.at({ probe: slot.via }).record(
      'discovery.candidate.concluded',
      {
        via: slot.via,
        name: slot.name,
        order: slot.order,
        found: finding.found,
        standing,
        reason: standing === 'fallback' ? fallbackReason : finding.reason,
        detail: finding.detail,
        network: finding.network,
        endpoints: [...finding.endpoints],
        tookMs: Math.round(finding.tookMs * 100) / 100,
      },
      finding.cause ?? undefined,
    );
  });
}

function judgeNetwork(
  ctx: ProbeContext,
  used: CandidateFinding | null,
): { readonly network: Network; readonly networkEvidence: string | null } {
  if (ctx.plan.network !== 'auto') return { network: ctx.plan.network, networkEvidence: 'chosen by hand' };
  return used ?? { network: 'unknown', networkEvidence: null };
}

/** A task on the side: awaited at the end, where its rejection is told as a defect of ours. */
function keep(tasks: Promise<void>[], task: Promise<void>): void {
  task.catch(() => undefined);
  tasks.push(task);
}

/** Waits for everything that was started, tells of defects of ours, and closes what is open. */
async function finish(
  ctx: ProbeContext,
  examined: readonly Promise<void>[],
  extra: readonly Promise<void>[],
): Promise<void> {
  const results = [...(await Promise.allSettled(examined)), ...(await Promise.allSettled(extra))];
  for (const result of results) {
    if (result.status === 'fulfilled' || ctx.signal.aborted) continue;
    ctx.record('probe.crashed', describeCrash(result.reason));
  }
}

function isAutodiscover(via: Via): via is AutodiscoverVia {
  return via === 'lyncdiscoverinternal' || via === 'lyncdiscover';
}

function createPageSlot(): PageSlot {
  let settle: (page: StrayPage | null) => void = () => undefined;
  const page = new Promise<StrayPage | null>((resolve) => (settle = resolve));
  return { page, settle };
}
