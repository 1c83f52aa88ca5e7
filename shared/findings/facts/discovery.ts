import type { EventData } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { VIAS, type Network, type Via } from '../../run/ids.ts';
import { sipDomainOf } from '../../run/plan.ts';
import type { LogIndex } from './log-index.ts';
import type { NameFact, NameFacts } from './names.ts';
import type { WebFacts, WebHop, WebLeg } from './web.ts';

export type Candidate = EventData<'discovery.candidate.concluded'>;

/** One candidate of the client's order with everything that was seen of it. */
export interface CandidateFact {
  readonly seq: number;
  readonly candidate: Candidate;
  readonly isAutodiscover: boolean;
  readonly name: NameFact | null;
  readonly legs: readonly WebLeg[];
  readonly hops: readonly WebHop[];
  /** Resolves only because a catch-all entry answers for any name. */
  readonly isWildcard: boolean;
}

export interface DiscoveryFacts {
  readonly address: string;
  readonly domain: string;
  readonly startedSeq: number | null;
  readonly profile: 'sfb' | 'lync2010';
  /** In the client's order. */
  readonly candidates: readonly CandidateFact[];
  readonly wildcard: {
    readonly seq: number;
    readonly name: string;
    readonly addresses: readonly string[];
  } | null;
  readonly concludedSeq: number | null;
  readonly network: Network;
  /** Each host and port once, in the order in which the client would try them; late ones behind. */
  readonly endpoints: readonly SipEndpoint[];
  /** Index in endpoints of what the client takes first; null while that is open, or when there is none. */
  readonly chosen: number | null;
  /** host:port of every connectivity.endpoint.selected, in order. */
  readonly selected: readonly { readonly seq: number; readonly key: string }[];
}

export function discoveryFactsOf(index: LogIndex, names: NameFacts, web: WebFacts): DiscoveryFacts {
  const started = index.of('run.started').at(0);
  const concluded = index.of('discovery.concluded').at(-1);
  const probed = index.of('discovery.wildcard.probed').find(({ data }) => data.exists);
  const wildcard =
    probed === undefined
      ? null
      : { seq: probed.seq, name: probed.data.name, addresses: probed.data.addresses };
  const selected = index.of('connectivity.endpoint.selected');
  const concludedCandidates = [...index.of('discovery.candidate.concluded')].sort(
    (a, b) => a.data.order - b.data.order || a.seq - b.seq,
  );

  const candidates = concludedCandidates.map(({ seq, data }): CandidateFact => {
    const isAutodiscover = data.via === 'lyncdiscover' || data.via === 'lyncdiscoverinternal';
    const isService = data.via === 'srv-internal' || data.via === 'srv-external';
    const name = isService ? names.srvOf(data.name) : names.addressOf(data.name);
    const { legs, hops } = isAutodiscover ? web.chainFrom(data.name) : { legs: [], hops: [] };
    return {
      seq,
      candidate: data,
      isAutodiscover,
      name,
      legs,
      hops,
      isWildcard: isWildcard(data, name, wildcard),
    };
  });

  const endpoints = uniqueEndpoints([
    ...(concluded?.data.endpoints ?? []),
    ...concludedCandidates
      .flatMap(({ data }) => (data.standing === 'used' || data.standing === 'fallback' ? data.endpoints : []))
      .sort((a, b) => VIAS.indexOf(a.via) - VIAS.indexOf(b.via)),
    // Where a redirect leads is no work of discovery.
    ...selected.flatMap(({ data }) => (data.endpoint.via === 'redirect' ? [] : [data.endpoint])),
  ]);
  const chosenEndpoint = concluded?.data.endpoints[concluded.data.chosen ?? -1];

  return {
    address: started?.data.plan.address ?? '',
    domain: canonicalName(sipDomainOf(started?.data.plan.address ?? '')),
    startedSeq: started?.seq ?? null,
    profile: started?.data.plan.profile ?? 'sfb',
    candidates,
    wildcard,
    concludedSeq: concluded?.seq ?? null,
    network: concluded?.data.network ?? 'unknown',
    endpoints,
    chosen:
      chosenEndpoint === undefined
        ? null
        : endpoints.findIndex((endpoint) => endpointKey(endpoint) === endpointKey(chosenEndpoint)),
    selected: selected.map(({ seq, data }) => ({ seq, key: endpointKey(data.endpoint) })),
  };
}

const SIDES: Readonly<Record<Via, Network>> = {
  lyncdiscoverinternal: 'internal',
  // Clients ask for it inside as well, before any SRV record.
  lyncdiscover: 'unknown',
  'srv-internal': 'internal',
  'srv-external': 'external',
  'host-sipinternal': 'internal',
  'host-sip': 'unknown',
  'host-sipexternal': 'external',
  manual: 'unknown',
  redirect: 'unknown',
  unknown: 'unknown',
};

/** true: the way belongs to the network in which this PC is not, where a fault of it costs nothing. */
export function isOtherSide(via: Via, network: Network): boolean {
  const side = SIDES[via];
  return side !== 'unknown' && network !== 'unknown' && side !== network;
}

function isWildcard(
  candidate: Candidate,
  name: NameFact | null,
  wildcard: { readonly addresses: readonly string[] } | null,
): boolean {
  if (candidate.reason === 'wildcard') return true;
  if (wildcard === null || name === null || candidate.standing !== 'unusable') return false;
  return name.addresses.length > 0 && name.addresses.every((address) => wildcard.addresses.includes(address));
}

function uniqueEndpoints(endpoints: readonly SipEndpoint[]): readonly SipEndpoint[] {
  const byKey = new Map<string, SipEndpoint>();
  for (const endpoint of endpoints) {
    if (!byKey.has(endpointKey(endpoint))) byKey.set(endpointKey(endpoint), endpoint);
  }
  return [...byKey.values()];
}
