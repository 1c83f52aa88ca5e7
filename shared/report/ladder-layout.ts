import type { GhostRung, Ladder, Lane, LaneKind, Rung } from '../projections/ladder-model.ts';

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

/** A vertical line as drawn. All web services share one line, and all KDCs one; their names stand in the labels. */
export interface DrawnLane {
  readonly id: string;
  readonly kind: LaneKind;
  readonly title: string;
  readonly subtitle: string;
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

/** Kinds whose parties share a line, and its title. Its id is the kind. */
const SHARED: Readonly<Partial<Record<LaneKind, string>>> = { web: 'Web', kdc: 'KDC' };
const OTHERS = 'others';

interface OpenLane {
  readonly id: string;
  readonly kind: LaneKind;
  readonly title: string;
  readonly subtitle: string;
  members: number;
}

export function layoutLanes(lanes: readonly Lane[]): LaneLayout {
  const open = new Map<string, OpenLane>();
  const drawnIdOf = new Map<string, string>();
  for (const lane of lanes) {
    const { id, title, subtitle } = placeOf(lane, open);
    drawnIdOf.set(lane.id, id);
    const known = open.get(id);
    if (known === undefined) open.set(id, { id, kind: lane.kind, title, subtitle, members: 1 });
    else known.members += 1;
  }
  const room = METRICS.width - METRICS.gutter - METRICS.took;
  const pitch = Math.max(METRICS.laneMin, Math.floor(room / Math.max(1, open.size)));
  const drawn = [...open.values()].map(({ id, kind, title, subtitle, members }, index) => ({
    id,
    kind,
    title,
    subtitle: members === 1 ? subtitle : `${members} hosts`,
    x: METRICS.gutter + Math.round(pitch * (index + 0.5)),
  }));
  const byId = new Map(drawn.map((lane) => [lane.id, lane]));
  const lanesEnd = METRICS.gutter + pitch * drawn.length;
  return {
    lanes: drawn,
    width: lanesEnd + METRICS.took,
    lanesEnd,
    pitch,
    find: (laneId) => byId.get(drawnIdOf.get(laneId) ?? '') ?? null,
    isShared: (laneId) => drawnIdOf.get(laneId) !== laneId,
  };
}

function placeOf(lane: Lane, open: ReadonlyMap<string, OpenLane>): Pick<Lane, 'id' | 'title' | 'subtitle'> {
  const shared = SHARED[lane.kind];
  if (shared !== undefined) return { id: lane.kind, title: shared, subtitle: lane.title };
  const isFull = open.size >= MAX_LANES - 1 && !open.has(lane.id);
  return isFull ? { id: OTHERS, title: 'Others', subtitle: lane.title } : lane;
}

/** The request, with the host where the line does not say it. */
export function requestLabel(rung: Rung, layout: LaneLayout, titles: ReadonlyMap<string, string>): string {
  const host = titles.get(rung.toLane) ?? '';
  return layout.isShared(rung.toLane) && !rung.label.includes(host) ? `${host} · ${rung.label}` : rung.label;
}

/**
 * Where a kind of party stands in a ghost row: where the sign-in was last sent on to, else the one that the path taken used
 * last, else the first of its kind, else where it would be drawn.
 */
export function ghostEnd(layout: LaneLayout, kind: LaneKind, { rungs }: Ladder): number {
  const used = rungs.findLast(
    (rung) => (rung.isUsed || rung.step === 'redirection') && layout.find(rung.toLane)?.kind === kind,
  );
  const lane =
    (used === undefined ? null : layout.find(used.toLane)) ?? layout.lanes.find((one) => one.kind === kind);
  if (lane !== undefined) return lane.x;
  return kind === 'pc' ? METRICS.gutter + layout.pitch / 2 : layout.lanesEnd - layout.pitch / 2;
}

/** Whether nothing that is still expected can happen without a user name and password. */
export function allNeedSignIn(ghosts: readonly GhostRung[]): boolean {
  return ghosts.every((ghost) => ghost.needsSignIn);
}
