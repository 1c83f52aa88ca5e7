import type { Candidate, CandidateFact } from '../facts/discovery.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { legEvidence } from '../facts/web.ts';
import type { Fault } from '../rule.ts';
import { foreign, listed } from '../words.ts';

/** A candidate of discovery that is broken. */
export interface CandidateFault extends Fault {
  readonly at: CandidateFact;
}

/** Candidates that a client cannot use for one of these reasons; a victim of a catch-all entry is told by that. */
export function candidateFaults(
  { discovery }: RunFacts,
  reasons: readonly Candidate['reason'][],
  kind: 'autodiscover' | 'any',
): readonly CandidateFault[] {
  return (
    discovery.candidates
      .filter(({ candidate }) => candidate.standing === 'unusable' || candidate.standing === 'not-found')
      .filter(({ candidate, isWildcard }) => reasons.includes(candidate.reason) && !isWildcard)
      // Of a name given by hand connectivity.unreachable speaks.
      .filter(({ candidate }) => candidate.via !== 'manual')
      .filter(({ isAutodiscover }) => isAutodiscover || kind === 'any')
      .map(toFault)
  );
}

export function toFault(at: CandidateFact): CandidateFault {
  return {
    at,
    place: { kind: 'candidate', candidate: at },
    evidence: [
      ...(at.name?.evidence ?? []),
      ...at.legs.flatMap(legEvidence),
      ...at.hops.map(({ seq }) => seq),
      at.seq,
    ],
  };
}

/** true: autodiscover was asked over the web at all. */
export function isWebAsked({ discovery }: RunFacts): boolean {
  return discovery.candidates.some(({ isAutodiscover, legs }) => isAutodiscover && legs.length > 0);
}

/** The names of the candidates, for a sentence. */
export function namesOf(faults: readonly CandidateFault[]): string {
  return listed(faults.map(({ at }) => at.candidate.name));
}

/** What the real client would have waited for these candidates, told when it is worth it. */
export function detailOf({ at }: CandidateFault): string | null {
  return at.candidate.detail === null ? null : `(${foreign(at.candidate.detail, 200)})`;
}
