import type { Ladder, LadderRow } from '../ladder-model.ts';

/**
 * Returns the new ladder with every object of the previous one that says the same, so that a view that compares by
 * reference draws only what changed.
 */
export function keepIdentity(previous: Ladder, next: Ladder): Ladder {
  const known = new Map(previous.rows.map((row) => [row.id, row]));
  const keep = <Row extends LadderRow>(row: Row): Row => {
    const old = known.get(row.id);
    // The same id is only ever given to a row of the same kind.
    return old !== undefined && isSame(old, row) ? (old as Row) : row;
  };
  const rungs = next.rungs.map(keep);
  const notes = next.notes.map(keep);
  const gaps = next.gaps.map(keep);
  const kept = new Map<string, LadderRow>([...rungs, ...notes, ...gaps].map((row) => [row.id, row]));
  return {
    ...next,
    lanes: keepList(previous.lanes, next.lanes, isSame),
    rungs: keepList(previous.rungs, rungs, Object.is),
    notes: keepList(previous.notes, notes, Object.is),
    gaps: keepList(previous.gaps, gaps, Object.is),
    rows: keepList(
      previous.rows,
      next.rows.map((row) => kept.get(row.id) ?? row),
      Object.is,
    ),
    ghosts: keepList(previous.ghosts, next.ghosts, Object.is),
  };
}

function keepList<T>(old: readonly T[], list: readonly T[], same: (a: T, b: T) => boolean): readonly T[] {
  const mixed = list.map((item, index) => {
    const before = old[index];
    return before !== undefined && same(before, item) ? before : item;
  });
  return mixed.length === old.length && mixed.every((item, index) => item === old[index]) ? old : mixed;
}

/** Compares plain data: primitives, arrays and objects of them. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(valueOf(a, key), valueOf(b, key)))
  );
}

function valueOf(object: object, key: string): unknown {
  // Plain data: any key may be asked for.
  return (object as Readonly<Record<string, unknown>>)[key];
}
