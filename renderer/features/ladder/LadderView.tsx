import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ChecklistStep } from '../../../shared/projections/checklist-model.ts';
import type { Ladder } from '../../../shared/projections/ladder-model.ts';
import { ancestorsOf } from '../../store/folding.ts';
import type { RunView } from '../../store/run-view.ts';
import { usePage } from '../../store/store.ts';
import type { Place } from '../../ui/places.ts';
import { standIn } from './folds.ts';
import { laneLines } from './lane-lines.ts';
import { layoutLanes, METRICS, rowHeight, type DrawnRow } from './layout.ts';
import styles from './ladder.module.css';
import { LadderRowView } from './LadderRowView.tsx';
import { LadderToolbar } from './LadderToolbar.tsx';
import { LaneHeader } from './LaneHeader.tsx';
import { createRowSlots } from './row-slots.ts';
import { useFolds } from './useFolds.ts';
import { useFollowTail } from './useFollowTail.ts';
import { useLadderKeys } from './useLadderKeys.ts';
import { useSelectAtEnd } from './useSelectAtEnd.ts';
import { useWidth } from './useWidth.ts';

const PLACE: Place = 'call-flow';
const EMPTY: Ladder = { lanes: [], rungs: [], notes: [], gaps: [], rows: [], ghosts: [], isFinished: false };

/**
 * The call flow: a lane per party, time running down, a rung per request with its answer; in steps and groups that fold.
 * One grid for everybody: the drawing inside a row is decoration, its texts are cells that are read out.
 */
export function LadderView({ view }: { readonly view: RunView | null }) {
  const ladder = view?.ladder ?? EMPTY;
  const selectedRow = usePage((page) => page.selectedRow);
  const [onlyUsed, setOnlyUsed] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const [slotsOf] = useState(createRowSlots);
  const { rows, parentOf } = useFolds(view, onlyUsed);
  const active = useMemo(() => standIn(selectedRow, rows, parentOf), [selectedRow, rows, parentOf]);
  const layout = useMemo(() => layoutLanes(ladder.lanes, width), [ladder.lanes, width]);
  const lines = useMemo(() => laneLines(layout), [layout]);
  // What does not belong to the path taken recedes once the run has come out well.
  const proven = useMemo(() => provenRows(view, parentOf), [view, parentOf]);
  const isGood = view?.verdict.state === 'finished' && view.verdict.verdict.outcome !== 'failed';
  const endMs = useMemo(() => lastMoment(ladder), [ladder]);
  // Where each row stands is computed anew when these change, and not while the rows only scroll.
  const estimateSize = useCallback((index: number) => rowHeight(rows[index]), [rows]);
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows]);
  // The virtualizer keeps its own state; the compiler's memo is not used in this project.
  // eslint-disable-next-line react-hooks/incompatible-library -- see above
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    // The more of them there are, the less of the time of a frame is left when every row is a new one.
    overscan: 6,
    // The lanes' names stand above the rows inside the same scroller.
    scrollPaddingEnd: METRICS.laneHeader,
  });
  const happened = useMemo(() => rows.findIndex((row) => row.kind === 'heading'), [rows]);
  const follow = useFollowTail(
    virtualizer,
    happened < 0 ? rows.length : happened,
    ladder.isFinished,
    rows.length,
  );
  const onKeyDown = useLadderKeys(rows, active, parentOf, follow.release);
  const chosenAtEnd = useSelectAtEnd(view);
  useEffect(() => {
    const isOwnChoice = selectedRow !== chosenAtEnd.current;
    chosenAtEnd.current = null;
    // A person who took over keeps what is in sight, unless the choice is their own.
    if (!follow.isFollowing && !isOwnChoice) return;
    const index = rows.findIndex((row) => row.id === active);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
    // Only a new choice moves the view; a growing log does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [selectedRow]);

  const drawn = virtualizer.getVirtualItems();
  const slots = slotsOf(drawn.map(({ index }) => rows[index]?.id ?? ''));
  const isActiveDrawn = drawn.some((item) => rows[item.index]?.id === active);

  return (
    <section aria-label="Call flow" className={styles.view}>
      <LadderToolbar
        ladder={ladder}
        onlyUsed={onlyUsed}
        onOnlyUsed={setOnlyUsed}
        onFollow={follow.isFollowing || ladder.isFinished ? null : follow.resume}
      />
      <div
        ref={scroller}
        id={PLACE}
        className={styles.scroller}
        role="treegrid"
        tabIndex={0}
        aria-label="Requests and answers, in order of time"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={active !== null && isActiveDrawn ? domId(active) : undefined}
        onKeyDown={onKeyDown}
        onWheel={follow.release}
        onPointerDown={follow.release}
      >
        <LaneHeader layout={layout} />
        <div
          role="rowgroup"
          className={styles.rows}
          style={{ height: virtualizer.getTotalSize(), width: layout.width, ...lines }}
        >
          {drawn.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <LadderRowView
                key={slots.get(row.id)}
                id={domId(row.id)}
                row={row}
                layout={layout}
                ladder={ladder}
                top={item.start}
                index={item.index}
                level={ancestorsOf(row.id, parentOf).length + 1}
                step={stepOfRow(row, view)}
                isSelected={row.id === active}
                endMs={endMs}
                isAside={isGood && !isOnPath(row) && !proven.has(row.id)}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

function lastMoment({ rungs }: Ladder): number {
  return rungs.reduce((last, { atMs, durationMs }) => Math.max(last, atMs + (durationMs ?? 0)), 1);
}

/** The rows of a good run that belong to a finding all the same, with what they lie in. */
function provenRows(view: RunView | null, parentOf: ReadonlyMap<string, string>): ReadonlySet<string> {
  const proofs = new Set(view?.findings.flatMap(({ evidence }) => evidence));
  const proven = new Set<string>();
  if (view === null || proofs.size === 0) return proven;
  for (const { id, evidence } of view.ladder.rungs) {
    if (!evidence.some((seq) => proofs.has(seq))) continue;
    for (const one of [id, ...ancestorsOf(id, parentOf)]) proven.add(one);
  }
  return proven;
}

function stepOfRow(row: DrawnRow, view: RunView | null): ChecklistStep | null {
  if (row.kind !== 'section' || row.section.level !== 1) return null;
  return view?.steps.find(({ id }) => id === row.section.step) ?? null;
}

/** Whether a row belongs to the path taken, or is too general to stand beside it. */
function isOnPath(row: DrawnRow): boolean {
  if (row.kind === 'section') return row.section.isUsed || row.section.level === 1;
  return row.kind !== 'rung' || row.isUsed;
}

function domId(rowId: string): string {
  return `row-${rowId.replace(/[^\w-]/g, '_')}`;
}
