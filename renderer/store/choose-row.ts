import { NO_FOLDING, unfoldedTo, withSection } from './folding.ts';
import { runViewOf } from './run-view.ts';
import { pageStore } from './store.ts';

// Apart from the other actions, so that the start page need not load what computes a ladder.

/** Chooses a row of the ladder, and unfolds what it lies in. */
export function selectRow(rowId: string | null): void {
  pageStore.setState(({ run, folding }) => ({
    selectedRow: rowId,
    folding:
      rowId === null || run === null || run.events.length === 0
        ? folding
        : unfoldedTo(folding, rowId, runViewOf(run.events).sections.parentOf),
  }));
}

/** Chooses a row that nobody asked for: what is in sight stays as it is. */
export function settleOnRow(rowId: string): void {
  pageStore.setState({ selectedRow: rowId });
}

export function foldSection(sectionId: string, isOpen: boolean): void {
  pageStore.setState(({ folding }) => ({ folding: withSection(folding, sectionId, isOpen) }));
}

export function foldAll(isOpen: boolean): void {
  pageStore.setState({ folding: { ...NO_FOLDING, all: isOpen } });
}
