import { visible } from '../../lib/text.ts';
import type { ComparisonSection, Relation } from '../../run/diff-document.ts';
import type { ComparisonRow } from '../comparison-model.ts';
import type { Side } from './side.ts';

/** What one run has to say about one thing. */
export interface Entry {
  /** Finds the same thing in the other run; the label where it is left out. */
  readonly id?: string;
  readonly label: string;
  readonly text: string;
  /** What is compared in place of the text: without order, times, and whatever else may differ. */
  readonly sense?: string;
  readonly isTelling?: boolean;
  /** It tells hosts or people, for which pseudonyms may stand. */
  readonly isNaming?: boolean;
  /** A client log shows it, so that its absence there means something. */
  readonly isInLogs?: boolean;
}

/** Reads one side; takes the other one only for what both have in common. */
export type EntryReader = (own: Side, other: Side) => readonly Entry[];

const LONGEST_LABEL = 300;
const LONGEST_TEXT = 1_200;

/** Puts what both sides say about the same thing in one row: in the order of the first, then what only the second has. */
export function pairEntries(
  section: ComparisonSection,
  [a, b]: readonly [Side, Side],
  read: EntryReader,
): readonly ComparisonRow[] {
  const entriesA = byId(read(a, b));
  const entriesB = byId(read(b, a));
  const ids = new Set([...entriesA.keys(), ...entriesB.keys()]);
  return [...ids].flatMap((id): readonly ComparisonRow[] => {
    const [inA, inB] = [entriesA.get(id), entriesB.get(id)];
    const known = inA ?? inB;
    if (known === undefined) return [];
    return [
      {
        section,
        label: visible(known.label, LONGEST_LABEL),
        a: inA === undefined ? null : visible(inA.text, LONGEST_TEXT),
        b: inB === undefined ? null : visible(inB.text, LONGEST_TEXT),
        relation: relationOf(inA, inB, [a, b]),
        weight: inA?.isTelling === true || inB?.isTelling === true ? 'telling' : 'ordinary',
      },
    ];
  });
}

function relationOf(inA: Entry | undefined, inB: Entry | undefined, [a, b]: readonly [Side, Side]): Relation {
  if (inA === undefined) return a.isClientLog && inB?.isInLogs !== true ? 'incomparable' : 'only-b';
  if (inB === undefined) return b.isClientLog && inA.isInLogs !== true ? 'incomparable' : 'only-a';
  if ((inA.sense ?? inA.text) === (inB.sense ?? inB.text)) return 'same';
  const isHidden = a.isPseudonymous || b.isPseudonymous;
  return isHidden && (inA.isNaming === true || inB.isNaming === true) ? 'incomparable' : 'different';
}

/** Of two things of the same name the second is another one: hostile or odd servers send such. */
function byId(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  const counts = new Map<string, number>();
  return new Map(
    entries.map((entry) => {
      const id = entry.id ?? entry.label;
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      return [`${id} #${count}`, entry];
    }),
  );
}
