import type { Via } from '../../../../shared/run/ids.ts';
import type { Profile, RunPlan } from '../../../../shared/run/plan.ts';

export type Side = 'internal' | 'external' | 'both';

/** One thing that the client looks for. name: what stands before the SIP domain. */
export type Candidate =
  | {
      readonly kind: 'autodiscover';
      readonly via: AutodiscoverVia;
      readonly label: string;
      readonly side: Side;
    }
  | { readonly kind: 'srv'; readonly via: Via; readonly label: string; readonly side: Side }
  | {
      readonly kind: 'host';
      readonly via: Via;
      readonly label: string;
      readonly side: Side;
      /** In the order in which they are tried; an A record says nothing about ports. */
      readonly ports: readonly number[];
    };

export type AutodiscoverVia = 'lyncdiscoverinternal' | 'lyncdiscover';

const AUTODISCOVER: readonly Candidate[] = [
  { kind: 'autodiscover', via: 'lyncdiscoverinternal', label: 'lyncdiscoverinternal', side: 'internal' },
  { kind: 'autodiscover', via: 'lyncdiscover', label: 'lyncdiscover', side: 'both' },
];
const RECORDS: readonly Candidate[] = [
  { kind: 'srv', via: 'srv-internal', label: '_sipinternaltls._tcp', side: 'internal' },
  { kind: 'srv', via: 'srv-external', label: '_sip._tls', side: 'external' },
  { kind: 'host', via: 'host-sipinternal', label: 'sipinternal', side: 'internal', ports: [5061] },
  { kind: 'host', via: 'host-sip', label: 'sip', side: 'both', ports: [5061, 443] },
  { kind: 'host', via: 'host-sipexternal', label: 'sipexternal', side: 'external', ports: [443, 5061] },
];

/**
 * What each client looks for, in its order.
 * sfb: Lync 2013 and Skype for Business 2015 and later. lync2010: Lync 2010 before its update of November 2011 (CU4), and
 * Office Communicator, which know no autodiscover.
 */
export const CANDIDATES: Readonly<Record<Profile, readonly Candidate[]>> = {
  sfb: [...AUTODISCOVER, ...RECORDS],
  lync2010: RECORDS,
};

/**
 * The order in which candidates count for this plan. With a network given by hand, those of the other side come last: the
 * client would not get to them there, but what they lead to is better than nothing.
 */
export function inPlannedOrder<T extends { readonly side: Side }>(
  candidates: readonly T[],
  network: RunPlan['network'],
): readonly T[] {
  return [
    ...candidates.filter((candidate) => isForNetwork(candidate.side, network)),
    ...candidates.filter((candidate) => !isForNetwork(candidate.side, network)),
  ];
}

export function isForNetwork(side: Side, network: RunPlan['network']): boolean {
  return network === 'auto' || side === 'both' || side === network;
}
