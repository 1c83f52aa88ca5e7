import { STEPS } from '../../../shared/steps/steps.ts';
import { duration } from '../../../shared/lib/duration.ts';
import type { GhostRung, Ladder, LadderNote, Rung } from '../../../shared/projections/ladder-model.ts';
import type { StepId } from '../../../shared/run/ids.ts';
import { selectRow } from '../../store/actions.ts';
import styles from './ladder.module.css';
import { laneOfKind, METRICS, needsSignIn, rowHeight, type DrawnRow, type LaneLayout } from './layout.ts';
import { GhostPaint, LanesPaint, RungPaint } from './RowPaint.tsx';

export interface LadderRowViewProps {
  readonly id: string;
  readonly row: DrawnRow;
  readonly layout: LaneLayout;
  readonly ladder: Ladder;
  readonly top: number;
  readonly index: number;
  readonly isSelected: boolean;
  readonly endMs: number;
  /** Recedes, because it has no part in what came out. */
  readonly isAside: boolean;
}

/** One row of the grid: the drawing, and over it the texts as cells. */
export function LadderRowView(props: LadderRowViewProps) {
  const { id, row, layout, top, index, isSelected } = props;
  const canBeChosen = row.kind === 'rung' || row.kind === 'note';
  return (
    // The grid that holds the row has the focus and the keys; the click is a shortcut to the same choice.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div
      id={id}
      role="row"
      // The first row is the header's.
      aria-rowindex={index + 2}
      aria-selected={canBeChosen ? isSelected : undefined}
      className={classOf(props)}
      style={{ transform: `translateY(${String(top)}px)`, height: rowHeight(row), width: layout.width }}
      onClick={canBeChosen ? () => selectRow(row.id) : undefined}
    >
      <LanesPaint layout={layout} height={rowHeight(row)} />
      {contentOf(props)}
    </div>
  );
}

function contentOf({ row, layout, endMs, ladder }: LadderRowViewProps) {
  switch (row.kind) {
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
      <Moment step={rung.step} atMs={rung.atMs} />
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
      <Moment step={note.step} atMs={note.atMs} />
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

function GhostContent({
  ghost,
  layout,
  ladder,
}: {
  readonly ghost: GhostRung;
  readonly layout: LaneLayout;
  readonly ladder: Ladder;
}) {
  const from = laneOfKind(layout, ghost.fromKind, ladder);
  const to = laneOfKind(layout, ghost.toKind, ladder);
  const left = Math.min(from, to) + 10;
  return (
    <>
      <GhostPaint from={from} to={to} layout={layout} />
      <Moment step={ghost.step} atMs={null} />
      <span
        role="gridcell"
        className={styles.ghostLabel}
        style={{ left, width: layout.width - left - 8 }}
        title={ghost.description}
      >
        {ghost.label}
        {noteOf(ghost, ladder)}
      </span>
    </>
  );
}

/** What the heading above has already said of all of them is not said again. */
function noteOf(ghost: GhostRung, ladder: Ladder): string {
  if (ghost.isConditional) return ' · only if needed';
  return ghost.needsSignIn && !needsSignIn(ladder) ? ' · needs a user name and password' : '';
}

function Moment({ step, atMs }: { readonly step: StepId; readonly atMs: number | null }) {
  const { number, title } = stepOf(step);
  return (
    <span role="gridcell" className={styles.moment} style={{ width: METRICS.gutter - 12 }}>
      <span className={styles.stepNumber} title={title}>
        {number}
      </span>
      {atMs !== null && <span>{`${(atMs / 1000).toFixed(2)} s`}</span>}
    </span>
  );
}

function stepOf(id: StepId): { readonly number: number | null; readonly title: string } {
  return STEPS.find((step) => step.id === id) ?? { number: null, title: id };
}

function textLeft(layout: LaneLayout): number {
  return (layout.lanes[0]?.x ?? METRICS.gutter) + 10;
}

function classOf({ row, isSelected, isAside }: LadderRowViewProps): string {
  const names = [styles.row];
  if (row.kind === 'rung') names.push(styles[row.outcome], row.isUsed ? styles.used : undefined);
  if (row.kind === 'rung' || row.kind === 'note') names.push(styles.choosable);
  if (isAside) names.push(styles.aside);
  if (isSelected) names.push(styles.selected);
  return names.filter((name) => name !== undefined).join(' ');
}
