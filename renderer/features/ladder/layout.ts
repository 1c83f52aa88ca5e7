import { expectedHeading } from '../../../shared/projections/describe/expected.ts';
import type {
  GhostRung,
  Ladder,
  LadderRow,
  Lane,
  LaneKind,
} from '../../../shared/projections/ladder-model.ts';
import { lastLanes, mergedLanes } from '../../../shared/projections/merged-lanes.ts';
import type { LadderSection } from '../../../shared/projections/ladder-section-model.ts';

/** Pixel figures of the ladder; everything else is computed from them. */
export const METRICS = {
  /** Left of the first lane: step number and time. */
  gutter: 74,
  /** Right of the last lane: duration and the bar that shows when it ran. */
  waterfall: 80,
  laneMin: 60,
  laneHeader: 62,
  rowHeights: { rung: 46, note: 34, gap: 26, ghost: 40, heading: 34, section: 48, unfolded: 32 },
} as const;

interface DrawnLane extends Lane {
  /** Middle of the lane, in pixels from the left edge. */
  readonly x: number;
}

export interface LaneLayout {
  readonly lanes: readonly DrawnLane[];
  readonly width: number;
  /** Where the lanes end and the waterfall begins. */
  readonly lanesEnd: number;
  /** The drawn lane of a lane of the projection. */
  readonly find: (laneId: string) => DrawnLane | null;
}

/** The line of a step or a group; folded it stands for all that it holds. */
export interface DrawnSection {
  readonly kind: 'section';
  readonly id: string;
  readonly section: LadderSection;
  readonly isOpen: boolean;
}

export type DrawnRow =
  | LadderRow
  | GhostRung
  | DrawnSection
  | { readonly kind: 'heading'; readonly id: string; readonly text: string };

/** Places the lanes in the given width; wider than that only when lanes would become narrower than they can be. */
export function layoutLanes(lanes: readonly Lane[], availableWidth: number): LaneLayout {
  const { lanes: merged, idOf } = mergedLanes(lanes);
  const room = availableWidth - METRICS.gutter - METRICS.waterfall;
  const step = Math.max(METRICS.laneMin, merged.length === 0 ? 0 : room / merged.length);
  const drawn = merged.map((lane, index) => ({
    ...lane,
    x: Math.round(METRICS.gutter + step * (index + 0.5)),
  }));
  const byId = new Map(drawn.map((lane) => [lane.id, lane]));
  const lanesEnd = Math.round(METRICS.gutter + step * merged.length);
  return {
    lanes: drawn,
    width: lanesEnd + METRICS.waterfall,
    lanesEnd,
    find: (laneId) => byId.get(idOf.get(laneId) ?? '') ?? null,
  };
}

/** What happened, all of it or the path taken alone. */
export function shownRows(ladder: Ladder, onlyUsed: boolean): readonly LadderRow[] {
  return onlyUsed ? ladder.rows.filter((row) => row.kind !== 'gap' && row.isUsed) : ladder.rows;
}

/** The rows in drawing order: what happened, then, under a heading, what a complete sign-in would still do. */
export function drawnRows(ladder: Ladder, happened: readonly DrawnRow[]): readonly DrawnRow[] {
  if (ladder.ghosts.length === 0) return happened;
  return [
    ...happened,
    { kind: 'heading', id: 'heading:ghosts', text: expectedHeading(ladder) },
    ...ladder.ghosts,
  ];
}

export function rowHeight(row: DrawnRow | undefined): number {
  if (row === undefined) return 0;
  return METRICS.rowHeights[row.kind === 'section' && row.isOpen ? 'unfolded' : row.kind];
}

/**
 * The lane that stands for a kind of party in a ghost row: where the sign-in was last sent on to, reached or not, else the
 * one that the path taken used last, else the first of its kind, else where it would be drawn.
 */
export function laneOfKind(layout: LaneLayout, kind: LaneKind, ladder: Ladder): number {
  const used = lastLanes(ladder).get(kind);
  const lane =
    (used === undefined ? null : layout.find(used)) ?? layout.lanes.find((one) => one.kind === kind);
  if (lane !== undefined) return lane.x;
  return kind === 'pc' ? METRICS.gutter + METRICS.laneMin / 2 : layout.lanesEnd - METRICS.laneMin / 2;
}
