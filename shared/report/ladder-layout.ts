import type { Ladder, Lane, LaneKind, Rung } from '../projections/ladder-model.ts';
import { lastLanes, mergedLanes } from '../projections/merged-lanes.ts';

/** Pixel figures of the drawn ladder; everything else is computed from them. */
export const METRICS = {
  /** Left of the first lane: the time, or the mark of a step. */
  gutter: 66,
  /** Right of the last lane: outcome, duration and the bar that shows when it ran. */
  took: 96,
  width: 880,
  laneMin: 104,
  header: 50,
} as const;

/** More parties than these share the last line. */
const MAX_LANES = 12;

interface DrawnLane extends Lane {
  readonly x: number;
}

export interface LaneLayout {
  readonly lanes: readonly DrawnLane[];
  readonly width: number;
  /** Where the lanes end and the figures begin. */
  readonly lanesEnd: number;
  /** How far one lane is from the next. */
  readonly pitch: number;
  /** The drawn lane of a lane of the projection. */
  readonly find: (laneId: string) => DrawnLane | null;
  /** Whether the lane's host is to be told where it is spoken to. */
  readonly isShared: (laneId: string) => boolean;
}

export function layoutLanes(lanes: readonly Lane[]): LaneLayout {
  const { lanes: merged, idOf } = mergedLanes(lanes, MAX_LANES);
  const room = METRICS.width - METRICS.gutter - METRICS.took;
  const pitch = Math.max(METRICS.laneMin, Math.floor(room / Math.max(1, merged.length)));
  const drawn = merged.map((lane, index) => ({
    ...lane,
    x: METRICS.gutter + Math.round(pitch * (index + 0.5)),
  }));
  const byId = new Map(drawn.map((lane) => [lane.id, lane]));
  const lanesEnd = METRICS.gutter + pitch * drawn.length;
  return {
    lanes: drawn,
    width: lanesEnd + METRICS.took,
    lanesEnd,
    pitch,
    find: (laneId) => byId.get(idOf.get(laneId) ?? '') ?? null,
    isShared: (laneId) => idOf.get(laneId) !== laneId,
  };
}

/** The request, with the host where the line does not say it. */
export function requestLabel(rung: Rung, layout: LaneLayout, titles: ReadonlyMap<string, string>): string {
  const host = titles.get(rung.toLane) ?? '';
  return layout.isShared(rung.toLane) && !rung.label.includes(host) ? `${host} · ${rung.label}` : rung.label;
}

/** Where a kind of party stands in a ghost row: on the lane used last, else the first of its kind, else where it would be. */
export function ghostEnd(layout: LaneLayout, kind: LaneKind, ladder: Ladder): number {
  const used = lastLanes(ladder).get(kind);
  const lane =
    (used === undefined ? null : layout.find(used)) ?? layout.lanes.find((one) => one.kind === kind);
  if (lane !== undefined) return lane.x;
  return kind === 'pc' ? METRICS.gutter + layout.pitch / 2 : layout.lanesEnd - layout.pitch / 2;
}
