import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import type { CandidateReason } from '../../../../shared/events/discovery-events.ts';
import type { DnsOutcome } from '../../../../shared/events/dns-events.ts';
import type { Network } from '../../../../shared/run/ids.ts';

/** What became of one candidate, before it is weighed against the others. */
export interface CandidateFinding {
  readonly found: boolean;
  /** In the order in which the client tries them; none: the candidate is of no use, and reason says why. */
  readonly endpoints: readonly SipEndpoint[];
  readonly reason: CandidateReason;
  readonly detail: string | null;
  readonly network: Network;
  readonly networkEvidence: string | null;
  /** seq of the observation that it rests on. */
  readonly cause: number | null;
  /** What this candidate alone costs. */
  readonly tookMs: number;
}

/** Why a name that was asked for is as good as absent. */
export function reasonOfDns(outcome: DnsOutcome): CandidateReason {
  switch (outcome) {
    case 'answered':
    case 'no-data':
    case 'nxdomain':
      return 'no-record';
    case 'servfail':
    case 'other-rcode':
      return 'dns-servfail';
    case 'refused':
      return 'dns-refused';
    case 'timeout':
      return 'dns-timeout';
    case 'malformed':
      return 'dns-malformed';
    case 'unreachable':
      return 'dns-unreachable';
  }
}
