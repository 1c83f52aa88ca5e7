import { Button, Switch } from '@fluentui/react-components';
import { ArrowDown16Regular } from '@fluentui/react-icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { WITHDRAWAL_LABEL, type Ladder } from '../../../shared/projections/ladder-model.ts';
import { selectRow } from '../../store/actions.ts';
import type { RunView } from '../../store/run-view.ts';
import { tellingRow } from '../../store/telling-row.ts';
import { pageStore, usePage } from '../../store/store.ts';
import type { Place } from '../../ui/places.ts';
import { drawnRows, layoutLanes, METRICS, rowHeight } from './layout.ts';
import styles from './ladder.module.css';
import { LadderRowView } from './LadderRowView.tsx';
import { LaneHeader } from './LaneHeader.tsx';
import { PendingButton } from './PendingButton.tsx';
import { useFollowTail } from './useFollowTail.ts';
import { useLadderKeys } from './useLadderKeys.ts';
import { useWidth } from './useWidth.ts';

const PLACE: Place = 'call-flow';
const EMPTY: Ladder = { lanes: [], rungs: [], notes: [], gaps: [], rows: [], ghosts: [], isFinished: false };

/**
 * The call flow: a lane per party, time running down, a rung per request with its answer.
 * One grid for everybody: the drawing inside a row is decoration, its texts are cells that are read out.
 */
export function LadderView({ view }: { readonly view: RunView | null }) {
  const ladder = view?.ladder ?? EMPTY;
  const selectedRow = usePage((page) => page.selectedRow);
  const [onlyUsed, setOnlyUsed] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const rows = useMemo(() => drawnRows(ladder, onlyUsed), [ladder, onlyUsed]);
  const layout = useMemo(() => layoutLanes(ladder.lanes, width), [ladder.lanes, width]);
  // What does not belong to the path taken recedes once the run has come out well.
  const proofs = useMemo(
    () => new Set(view?.findings.flatMap((finding) => finding.evidence)),
    [view?.findings],
  );
  const isGood = view?.verdict.state === 'finished' && view.verdict.verdict.outcome !== 'failed';
  const endMs = useMemo(() => lastMoment(ladder), [ladder]);
  // The virtualizer keeps its own state; the compiler's memo is not used in this project.
  // eslint-disable-next-line react-hooks/incompatible-library -- see above
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowHeight(rows[index]),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    // The lanes' names stand above the rows inside the same scroller.
    scrollPaddingEnd: METRICS.laneHeader,
  });
  const happened = rows.findIndex((row) => row.kind === 'heading');
  const follow = useFollowTail(
    virtualizer,
    happened < 0 ? rows.length : happened,
    ladder.isFinished,
    rows.length,
  );
  const onKeyDown = useLadderKeys(rows, selectedRow, follow.release);
  useEffect(() => virtualizer.measure(), [rows, virtualizer]);
  const chosenAtEnd = useSelectAtEnd(view);
  useEffect(() => {
    const isOwnChoice = selectedRow !== chosenAtEnd.current;
    chosenAtEnd.current = null;
    // A person who took over keeps what is in sight, unless the choice is their own.
    if (!follow.isFollowing && !isOwnChoice) return;
    const index = rows.findIndex((row) => row.id === selectedRow);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: isOwnChoice ? 'auto' : 'center' });
    // Only a new choice moves the view; a growing log does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [selectedRow]);

  const drawn = virtualizer.getVirtualItems();
  const activeRow = drawn.map((item) => rows[item.index]).find((row) => row?.id === selectedRow);

  return (
    <section aria-label="Call flow" className={styles.view}>
      <div className={styles.toolbar}>
        <h2 className={styles.heading}>Call flow</h2>
        <Switch
          label="Only the path taken"
          checked={onlyUsed}
          onChange={(_event, { checked }) => setOnlyUsed(checked)}
        />
        <PendingButton ladder={ladder} />
        {!follow.isFollowing && !ladder.isFinished && (
          <Button size="small" icon={<ArrowDown16Regular />} onClick={follow.resume}>
            Follow
          </Button>
        )}
      </div>
      <div
        ref={scroller}
        id={PLACE}
        className={styles.scroller}
        role="grid"
        tabIndex={0}
        aria-label="Requests and answers, in order of time"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={activeRow === undefined ? undefined : domId(activeRow.id)}
        onKeyDown={onKeyDown}
        onWheel={follow.release}
        onPointerDown={follow.release}
      >
        <LaneHeader layout={layout} />
        <div
          role="rowgroup"
          className={styles.rows}
          style={{ height: virtualizer.getTotalSize(), width: layout.width }}
        >
          {drawn.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <LadderRowView
                key={row.id}
                id={domId(row.id)}
                row={row}
                layout={layout}
                ladder={ladder}
                top={item.start}
                index={item.index}
                isSelected={row.id === selectedRow}
                endMs={endMs}
                isAside={
                  isGood && row.kind === 'rung' && !row.isUsed && !row.evidence.some((seq) => proofs.has(seq))
                }
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

/**
 * When the run is over and nothing was chosen yet, the rung that matters most is: the root cause, else the last answer.
 * Returns which one it chose.
 */
function useSelectAtEnd(view: RunView | null): RefObject<string | null> {
  const chosen = useRef<string | null>(null);
  const isFinished = view?.verdict.state === 'finished';
  useEffect(() => {
    if (!isFinished || pageStore.getState().selectedRow !== null) return;
    const cause = view.findings.find((one) => one.rootCause);
    const { rungs } = view.ladder;
    const proof = cause === undefined ? undefined : tellingRow(view.ladder, cause);
    // What signed in tells more than what signed out again.
    const last = rungs.findLast(
      (rung) => rung.isUsed && rung.protocol === 'sip' && !rung.label.startsWith(WITHDRAWAL_LABEL),
    );
    const row = proof ?? last;
    if (row === undefined) return;
    chosen.current = row.id;
    selectRow(row.id);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, at the moment of the end
  }, [isFinished]);
  return chosen;
}

function lastMoment(ladder: Ladder): number {
  return Math.max(1, ...ladder.rungs.map((rung) => rung.atMs + (rung.durationMs ?? 0)));
}

function domId(rowId: string): string {
  return `row-${rowId.replace(/[^\w-]/g, '_')}`;
}
