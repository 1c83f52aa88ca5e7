import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import { canonicalName } from '../../../../shared/protocol/dns/dns-name.ts';
import { sipDomainOf, type ManualServer } from '../../../../shared/run/plan.ts';
import type { ProbeContext } from '../../context.ts';
import type { NameResolver } from '../../transport/dns.ts';
import { isRedirected } from '../../transport/tcp.ts';
import type { Candidate } from './candidates.ts';
import { reasonOfDns, type CandidateFinding } from './finding.ts';
import { judgeByAddress, type NetworkJudgement } from './network.ts';
import { keepUsable } from './usable-endpoints.ts';
import type { Wildcard } from './wildcard.ts';

/** SRV records (RFC 2782); each target has to have an address of its own. */
export async function examineSrv(
  ctx: ProbeContext,
  names: NameResolver,
  candidate: Extract<Candidate, { readonly kind: 'srv' }>,
): Promise<CandidateFinding> {
  const name = `${candidate.label}.${sipDomainOf(ctx.plan.address)}`;
  const startedAt = ctx.ports.clock.now();
  const { outcome, records, seq } = await names.srv(ctx, name);
  const base = { endpoints: [], detail: null, cause: seq, ...networkOfSide(candidate, name) };
  const tookMs = (): number => ctx.ports.clock.now() - startedAt;
  if (records.length === 0) return { ...base, found: false, reason: reasonOfDns(outcome), tookMs: tookMs() };

  const present = records.filter((record) => record.target !== '.' && record.port > 0);
  if (present.length === 0) {
    const portless = records.find((record) => record.target !== '.');
    const detail =
      portless === undefined
        ? `the record ${name} says that there is no such service`
        : `the record ${name} names ${portless.target} with port 0, where nothing can listen`;
    return { ...base, found: true, reason: 'service-absent', detail, tookMs: tookMs() };
  }
  const places = new Map(
    present.map(({ target, port }) => [`${canonicalName(target)}:${port}`, { target, port }]),
  );
  const { endpoints, unresolved } = await keepUsable(
    ctx,
    names,
    [...places.values()].map(({ target, port }) => endpointOf(target, port, candidate.via)),
  );
  const detail = unresolved.length > 0 ? `no address for ${unresolved.join(', ')}` : null;
  const reason = endpoints.length > 0 ? 'first-usable' : 'target-unresolvable';
  return { ...base, found: true, endpoints, reason, detail, tookMs: tookMs() };
}

/** A host that is there by convention: an address, and no word about ports. */
export async function examineHost(
  ctx: ProbeContext,
  names: NameResolver,
  wildcard: Promise<Wildcard>,
  candidate: Extract<Candidate, { readonly kind: 'host' }>,
): Promise<CandidateFinding> {
  const host = `${candidate.label}.${sipDomainOf(ctx.plan.address)}`;
  const { outcome, addresses, seq, tookMs } = await names.addresses(ctx, host);
  const network =
    candidate.side === 'both' ? judgeByAddress(host, addresses) : networkOfSide(candidate, host);
  const base = { endpoints: [], detail: null, cause: seq, tookMs, ...network };
  const all = candidate.ports.map((port) => endpointOf(host, port, candidate.via));
  const covered = all.filter((endpoint) => isRedirected(ctx.plan, endpoint.host, endpoint.port));
  if (addresses.length === 0) {
    return covered.length > 0
      ? {
          ...base,
          found: true,
          endpoints: covered,
          reason: 'first-usable',
          detail: 'found by connect-to alone',
        }
      : { ...base, found: false, reason: reasonOfDns(outcome) };
  }
  if (covered.length === 0 && (await wildcard).covers(addresses)) {
    const detail = `${host} exists only because every name of the domain does`;
    return { ...base, found: true, reason: 'wildcard', detail };
  }
  return { ...base, found: true, endpoints: all, reason: 'first-usable' };
}

/** A server given by hand; the client then looks for nothing else. */
export async function examineManual(
  ctx: ProbeContext,
  names: NameResolver,
  server: ManualServer,
): Promise<CandidateFinding> {
  const { host } = server;
  const { outcome, addresses, seq, tookMs } = await names.addresses(ctx, host);
  const usual = ctx.plan.network === 'external' ? [443, 5061] : [5061, 443];
  const ports = server.port === null ? usual : [server.port];
  const endpoints = ports
    .map((port) => endpointOf(host, port, 'manual'))
    .filter((endpoint) => addresses.length > 0 || isRedirected(ctx.plan, endpoint.host, endpoint.port));
  const isUsable = endpoints.length > 0;
  return {
    found: isUsable,
    endpoints,
    reason: isUsable ? 'first-usable' : reasonOfDns(outcome),
    detail: isUsable ? 'given by hand' : `given by hand, but ${host} has no address (${outcome})`,
    ...judgeByAddress(host, addresses),
    cause: seq,
    tookMs,
  };
}

export function endpointOf(host: string, port: number, via: SipEndpoint['via']): SipEndpoint {
  return { host, port, transport: 'tls', via };
}

function networkOfSide(candidate: Candidate, name: string): NetworkJudgement {
  return candidate.side === 'both'
    ? { network: 'unknown', networkEvidence: null }
    : {
        network: candidate.side,
        networkEvidence: `${name} is a name for clients ${SIDE_WORDS[candidate.side]}`,
      };
}

const SIDE_WORDS = { internal: 'inside the network', external: 'outside the network' } as const;
