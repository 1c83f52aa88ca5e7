import type { LoggedEvent } from '../../events/catalogue.ts';
import type { LadderGap, LadderNote, Rung } from '../ladder-model.ts';

/** Where nothing at all happened for longer than gapMs. Takes the rows in order of their first event. */
export function findGaps(
  log: readonly LoggedEvent[],
  rows: readonly (Rung | LadderNote)[],
  gapMs: number,
): readonly LadderGap[] {
  const gaps: LadderGap[] = [];
  let nextRow = 0;
  for (const [index, event] of log.entries()) {
    const before = log[index - 1];
    if (before === undefined || event.t - before.t <= gapMs) continue;
    while ((rows[nextRow]?.firstSeq ?? Infinity) <= before.seq) nextRow += 1;
    const afterRowId = rows[nextRow - 1]?.id ?? null;
    // What happened between the two, such as the end of an idle connection, has no row of its own.
    const earlier = gaps.at(-1)?.afterRowId === afterRowId ? gaps.pop() : undefined;
    const atMs = earlier?.atMs ?? before.t;
    gaps.push({
      kind: 'gap',
      id: earlier?.id ?? `gap-${before.seq}`,
      afterRowId,
      atMs,
      ms: Math.round((event.t - atMs) * 100) / 100,
    });
  }
  return gaps;
}
