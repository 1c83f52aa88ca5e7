import { expectedRemark } from '../../../shared/projections/describe/expected.ts';
import type { GhostRung, Ladder } from '../../../shared/projections/ladder-model.ts';
import type { StepId } from '../../../shared/run/ids.ts';
import { stepOf } from '../../../shared/steps/steps.ts';
import styles from './ladder.module.css';
import { laneOfKind, METRICS, type LaneLayout } from './layout.ts';
import { GhostPaint } from './RowPaint.tsx';

/** A rung that is only expected. */
export function GhostContent({
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
      <GhostStep step={ghost.step} />
      <span
        role="gridcell"
        className={styles.ghostLabel}
        style={{ left, width: layout.width - left - 8 }}
        title={ghost.description}
      >
        {ghost.label}
        {expectedRemark(ghost, ladder)}
      </span>
    </>
  );
}

/** What is only expected stands in no section, and says itself to which step it would belong. */
function GhostStep({ step }: { readonly step: StepId }) {
  const { number, title } = stepOf(step);
  return (
    <span role="gridcell" className={styles.ghostStep} style={{ width: METRICS.gutter - 12 }}>
      <span className={styles.stepNumber} title={title}>
        {number}
      </span>
    </span>
  );
}
