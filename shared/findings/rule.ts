import type { StepId } from '../run/ids.ts';
import type { Setback } from './facts/authentication.ts';
import type { CloudSign } from './facts/cloud.ts';
import type { CandidateFact } from './facts/discovery.ts';
import type { EndpointFact } from './facts/endpoints.ts';
import type { RedirectTarget } from './facts/redirection.ts';
import type { RunFacts } from './facts/run-facts.ts';
import type { Owner, Severity } from './finding.ts';

/** Where a fault sits; how much it matters follows from that. */
export type Place =
  /** Of the run as a whole: as severe as its rule says. */
  | { readonly kind: 'run' }
  /** Beside the way of the sign-in: a warning at most, once a server was reached. */
  | { readonly kind: 'beside' }
  | { readonly kind: 'setback'; readonly setback: Setback }
  | { readonly kind: 'candidate'; readonly candidate: CandidateFact }
  /** isPartial: another address of the same endpoint did better. */
  | { readonly kind: 'endpoint'; readonly endpoint: EndpointFact; readonly isPartial: boolean }
  /** An address to which a server sent the sign-in on. */
  | { readonly kind: 'target'; readonly target: RedirectTarget }
  /** Of a whole step: an error counts once the sign-in has stopped there. */
  | { readonly kind: 'step'; readonly step: Extract<StepId, 'redirection' | 'settings'> }
  /** A way to Microsoft's cloud. */
  | { readonly kind: 'cloud'; readonly sign: CloudSign };

export interface Fault {
  readonly place: Place;
  /** It goes away with another fault of this run. */
  readonly isConsequence?: boolean;
  readonly evidence: readonly number[];
}

/** What a finding says about this run. The decisive fault is the first one. */
export interface FindingText {
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
  readonly verify: string | null;
  readonly alternatives?: readonly string[];
  /** Where it differs from the rule's own. */
  readonly owner?: Owner;
  readonly step?: StepId;
}

/** Words about the finding without a run. */
export interface RuleText {
  /** What is wrong, in one sentence. */
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
  readonly reference: string | null;
}

export type Verdict<F extends Fault> =
  | { readonly kind: 'broken'; readonly faults: readonly [F, ...F[]] }
  | { readonly kind: 'holds' }
  /** The run never came to what this rule is about. */
  | { readonly kind: 'not-applicable' }
  | { readonly kind: 'unknown'; readonly missing: string };

export interface RuleDefinition<F extends Fault> {
  readonly id: string;
  readonly step: StepId;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly text: RuleText;
  judge(facts: RunFacts): Verdict<F>;
  /** The faults are at least one, the decisive one first. */
  describe(faults: readonly [F, ...F[]], facts: RunFacts): FindingText;
}

/** A rule of which the kind of its faults no longer shows. */
export interface Rule {
  readonly id: string;
  readonly step: StepId;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly text: RuleText;
  judge(facts: RunFacts): RuleVerdict;
}

export type RuleVerdict =
  | Exclude<Verdict<Fault>, { readonly kind: 'broken' }>
  | {
      readonly kind: 'broken';
      readonly faults: readonly Fault[];
      /** Takes some of the faults, in the order in which they are to be told. null when none of them is ours. */
      describe(chosen: readonly Fault[]): FindingText | null;
    };

export function defineRule<F extends Fault>(definition: RuleDefinition<F>): Rule {
  const { id, step, severity, owner, text } = definition;
  return {
    id,
    step,
    severity,
    owner,
    text,
    judge(facts) {
      const verdict = definition.judge(facts);
      if (verdict.kind !== 'broken') return verdict;
      const typed = new Map<Fault, F>(verdict.faults.map((fault) => [fault, fault]));
      return {
        kind: 'broken',
        faults: verdict.faults,
        describe(chosen) {
          const own = chosen.flatMap((fault) => typed.get(fault) ?? []);
          const [first, ...rest] = own;
          return first === undefined ? null : definition.describe([first, ...rest], facts);
        },
      };
    },
  };
}

/** One finding with two kinds of evidence: the words are those of the part to which the decisive fault belongs. */
export function joinRules(main: Rule, other: Omit<Rule, 'text'>): Rule {
  return {
    ...main,
    judge(facts) {
      const verdicts = [main.judge(facts), other.judge(facts)];
      const broken = verdicts.filter((verdict) => verdict.kind === 'broken');
      if (broken.length === 0)
        return verdicts.find(({ kind }) => kind === 'holds') ?? { kind: 'not-applicable' };
      return {
        kind: 'broken',
        faults: broken.flatMap(({ faults }) => faults),
        describe: (chosen) =>
          broken
            .find(({ faults }) => chosen[0] !== undefined && faults.includes(chosen[0]))
            ?.describe(chosen) ?? null,
      };
    },
  };
}

/** broken when there are faults, else holds when what the rule is about was seen, else not applicable. */
export function verdictOf<F extends Fault>(faults: readonly F[], isApplicable: boolean): Verdict<F> {
  const [first, ...rest] = faults;
  if (first !== undefined) return { kind: 'broken', faults: [first, ...rest] };
  return { kind: isApplicable ? 'holds' : 'not-applicable' };
}
