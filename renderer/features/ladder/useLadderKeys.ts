import { useMemo, type KeyboardEvent } from 'react';
import { foldSection, selectRow } from '../../store/choose-row.ts';
import { goTo } from '../../ui/places.ts';
import type { DrawnRow, DrawnSection } from './layout.ts';

const MOVES: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index) => index + 1,
  j: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  k: (index) => index - 1,
  PageDown: (index) => index + 8,
  PageUp: (index) => index - 8,
  Home: () => 0,
  End: (_index, last) => last,
};

/**
 * Moves the choice along the rows that can be chosen, folds and unfolds as in a tree. Enter goes to the details of a rung or a note,
 * Escape gives the choice up. active: the row that stands for what is chosen.
 */
export function useLadderKeys(
  rows: readonly DrawnRow[],
  active: string | null,
  parentOf: ReadonlyMap<string, string>,
  onUse: () => void,
): (event: KeyboardEvent) => void {
  const choices = useMemo(
    () => rows.filter((row) => row.kind !== 'ghost' && row.kind !== 'heading' && row.kind !== 'gap'),
    [rows],
  );
  return (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const current = choices.findIndex((row) => row.id === active);
    const row = choices[current];
    const choose = (id: string | undefined): void => {
      event.preventDefault();
      onUse();
      if (id !== undefined) selectRow(id);
    };
    const fold = (section: DrawnSection, isOpen: boolean): void => {
      choose(section.id);
      foldSection(section.id, isOpen);
    };

    switch (event.key) {
      case 'Escape':
        selectRow(null);
        return;
      case 'Enter':
        if (row?.kind === 'section') fold(row, !row.isOpen);
        else if (row !== undefined) {
          event.preventDefault();
          goTo('details');
        }
        return;
      case ' ':
        if (row?.kind === 'section') fold(row, !row.isOpen);
        return;
      case 'ArrowRight':
        if (row?.kind === 'section' && !row.isOpen) fold(row, true);
        else if (row?.kind === 'section') choose(choices[current + 1]?.id);
        return;
      case 'ArrowLeft':
        if (row?.kind === 'section' && row.isOpen) fold(row, false);
        // Where the lanes are wider than their room, the way back comes first.
        else if (row !== undefined && event.currentTarget.scrollLeft === 0) choose(parentOf.get(row.id));
        return;
    }
    const move = MOVES[event.key];
    if (move === undefined) return;
    const last = choices.length - 1;
    const next = current < 0 && event.key !== 'End' ? 0 : move(current, last);
    choose(choices[Math.max(0, Math.min(last, next))]?.id);
  };
}
