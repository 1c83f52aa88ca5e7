import type { LocationProfile, NormalisationRule } from './location-profile.ts';
import { MAX_PATTERN_LENGTH } from './location-profile.ts';
import { compilePattern, type PatternProgram } from './pattern/compile-pattern.ts';
import { findMatch, type PatternMatch, type StepBudget } from './pattern/match-pattern.ts';
import type { PatternRefusal } from './pattern/pattern-node.ts';
import { translate } from './pattern/translate.ts';

/** What a dial plan makes of what a person types. */
export interface NumberTrial {
  /** What was tried: the typed text without what only makes it readable. */
  readonly dialled: string;
  /** It begins with +: a client takes such a number for complete and dials it as it stands. */
  readonly isGlobal: boolean;
  readonly outcome: NumberOutcome;
  /** Rules in front of the outcome that could not be tried; with one of them the outcome is not certain. */
  readonly untried: readonly UntriedRule[];
}

export type NumberOutcome =
  | {
      readonly kind: 'matched';
      /** From 0, in the server's order. */
      readonly ruleIndex: number;
      readonly rule: NormalisationRule;
      readonly result: string;
      /** References of the translation to groups that the pattern does not have. */
      readonly unknownReferences: readonly string[];
    }
  | { readonly kind: 'no-match' }
  /** Nothing is left to dial, it is an address, or it is longer than any number. */
  | { readonly kind: 'not-a-number'; readonly reason: 'empty' | 'address' | 'too-long' };

export interface UntriedRule {
  readonly ruleIndex: number;
  readonly reason: PatternRefusal['reason'] | 'too-costly';
  /** Plain words. */
  readonly detail: string;
}

/** E.164 allows 15 digits, a dial string with pauses and extensions a few dozen more. */
export const MAX_DIALLED_LENGTH = 128;
/** Steps for one number through all rules: less than a tenth of a second. A real plan takes a few thousand. */
export const TRIAL_STEPS = 400_000;
/** Characters kept of a result; a translation may repeat what was typed. */
const MAX_RESULT_LENGTH = 1_024;

/**
 * Tries a number as the client does: the first rule that matches decides, and its matches are replaced by its
 * translation. The time is bounded whatever the rules are (see findMatch). Source: [MS-SIPRE] 2.2.8.2, [MC-RegEx].
 */
export function tryNumber(profile: Pick<LocationProfile, 'rules'>, typed: string): NumberTrial {
  const refused = (reason: 'empty' | 'address' | 'too-long', dialled: string): NumberTrial => ({
    dialled,
    isGlobal: false,
    outcome: { kind: 'not-a-number', reason },
    untried: [],
  });
  if (typed.length > MAX_DIALLED_LENGTH) return refused('too-long', typed.slice(0, MAX_DIALLED_LENGTH));
  const dialled = dialString(typed);
  if (dialled === '') return refused('empty', dialled);
  if (dialled.includes('@')) return refused('address', dialled);

  const untried: UntriedRule[] = [];
  const budget: StepBudget = { steps: TRIAL_STEPS };
  const trial = (outcome: NumberOutcome): NumberTrial => ({
    dialled,
    isGlobal: dialled.startsWith('+'),
    outcome,
    untried,
  });
  for (const [ruleIndex, rule] of profile.rules.entries()) {
    const replaced = tryRule(rule, dialled, budget);
    if (replaced === null) continue;
    if ('reason' in replaced) untried.push({ ruleIndex, ...replaced });
    else return trial({ kind: 'matched', ruleIndex, rule, ...replaced });
  }
  return trial({ kind: 'no-match' });
}

function tryRule(
  rule: NormalisationRule,
  dialled: string,
  budget: StepBudget,
): Replaced | Omit<UntriedRule, 'ruleIndex'> | null {
  const tooCostly = {
    reason: 'too-costly',
    detail: 'the rules so far took all the steps that a number may take',
  } as const;
  if (budget.steps <= 0) return tooCostly;
  const program = readPattern(rule);
  // Reading costs time as well: a thousand rules of the largest size must not add up.
  budget.steps -= program.ok ? program.value.instructions.length : rule.pattern.length;
  if (!program.ok) return program.error;
  const replaced = replaceMatches(program.value, rule.translation, dialled, budget);
  return replaced === 'too-costly' ? tooCostly : replaced;
}

/** The pattern made ready, or why it cannot be tried: for a view that marks such rules before a number is typed. */
export function readPattern(rule: Pick<NormalisationRule, 'pattern'>): ReturnType<typeof compilePattern> {
  if (rule.pattern.length > MAX_PATTERN_LENGTH) {
    const detail = `a pattern of more than ${MAX_PATTERN_LENGTH} characters`;
    return { ok: false, error: { reason: 'too-large', detail } };
  }
  return compilePattern(rule.pattern);
}

/** Takes out blanks, invisible characters and the visual separators of RFC 3966 5.1.1, and a leading tel:. */
function dialString(typed: string): string {
  return typed
    .replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, '')
    .replace(/^tel:/i, '')
    .replace(/[-.()/\u2010-\u2015]/g, '');
}

interface Replaced {
  readonly result: string;
  readonly unknownReferences: readonly string[];
}

/** All matches one behind the other, as .NET's Replace does; a rule that is tied to both ends has one. null: none. */
function replaceMatches(
  program: PatternProgram,
  translation: string,
  input: string,
  budget: StepBudget,
): Replaced | 'too-costly' | null {
  const pieces: string[] = [];
  const unknownReferences = new Set<string>();
  let size = 0;
  let copied = 0;
  let from = 0;
  let found: PatternMatch | null = null;
  while (from <= input.length && size <= MAX_RESULT_LENGTH) {
    const outcome = findMatch(program, input, from, budget);
    if (outcome.kind === 'exhausted') return 'too-costly';
    if (outcome.kind === 'no-match') break;
    found = outcome.match;
    const translated = translate(translation, program, found, input);
    pieces.push(input.slice(copied, found.start), translated.text);
    size += translated.text.length;
    for (const reference of translated.unknownReferences) unknownReferences.add(reference);
    copied = found.end;
    from = found.end === found.start ? found.end + 1 : found.end;
  }
  if (found === null) return null;
  const result = [...pieces, input.slice(copied)].join('').slice(0, MAX_RESULT_LENGTH);
  return { result, unknownReferences: [...unknownReferences] };
}
