import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { backupOf } from '../facts/backup.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { hasFailed, type ConcludedRequest } from '../facts/settings.ts';
import type { Owner, Severity } from '../finding.ts';
import {
  defineRule,
  verdictOf,
  type Fault,
  type FindingText,
  type Place,
  type Rule,
  type RuleText,
} from '../rule.ts';
import { sentences } from '../words.ts';
import { adviceOf, endingOf, evidenceOf, isOutage } from './settings-words.ts';

export interface RequestFault extends Fault {
  readonly one: ConcludedRequest;
}

export interface RequestRuleDefinition {
  readonly id: string;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly text: RuleText;
  readonly requests: readonly SettingsRequestKind[];
  /** Of those requests that brought nothing. */
  readonly applies?: (one: ConcludedRequest, facts: RunFacts) => boolean;
  /** The explanation is completed with how each request ended. */
  readonly describe: (
    one: ConcludedRequest,
    facts: RunFacts,
    all: readonly ConcludedRequest[],
  ) => FindingText;
}

export const SETTINGS_PLACE: Place = { kind: 'step', step: 'settings' };

/** A rule about requests for settings that brought nothing. */
export function defineRequestRule({
  requests,
  applies = () => true,
  describe,
  ...rule
}: RequestRuleDefinition): Rule {
  return defineRule<RequestFault>({
    ...rule,
    step: 'settings',
    judge: (facts) => {
      const own = facts.settings.requests.filter(({ request }) => requests.includes(request));
      return verdictOf(
        own.filter((one) => hasFailed(one) && applies(one, facts)).map((one) => toFault(one, facts)),
        own.some(({ outcome }) => outcome !== 'not-asked' && outcome !== 'cancelled'),
      );
    },
    describe: (faults, facts) => {
      const [{ one }] = faults;
      const all = faults.map((fault) => fault.one);
      const words = describe(one, facts, all);
      const { advice, owner } = adviceOf(one);
      return {
        ...words,
        explanation: sentences(
          ...all.map((each) => endingOf(each, facts)),
          words.explanation,
          faults.every(({ isConsequence }) => isConsequence === true)
            ? 'That follows from another fault of this run, and goes away with it.'
            : null,
        ),
        remedy: sentences(words.remedy, advice),
        ...(owner === undefined || words.owner !== undefined ? {} : { owner }),
      };
    },
  });
}

function toFault(one: ConcludedRequest, facts: RunFacts): RequestFault {
  return { one, place: SETTINGS_PLACE, evidence: evidenceOf(one), isConsequence: isConsequence(one, facts) };
}

/** What a lost registration cut off, or what is missing where another server stands in for the home pool. */
export function isConsequence(one: ConcludedRequest, facts: RunFacts): boolean {
  const { loss } = facts.settings;
  if (loss !== null && one.seq > loss.seq) return true;
  if (one.request === 'provisioning') return false;
  const backup = isOutage(one) ? backupOf(facts) : null;
  return backup !== null && (backup.isStandIn || backup.isLimited);
}
