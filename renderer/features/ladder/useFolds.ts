import { useCallback, useMemo } from 'react';
import { ladderSections } from '../../../shared/projections/ladder/sections.ts';
import type { LadderSections } from '../../../shared/projections/ladder-section-model.ts';
import { wantsOpen } from '../../store/folding.ts';
import type { RunView } from '../../store/run-view.ts';
import { usePage } from '../../store/store.ts';
import { foldedRows, openByDefault } from './folds.ts';
import { drawnRows, shownRows, type DrawnRow } from './layout.ts';

const NO_SECTIONS: LadderSections = { steps: [], parentOf: new Map() };
const NO_EVENTS: never[] = [];

/** The rows as they are to be drawn: gathered into sections, folded as the run and the person have it. */
export function useFolds(
  view: RunView | null,
  onlyUsed: boolean,
): { readonly rows: readonly DrawnRow[]; readonly parentOf: ReadonlyMap<string, string> } {
  const events = usePage((page) => page.run?.events) ?? NO_EVENTS;
  const folding = usePage((page) => page.folding);
  const sections = useMemo(() => {
    if (view === null) return NO_SECTIONS;
    return onlyUsed ? ladderSections(shownRows(view.ladder, true), events) : view.sections;
  }, [view, onlyUsed, events]);
  const open = useMemo(
    () => (view === null ? new Set<string>() : openByDefault(view, sections)),
    [view, sections],
  );
  const isOpen = useCallback(
    ({ id }: { readonly id: string }) => wantsOpen(folding, id) ?? open.has(id),
    [folding, open],
  );
  const rows = useMemo(
    () => (view === null ? [] : drawnRows(view.ladder, foldedRows(sections, isOpen))),
    [view, sections, isOpen],
  );
  return { rows, parentOf: sections.parentOf };
}
