import type { LoggedEvent } from '../../events/catalogue.ts';
import type { Relation } from '../../run/diff-document.ts';
import type { AlignedLadder, AlignedRow } from '../comparison-model.ts';
import { ladder } from '../ladder.ts';
import type { Rung } from '../ladder-model.ts';
import { signInFacts } from '../sign-in-facts.ts';
import { hostRoles, runNames } from './host-roles.ts';
import { pairSequences } from './pair-sequences.ts';
import { rungContent, rungPurpose, type RungContext } from './rung-meaning.ts';
import { isClientLog } from './side.ts';

/** Rungs of each run that are aligned: the cost grows with the product. */
const MOST_RUNGS = 2_000;

/**
 * The rungs of both ladders, those that mean the same side by side, in the order of both. What runs side by side and came in
 * another order is paired where the first has it. What the other run lacks stands alone.
 */
export function alignedLadder(a: readonly LoggedEvent[], b: readonly LoggedEvent[]): AlignedLadder {
  const [one, two] = [readRun(a), readRun(b)];
  const [rolesA, rolesB] = hostRoles(one.names, two.names);
  const isHidden = one.names.isPseudonymous || two.names.isPseudonymous;
  const contextA: RungContext = { ...one, roleOf: rolesA, isHidden };
  const contextB: RungContext = { ...two, roleOf: rolesB, isHidden };
  const [rungsA, rungsB] = [one.rungs.slice(0, MOST_RUNGS), two.rungs.slice(0, MOST_RUNGS)];
  const number = numbering();
  const pairs = withMoved(
    rungsA.map((rung) => number(rungPurpose(rung, contextA))),
    rungsB.map((rung) => number(rungPurpose(rung, contextB))),
  );
  const rows = pairs.flatMap(([i, j]): readonly AlignedRow[] => {
    const [inA, inB] = [i === null ? null : (rungsA[i] ?? null), j === null ? null : (rungsB[j] ?? null)];
    if (inA !== null && inB !== null) {
      const isSame = rungContent(inA, contextA) === rungContent(inB, contextB);
      return [{ a: inA, b: inB, relation: isSame ? 'same' : 'different' }];
    }
    if (inA !== null) return [{ a: inA, b: null, relation: lonely('only-a', inA, two.isClientLog) }];
    if (inB !== null) return [{ a: null, b: inB, relation: lonely('only-b', inB, one.isClientLog) }];
    return [];
  });
  const leftOut = { a: one.rungs.length - rungsA.length, b: two.rungs.length - rungsB.length };
  return { rows, leftOut };
}

interface RunRungs extends Pick<RungContext, 'names' | 'eventAt'> {
  readonly rungs: readonly Rung[];
  readonly isClientLog: boolean;
}

function readRun(log: readonly LoggedEvent[]): RunRungs {
  const facts = signInFacts(log);
  const bySeq = new Map(log.map((event) => [event.seq, event]));
  return {
    names: runNames(log, facts),
    rungs: ladder(log).rungs,
    isClientLog: isClientLog(facts),
    eventAt: (seq) => bySeq.get(seq),
  };
}

/** A client writes its SIP messages down, and little else. */
function lonely(relation: Relation, { protocol }: Rung, isOtherClientLog: boolean): Relation {
  return isOtherClientLog && protocol !== 'sip' ? 'incomparable' : relation;
}

function numbering(): (text: string) => number {
  const numbers = new Map<string, number>();
  return (text) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
}

/** Pairs in order first; then what is left over on both sides and means the same. */
function withMoved(
  a: readonly number[],
  b: readonly number[],
): readonly (readonly [number | null, number | null])[] {
  const pairs = pairSequences(a, b);
  const waiting = new Map<number, number[]>();
  for (const [i, j] of pairs) {
    const meaning = i === null && j !== null ? b[j] : undefined;
    if (j === null || meaning === undefined) continue;
    const queue = waiting.get(meaning);
    if (queue === undefined) waiting.set(meaning, [j]);
    else queue.push(j);
  }
  const moved = new Set<number>();
  const completed = pairs.map(([i, j]): readonly [number | null, number | null] => {
    const meaning = j === null && i !== null ? a[i] : undefined;
    const found = meaning === undefined ? undefined : waiting.get(meaning)?.shift();
    if (found === undefined) return [i, j];
    moved.add(found);
    return [i, found];
  });
  return completed.filter(([i, j]) => i !== null || j === null || !moved.has(j));
}
