import { memo } from 'react';
import { duration } from '../../../shared/lib/duration.ts';
import type { ChecklistStep } from '../../../shared/projections/checklist-model.ts';
import type { Ladder, LadderNote, Rung } from '../../../shared/projections/ladder-model.ts';
import { foldSection, selectRow } from '../../store/choose-row.ts';
import { GhostContent } from './GhostContent.tsx';
import styles from './ladder.module.css';
import { METRICS, rowHeight, type DrawnRow, type LaneLayout } from './layout.ts';
import { RungPaint } from './RowPaint.tsx';
import { SectionContent, toneOf } from './SectionContent.tsx';

export interface LadderRowViewProps {
  readonly id: string;
  readonly row: DrawnRow;
  readonly layout: LaneLayout;
  readonly ladder: Ladder;
  readonly top: number;
  readonly index: number;
  /** From 1: how deep it lies in the sections. */
  readonly level: number;
  /** What the checklist says of the step that the row is; null: it is none. */
  readonly step: ChecklistStep | null;
  readonly isSelected: boolean;
  readonly endMs: number;
  /** Recedes, because it has no part in what came out. */
  readonly isAside: boolean;
}

/**
 * One row of the grid: the drawing, and over it the texts as cells. While the rows scroll, only those are drawn that come into
 * sight.
 */
export const LadderRowView = memo(function LadderRowView(props: LadderRowViewProps) {
  const { id, row, layout, top, index, level, isSelected } = props;
  const onClick = clickOn(row);
  return (
    // The grid that holds the row has the focus and the keys; the click is a shortcut to the same choice.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div
      id={id}
      role="row"
      // The first row is the header's.
      aria-rowindex={index + 2}
      aria-level={level}
      aria-expanded={row.kind === 'section' ? row.isOpen : undefined}
      aria-selected={onClick === undefined ? undefined : isSelected}
      className={classOf(props)}
      style={{ transform: `translateY(${String(top)}px)`, height: rowHeight(row), width: layout.width }}
      onClick={onClick}
    >
      {contentOf(props)}
    </div>
  );
});

/** Folds and unfolds a section without changing what is chosen; chooses anything else that can be. */
function clickOn(row: DrawnRow): (() => void) | undefined {
  if (row.kind === 'section') return () => foldSection(row.id, !row.isOpen);
  return row.kind === 'rung' || row.kind === 'note' ? () => selectRow(row.id) : undefined;
}

function contentOf({ row, layout, endMs, ladder, step }: LadderRowViewProps) {
  switch (row.kind) {
    case 'section':
      return <SectionContent drawn={row} layout={layout} endMs={endMs} step={step} />;
    case 'rung':
      return <RungContent rung={row} layout={layout} endMs={endMs} />;
    case 'note':
      return <NoteContent note={row} layout={layout} />;
    case 'gap':
      return (
        <span role="gridcell" className={styles.gap} style={{ left: textLeft(layout) }}>
          {duration(row.ms)} in which nothing happened
        </span>
      );
    case 'ghost':
      return <GhostContent ghost={row} layout={layout} ladder={ladder} />;
    case 'heading':
      return (
        <span role="gridcell" className={styles.ghostHeading} style={{ left: METRICS.gutter }}>
          {row.text}
        </span>
      );
  }
}

function RungContent({
  rung,
  layout,
  endMs,
}: {
  readonly rung: Rung;
  readonly layout: LaneLayout;
  readonly endMs: number;
}) {
  const from = layout.find(rung.fromLane)?.x ?? 0;
  const to = layout.find(rung.toLane)?.x ?? 0;
  const left = Math.min(from, to) + 10;
  const room = { left, width: layout.lanesEnd - left };
  return (
    <>
      <RungPaint from={from} to={to} layout={layout} rung={rung} endMs={endMs} />
      <Moment atMs={rung.atMs} />
      <span role="gridcell" className={styles.request} style={room}>
        {labelOf(rung)}
      </span>
      <span role="gridcell" className={styles.answer} style={room}>
        {rung.answerLabel ?? (rung.outcome === 'pending' ? 'waiting…' : 'no answer')}
      </span>
      <span role="gridcell" className={styles.duration} style={{ left: layout.lanesEnd }}>
        {rung.durationMs === null ? '' : duration(rung.durationMs)}
      </span>
    </>
  );
}

/** Web services share a lane, and so do KDCs: their labels carry the host. */
function labelOf(rung: Rung): string {
  const [kind, host] = [rung.toLane.slice(0, 4), rung.toLane.slice(4)];
  return (kind === 'web:' || kind === 'kdc:') && !rung.label.includes(host)
    ? `${host} · ${rung.label}`
    : rung.label;
}

function NoteContent({ note, layout }: { readonly note: LadderNote; readonly layout: LaneLayout }) {
  return (
    <>
      <Moment atMs={note.atMs} />
      <span
        role="gridcell"
        className={`${styles.note ?? ''} ${styles[`note-${note.outcome}`] ?? ''}`}
        style={{ left: textLeft(layout) - 16, maxWidth: layout.width - textLeft(layout) }}
        title={note.text}
      >
        {note.text}
      </span>
    </>
  );
}

function Moment({ atMs }: { readonly atMs: number }) {
  return (
    <span role="gridcell" className={styles.moment} style={{ width: METRICS.gutter - 12 }}>
      {`${(atMs / 1000).toFixed(2)} s`}
    </span>
  );
}

function textLeft(layout: LaneLayout): number {
  return (layout.lanes[0]?.x ?? METRICS.gutter) + 10;
}

function classOf({ row, step, isSelected, isAside }: LadderRowViewProps): string {
  const names = [styles.row];
  if (row.kind === 'rung') names.push(styles[row.outcome], row.isUsed ? styles.used : undefined);
  if (row.kind === 'section') {
    names.push(styles[toneOf(row.section, step)], row.section.level === 1 ? styles.step : undefined);
  }
  if (clickOn(row) !== undefined) names.push(styles.choosable);
  if (isAside) names.push(styles.aside);
  if (isSelected) names.push(styles.selected);
  return names.filter((name) => name !== undefined).join(' ');
}
