import type { EventData } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { endpointFactsOf, type EndpointFact, type EndpointSources } from './endpoints.ts';
import type { LogIndex } from './log-index.ts';

/** One answer that sends the sign-in on. */
export type RedirectHop = EventData<'redirection.received'> & {
  readonly seq: number;
  /** The 3xx itself; null: the log does not say. */
  readonly answerSeq: number | null;
};

export type TargetOutcome = EventData<'redirection.target.concluded'>['outcome'];

/** One address of a 3xx that was tried. */
export interface RedirectTarget {
  readonly seq: number;
  readonly hop: number;
  /** Among those of its 3xx, from 1. */
  readonly order: number;
  readonly outcome: TargetOutcome;
  readonly at: EndpointFact;
}

export interface RedirectionFacts {
  readonly hops: readonly RedirectHop[];
  readonly targets: readonly RedirectTarget[];
  /** Every server to which a 3xx led, each once. */
  readonly endpoints: readonly EndpointFact[];
  readonly concluded: (EventData<'redirection.concluded'> & { readonly seq: number }) | null;
  /** The registrar that kept the sign-in; null: none so far. */
  readonly home: EndpointFact | null;
}

export function redirectionFactsOf(
  index: LogIndex,
  sources: EndpointSources,
  isTimedOut: boolean,
): RedirectionFacts {
  const hops = index.of('redirection.received').map(({ seq, cause, data }): RedirectHop => ({
    ...data,
    seq,
    answerSeq: cause,
  }));
  const tried = index.of('redirection.target.concluded');
  const selected = index.of('connectivity.endpoint.selected').map(({ data }) => data.endpoint);
  const all = [
    ...tried.map(({ data }) => data.endpoint),
    ...selected.filter(({ via }) => via === 'redirect'),
  ];
  const endpoints = endpointFactsOf(eachOnce(all), 'home', sources);
  const byKey = new Map(endpoints.map((endpoint) => [endpoint.key, endpoint]));
  const targets = tried
    .flatMap(({ seq, data }): readonly RedirectTarget[] => {
      const { hop, order, outcome } = data;
      const at = byKey.get(endpointKey(data.endpoint));
      return at === undefined
        ? []
        : [{ seq, hop, order, at, outcome: isTimedOut ? inVain(outcome, at) : outcome }];
    })
    .sort((a, b) => a.hop - b.hop || a.order - b.order);
  const concluded = index.of('redirection.concluded').at(-1);
  const home = concluded?.data.home ?? null;
  return {
    hops,
    targets,
    endpoints,
    concluded: concluded === undefined ? null : { ...concluded.data, seq: concluded.seq },
    home: home === null ? null : (byKey.get(endpointKey(home)) ?? null),
  };
}

/** Those of the last 3xx. */
export function lastTargets({ hops, targets }: RedirectionFacts): readonly RedirectTarget[] {
  const last = hops.at(-1)?.hop;
  return targets.filter(({ hop }) => hop === last);
}

/** true: it was tried and could not be used, or what answers there is no registrar. */
export function isUnusable({ outcome, at }: RedirectTarget): boolean {
  return outcome === 'reached' ? at.outcome === 'not-sip' : outcome !== 'cancelled';
}

/** What the end of the run cut off had waited in vain. */
function inVain(outcome: TargetOutcome, { stage }: EndpointFact): TargetOutcome {
  const isWaiting = outcome === 'cancelled' && (stage === 'tcp-failed' || stage === 'tls-failed');
  return isWaiting ? stage : outcome;
}

function eachOnce(endpoints: readonly SipEndpoint[]): readonly SipEndpoint[] {
  return [...new Map(endpoints.map((endpoint) => [endpointKey(endpoint), endpoint])).values()];
}
