import styles from './ladder.module.css';
import { rowHeight, type DrawnSection, type LaneLayout } from './layout.ts';
import { TimeBar } from './RowPaint.tsx';

/** How far the band stands above the lower edge. */
const BAND_BOTTOM = 7;

/** In place of the arrows that are folded away: a band from this PC to the farthest party, with a dot at each that took part. */
export function SectionPaint({
  drawn,
  layout,
  ...times
}: {
  readonly drawn: DrawnSection;
  readonly layout: LaneLayout;
  readonly endMs: number;
  readonly atMs: number;
  readonly durationMs: number | null;
}) {
  const { section, isOpen } = drawn;
  if (isOpen) return null;
  const height = rowHeight(drawn);
  const pc = layout.lanes.find(({ kind }) => kind === 'pc')?.x ?? 0;
  const touched = [...new Set(section.lanes.map((id) => layout.find(id)?.x ?? pc))];
  const farthest = touched.reduce((right, x) => Math.max(right, x), pc);
  const y = height - BAND_BOTTOM;
  return (
    <svg className={styles.paint} width={layout.width} height={height} aria-hidden="true">
      {touched.length > 0 && (
        <g className={styles.band}>
          <line x1={pc} x2={farthest} y1={y} y2={y} />
          {[pc, ...touched].map((x) => (
            <circle key={x} cx={x} cy={y} r={3} />
          ))}
        </g>
      )}
      <TimeBar layout={layout} y={y - 3} {...times} />
    </svg>
  );
}
