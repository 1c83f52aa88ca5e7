import type { KeyboardEvent } from 'react';
import { selectRow } from '../../store/actions.ts';
import { goTo } from '../../ui/places.ts';
import type { DrawnRow } from './layout.ts';

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

/** Moves the choice along the rows that can be chosen: rungs and notes. Enter goes to its details, Escape gives it up. */
export function useLadderKeys(
  rows: readonly DrawnRow[],
  selectedRow: string | null,
  onUse: () => void,
): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') {
      selectRow(null);
      return;
    }
    if (event.key === 'Enter' && selectedRow !== null) {
      event.preventDefault();
      goTo('details');
      return;
    }
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    onUse();
    const choices = rows.filter((row) => row.kind === 'rung' || row.kind === 'note');
    const last = choices.length - 1;
    const current = choices.findIndex((row) => row.id === selectedRow);
    const next = current < 0 && event.key !== 'End' ? 0 : move(current, last);
    const choice = choices[Math.max(0, Math.min(last, next))];
    if (choice !== undefined) selectRow(choice.id);
  };
}
