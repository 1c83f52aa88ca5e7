import type { LoggedEvent } from '../../events/catalogue.ts';
import { indexLog, type LogIndex } from '../../findings/facts/log-index.ts';
import type { Finding } from '../../findings/finding.ts';
import { judgeRun } from '../../findings/judge.ts';
import type { Verdict } from '../../run/document.ts';
import { checklist } from '../checklist.ts';
import type { ChecklistStep } from '../checklist-model.ts';
import { settingsModel } from '../settings.ts';
import type { SettingsModel } from '../settings-model.ts';
import { signInFacts, type SignInFacts } from '../sign-in-facts.ts';
import { verdict } from '../verdict.ts';
import { hostRoles, runNames, type RoleOf, type RunNames } from './host-roles.ts';

/** One of the two runs, judged. */
export interface Side {
  readonly index: LogIndex;
  readonly facts: SignInFacts;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly steps: readonly ChecklistStep[];
  readonly settings: SettingsModel | null;
  /** The log of a client, which does not write down everything that it does. */
  readonly isClientLog: boolean;
  readonly isPseudonymous: boolean;
  readonly roleOf: RoleOf;
}

/** Both runs, judged by today's rules, with the roles that their hosts have. Names that are alike in both can be compared. */
export function sidesOf(
  a: readonly LoggedEvent[],
  b: readonly LoggedEvent[],
  areNamesShared: boolean,
): readonly [Side, Side] {
  const [factsA, factsB] = [signInFacts(a), signInFacts(b)];
  const namesOf = (log: readonly LoggedEvent[], facts: SignInFacts): RunNames => {
    const names = runNames(log, facts);
    return areNamesShared ? { ...names, isPseudonymous: false } : names;
  };
  const [namesA, namesB] = [namesOf(a, factsA), namesOf(b, factsB)];
  const [rolesA, rolesB] = hostRoles(namesA, namesB);
  return [sideOf(a, factsA, namesA.isPseudonymous, rolesA), sideOf(b, factsB, namesB.isPseudonymous, rolesB)];
}

function sideOf(
  log: readonly LoggedEvent[],
  facts: SignInFacts,
  isPseudonymous: boolean,
  roleOf: RoleOf,
): Side {
  const findings = judgeRun(log);
  return {
    index: indexLog(log),
    facts,
    findings,
    verdict: verdict(log, findings),
    steps: checklist(log, findings),
    settings: settingsModel(log),
    isClientLog: isClientLog(facts),
    isPseudonymous,
    roleOf,
  };
}

export function isClientLog({ start }: SignInFacts): boolean {
  return start?.data.source === 'log';
}
