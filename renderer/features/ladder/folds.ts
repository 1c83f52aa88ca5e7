import type { LadderRow } from '../../../shared/projections/ladder-model.ts';
import type { LadderSection, LadderSections } from '../../../shared/projections/ladder-section-model.ts';
import { ancestorsOf } from '../../store/folding.ts';
import type { RunView } from '../../store/run-view.ts';
import { tellingRow } from '../../store/telling-row.ts';
import type { DrawnRow, DrawnSection } from './layout.ts';

/**
 * The sections that stand open unless the person says otherwise: what is under way, down to its groups, and after a failure the way
 * down to the row that tells why. All else is one line a step.
 */
export function openByDefault(
  { ladder, steps, findings }: Pick<RunView, 'ladder' | 'steps' | 'findings'>,
  sections: LadderSections,
): ReadonlySet<string> {
  const isUnderWay = new Set(
    steps
      .filter(({ state }) => ['running', 'failed', 'cancelled', 'crashed'].includes(state))
      .map(({ id }) => id),
  );
  const open = new Set<string>();
  for (const step of sections.steps) {
    if (isUnderWay.has(step.step)) open.add(step.id);
    const groups = step.items.filter((item) => item.kind === 'section');
    // Alone in its step a group would only stand in the way. Not while others may still join it: lines must not fold by themselves.
    const [only] = groups;
    if (ladder.isFinished && only !== undefined && groups.length === 1) open.add(only.id);
  }
  const cause = ladder.isFinished ? findings.find(({ rootCause }) => rootCause) : undefined;
  const telling = cause === undefined ? undefined : tellingRow(ladder, cause);
  for (const id of telling === undefined ? [] : ancestorsOf(telling.id, sections.parentOf)) open.add(id);
  return open;
}

/** Every section as a line, each with what it holds below it where it is open. */
export function foldedRows(
  { steps }: LadderSections,
  isOpen: (section: LadderSection) => boolean,
): readonly (DrawnSection | LadderRow)[] {
  const drawn: (DrawnSection | LadderRow)[] = [];
  const draw = (items: LadderSection['items']): void => {
    for (const item of items) {
      if (item.kind !== 'section') {
        drawn.push(item);
        continue;
      }
      const open = isOpen(item);
      drawn.push({ kind: 'section', id: item.id, section: item, isOpen: open });
      if (open) draw(item.items);
    }
  };
  draw(steps);
  return drawn;
}

/** What stands for the chosen row: itself, or the innermost line that it is folded into. null: neither is drawn. */
export function standIn(
  rowId: string | null,
  rows: readonly DrawnRow[],
  parentOf: ReadonlyMap<string, string>,
): string | null {
  if (rowId === null) return null;
  const wanted = [rowId, ...ancestorsOf(rowId, parentOf)];
  const drawn = new Set<string>();
  for (const { id } of rows) if (wanted.includes(id)) drawn.add(id);
  return wanted.find((id) => drawn.has(id)) ?? null;
}
