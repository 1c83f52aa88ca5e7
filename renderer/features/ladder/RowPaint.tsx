import type { Rung } from '../../../shared/projections/ladder-model.ts';
import styles from './ladder.module.css';
import { METRICS, type LaneLayout } from './layout.ts';

const REQUEST_Y = 20;
const ANSWER_Y = 26;
const HEAD = 6;

/** The request's arrow, the answer's arrow below it, and the bar that says when it ran. */
export function RungPaint({
  from,
  to,
  layout,
  rung,
  endMs,
}: {
  readonly from: number;
  readonly to: number;
  readonly layout: LaneLayout;
  readonly rung: Rung;
  readonly endMs: number;
}) {
  const height = METRICS.rowHeights.rung;
  const isUnanswered = rung.outcome === 'failed' && rung.durationMs === null;
  return (
    <svg className={styles.paint} width={layout.width} height={height} aria-hidden="true">
      <Arrow from={from} to={to} y={REQUEST_Y} className={styles.requestLine} />
      {isUnanswered ? (
        <Cross x={to} y={REQUEST_Y} />
      ) : (
        rung.outcome !== 'pending' && <Arrow from={to} to={from} y={ANSWER_Y} className={styles.answerLine} />
      )}
      <TimeBar layout={layout} endMs={endMs} y={28} atMs={rung.atMs} durationMs={rung.durationMs} />
    </svg>
  );
}

/** When something ran, on the scale of the whole run. */
export function TimeBar(props: {
  readonly layout: LaneLayout;
  readonly endMs: number;
  readonly y: number;
  readonly atMs: number;
  readonly durationMs: number | null;
}) {
  const { layout, endMs, y, atMs, durationMs } = props;
  const room = METRICS.waterfall - 16;
  const start = layout.lanesEnd + 6 + (atMs / endMs) * room;
  const length = Math.max(2, ((durationMs ?? 0) / endMs) * room);
  return <rect x={start} y={y} width={length} height={6} rx={3} className={styles.bar} />;
}

export function GhostPaint({
  from,
  to,
  layout,
}: {
  readonly from: number;
  readonly to: number;
  readonly layout: LaneLayout;
}) {
  return (
    <svg className={styles.paint} width={layout.width} height={METRICS.rowHeights.ghost} aria-hidden="true">
      <Arrow from={from} to={to} y={26} className={styles.ghostLine} />
    </svg>
  );
}

/** A line and its head. Two elements and no group around them: there are many of them in sight. */
function Arrow(props: {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly className: string | undefined;
}) {
  const { from, to, y, className } = props;
  const direction = Math.sign(to - from);
  const base = to - direction * HEAD;
  return (
    <>
      <path
        d={`M${String(from)} ${String(y)}H${String(base)}`}
        className={`${className ?? ''} ${styles.shaft ?? ''}`}
      />
      <path
        d={`M${String(to)} ${String(y)}L${String(base)} ${String(y - 3.5)}V${String(y + 3.5)}Z`}
        className={className}
      />
    </>
  );
}

/** Nothing came back: a shape of its own, not only a colour. */
function Cross({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g className={styles.cross}>
      <line x1={x - 5} x2={x + 5} y1={y - 5} y2={y + 5} />
      <line x1={x - 5} x2={x + 5} y1={y + 5} y2={y - 5} />
    </g>
  );
}
