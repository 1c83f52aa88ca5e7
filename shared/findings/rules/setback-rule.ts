import type { AuthenticationFacts, Setback } from '../facts/authentication.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { SetbackCause } from '../facts/setback-cause.ts';
import type { Owner } from '../finding.ts';
import { defineRule, verdictOf, type Fault, type FindingText, type Rule, type RuleText } from '../rule.ts';

export interface SetbackFault extends Fault {
  readonly setback: Setback;
}

export interface SetbackRuleDefinition {
  readonly id: string;
  readonly owner: Owner;
  readonly text: RuleText;
  readonly cause: SetbackCause;
  /** The run came to what the rule is about. */
  readonly isApplicable: (authentication: AuthenticationFacts) => boolean;
  readonly describe: (setback: Setback, facts: RunFacts) => FindingText;
}

/** A rule about one cause for which a way of signing in comes to nothing. */
export function defineSetbackRule({ cause, isApplicable, describe, ...rule }: SetbackRuleDefinition): Rule {
  return defineRule<SetbackFault>({
    ...rule,
    step: 'authentication',
    severity: 'error',
    judge: ({ authentication }) =>
      verdictOf(setbackFaults(authentication, cause), isApplicable(authentication)),
    describe: ([{ setback }], facts) => describe(setback, facts),
  });
}

export function setbackFaults(
  { setbacks }: AuthenticationFacts,
  cause: SetbackCause,
): readonly SetbackFault[] {
  return setbacks
    .filter((setback) => setback.cause === cause)
    .map((setback) => ({
      setback,
      place: { kind: 'setback', setback },
      evidence: setback.evidence,
    }));
}

/** Something was tried with credentials. */
export function hasAttempt({ attempts }: AuthenticationFacts): boolean {
  return attempts.some(({ purpose }) => purpose !== 'preview');
}

/** The client chose a method for the sign-in, or found none. */
export function hasChoice({ choices }: AuthenticationFacts): boolean {
  return choices.some(({ purpose }) => purpose !== 'preview');
}

export function hasWebService(authentication: AuthenticationFacts): boolean {
  return authentication.hasWebService;
}

export function hasKerberos(authentication: AuthenticationFacts): boolean {
  return authentication.hasKerberos;
}
