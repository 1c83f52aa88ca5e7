import type { Instruction, PatternProgram } from './compile-pattern.ts';
import type { Assertion } from './pattern-node.ts';
import { isWordUnit } from './unit-tests.ts';

/** Steps that are left for everything that shares it. */
export interface StepBudget {
  steps: number;
}

export type MatchOutcome =
  | { readonly kind: 'match'; readonly match: PatternMatch }
  | { readonly kind: 'no-match' }
  /** The budget is used up: it is not known whether there is a match. */
  | { readonly kind: 'exhausted' };

export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  /** By number, the whole match first; null: the group took no part. */
  readonly groups: readonly (string | null)[];
}

/**
 * Finds the first match at or behind a place, the one that a backtracking engine such as .NET's finds: the leftmost, and
 * of several there the one that comes first in the order of alternatives and of greed.
 *
 * No pattern can make it hang: a pair of instruction and place that led nowhere once is not tried again, so a
 * pattern without look-around costs at most instructions times characters. That holds because back references, the only
 * thing whose outcome depends on how a place was reached, are refused. Look-around and atomic groups begin anew at each
 * place; what they cost is bounded by the budget alone. Depth is bounded by that of the groups.
 */
export function findMatch(
  program: PatternProgram,
  input: string,
  from: number,
  budget: StepBudget,
): MatchOutcome {
  const visited = new Set<number>();
  for (let start = from; start <= input.length; start += 1) {
    const slots = new Array<number>(program.groupCount * 2).fill(-1);
    const end = run(new Execution(program.instructions, input, slots, budget), 0, start, visited, null);
    if (end === EXHAUSTED) return { kind: 'exhausted' };
    if (end === NOWHERE) continue;
    return { kind: 'match', match: { start, end, groups: groupsOf(input, slots, start, end) } };
  }
  return { kind: 'no-match' };
}

const NOWHERE = -1;
const EXHAUSTED = -2;

class Execution {
  readonly instructions: readonly Instruction[];
  readonly input: string;
  readonly slots: number[];
  readonly budget: StepBudget;

  constructor(instructions: readonly Instruction[], input: string, slots: number[], budget: StepBudget) {
    this.instructions = instructions;
    this.input = input;
    this.slots = slots;
    this.budget = budget;
  }
}

/** Where to go on, or what a group was before a way that led nowhere. */
type Pending =
  | { readonly kind: 'try'; readonly at: number; readonly position: number }
  | { readonly kind: 'restore'; readonly slot: number; readonly value: number };

/** Returns the end of the match, NOWHERE or EXHAUSTED. */
function run(
  execution: Execution,
  entry: number,
  start: number,
  visited: Set<number>,
  requiredEnd: number | null,
): number {
  const { slots } = execution;
  const pending: Pending[] = [{ kind: 'try', at: entry, position: start }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'restore') {
      slots[next.slot] = next.value;
      continue;
    }
    const end = follow(execution, next.at, next.position, visited, requiredEnd, pending);
    if (end !== NOWHERE) return end;
  }
  return NOWHERE;
}

/** Follows one way until it matches or ends; other ways are left in `pending`. */
function follow(
  execution: Execution,
  entry: number,
  start: number,
  visited: Set<number>,
  requiredEnd: number | null,
  pending: Pending[],
): number {
  const { instructions, input, slots, budget } = execution;
  let at = entry;
  let position = start;
  for (;;) {
    budget.steps -= 1;
    if (budget.steps < 0) return EXHAUSTED;
    const key = at * (input.length + 1) + position;
    if (visited.has(key)) return NOWHERE;
    visited.add(key);
    const instruction = instructions[at];
    if (instruction === undefined) return NOWHERE;
    switch (instruction.kind) {
      case 'match':
        return requiredEnd === null || position === requiredEnd ? position : NOWHERE;
      case 'unit':
        if (position >= input.length || !instruction.accepts(input.charAt(position))) return NOWHERE;
        position += 1;
        at += 1;
        break;
      case 'assertion':
        if (!holds(instruction.assertion, input, position)) return NOWHERE;
        at += 1;
        break;
      case 'save':
        pending.push({ kind: 'restore', slot: instruction.slot, value: slots[instruction.slot] ?? -1 });
        slots[instruction.slot] = position;
        at += 1;
        break;
      case 'jump':
        at = instruction.to;
        break;
      case 'split':
        pending.push({ kind: 'try', at: instruction.second, position });
        at = instruction.first;
        break;
      case 'look': {
        const isFound = look(execution, at + 1, position, instruction, pending);
        if (isFound === EXHAUSTED) return EXHAUSTED;
        if ((isFound === NOWHERE) !== instruction.isNegative) return NOWHERE;
        at = instruction.next;
        break;
      }
      case 'atomic': {
        const end = embedded(execution, at + 1, position, null, pending);
        if (end < 0) return end;
        position = end;
        at = instruction.next;
        break;
      }
    }
  }
}

/** Behind: from each place in front, the nearest first, for a match that ends here. */
function look(
  execution: Execution,
  entry: number,
  position: number,
  { isBehind, isNegative }: { readonly isBehind: boolean; readonly isNegative: boolean },
  pending: Pending[],
): number {
  const kept: Pending[] | null = isNegative ? null : pending;
  if (!isBehind) return embedded(execution, entry, position, null, kept);
  for (let start = position; start >= 0; start -= 1) {
    const end = embedded(execution, entry, start, position, kept);
    if (end !== NOWHERE) return end;
  }
  return NOWHERE;
}

/**
 * Runs a program inside of the program. What its groups took stays if it matched, but can be undone by the ways that are
 * still pending outside (null: nothing of it stays).
 */
function embedded(
  execution: Execution,
  entry: number,
  start: number,
  requiredEnd: number | null,
  pending: Pending[] | null,
): number {
  const before = [...execution.slots];
  // The copy is paid for like the steps, else a budget of steps would not be one of time.
  execution.budget.steps -= before.length;
  const end = run(execution, entry, start, new Set(), requiredEnd);
  before.forEach((value, slot) => {
    if (execution.slots[slot] === value) return;
    if (end >= 0 && pending !== null) pending.push({ kind: 'restore', slot, value });
    else execution.slots[slot] = value;
  });
  return end;
}

function holds(assertion: Assertion, input: string, position: number): boolean {
  switch (assertion) {
    case 'input-start':
      return position === 0;
    case 'input-end':
      return position === input.length;
    case 'input-end-or-last-line-end':
      return position === input.length || (position === input.length - 1 && input.endsWith('\n'));
    case 'word-boundary':
      return isWordAt(input, position - 1) !== isWordAt(input, position);
    case 'no-word-boundary':
      return isWordAt(input, position - 1) === isWordAt(input, position);
  }
}

function isWordAt(input: string, position: number): boolean {
  return isWordUnit(input.charAt(position));
}

function groupsOf(
  input: string,
  slots: readonly number[],
  start: number,
  end: number,
): readonly (string | null)[] {
  const groups: (string | null)[] = [input.slice(start, end)];
  for (let slot = 2; slot < slots.length; slot += 2) {
    const [from = -1, to = -1] = slots.slice(slot, slot + 2);
    groups.push(from === -1 || to < from ? null : input.slice(from, to));
  }
  return groups;
}
