import { abridged } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { MAX_DIALLED_LENGTH, tryNumber, type NumberTrial } from '../../protocol/settings/normalise.ts';
import type { DialPlan } from '../settings-model.ts';

/** What a dial plan makes of a number, in words. */
export interface TrialView {
  readonly sentence: string;
  /** What is dialled in the end; null: nothing that is a number. */
  readonly result: string | null;
  /** The rule that decides, from 1. */
  readonly rule: number | null;
  /** What makes it less than certain. */
  readonly doubts: readonly string[];
}

/** null: nothing was typed. Bounded in time, whatever the rules are. */
export function tryInDialPlan(plan: Pick<DialPlan, 'source' | 'name'>, typed: string): TrialView | null {
  const trial = tryNumber(plan.source, typed);
  const { outcome, isGlobal, untried } = trial;
  if (outcome.kind === 'not-a-number') {
    return outcome.reason === 'empty' && typed.trim() === ''
      ? null
      : { sentence: REFUSALS[outcome.reason], result: null, rule: null, doubts: [] };
  }
  const dialled = visible(trial.dialled);
  if (isGlobal) {
    const sentence = 'A number with + in front is complete: the client dials it as it is.';
    return { sentence, result: dialled, rule: null, doubts: [] };
  }
  const doubts = untriedDoubts(untried);
  if (outcome.kind === 'no-match') {
    const sentence = `No rule matches. The client sends it as it is, marked with the dial plan ${plan.name}.`;
    return { sentence, result: dialled, rule: null, doubts };
  }
  const { rule, result, ruleIndex, unknownReferences } = outcome;
  return {
    sentence:
      `Rule ${ruleIndex + 1} matches: ${visible(rule.pattern, 1_100)} ` +
      `becomes ${rule.translation === '' ? 'nothing' : visible(rule.translation, 1_100)}.`,
    result: result === '' ? 'nothing' : visible(result, 1_100),
    rule: ruleIndex + 1,
    doubts: [
      ...doubts,
      ...(unknownReferences.length === 0
        ? []
        : [
            `The translation names groups that the pattern does not have: ${visible(unknownReferences.join(', '))}.`,
          ]),
    ],
  };
}

const REFUSALS = {
  empty: 'Nothing of this can be dialled.',
  address: 'This is an address; a dial plan is for numbers.',
  'too-long': `A number has at most ${MAX_DIALLED_LENGTH} characters.`,
} as const;

function untriedDoubts(untried: NumberTrial['untried']): readonly string[] {
  if (untried.length === 0) return [];
  const numbers = abridged(
    untried.map(({ ruleIndex }) => String(ruleIndex + 1)),
    8,
  );
  const [first] = untried;
  const one = untried.length === 1;
  return [
    `${one ? 'Rule' : 'Rules'} ${numbers} could not be tried (${visible(first?.detail ?? '')}), so the server may come to another result.`,
  ];
}
