import type { Ladder, Lane, LaneKind } from './ladder-model.ts';

/** The lanes as drawn, and which of them stands for a lane of the projection. */
export interface MergedLanes {
  readonly lanes: readonly Lane[];
  readonly idOf: ReadonlyMap<string, string>;
}

/** Kinds whose parties share a line, and its title. Its id is the kind. */
const SHARED: Readonly<Partial<Record<LaneKind, string>>> = { web: 'Web', kdc: 'KDC' };
const OTHERS = 'others';

/**
 * The vertical lines to draw, in order. All web services share one, and all KDCs one; their names stand in the labels. Where
 * more than `most` would be needed, the last is shared by all that are left.
 */
export function mergedLanes(lanes: readonly Lane[], most = Infinity): MergedLanes {
  const merged = new Map<string, { readonly lane: Lane; members: number }>();
  const idOf = new Map<string, string>();
  for (const lane of lanes) {
    const place = placeOf(lane, merged.size < most - 1 || merged.has(lane.id));
    idOf.set(lane.id, place.id);
    const known = merged.get(place.id);
    if (known === undefined) merged.set(place.id, { lane: place, members: 1 });
    else known.members += 1;
  }
  return {
    lanes: [...merged.values()].map(({ lane, members }) =>
      members === 1 ? lane : { ...lane, subtitle: `${members} hosts` },
    ),
    idOf,
  };
}

function placeOf(lane: Lane, hasRoom: boolean): Lane {
  const title = SHARED[lane.kind];
  if (title !== undefined) return { id: lane.kind, kind: lane.kind, title, subtitle: lane.title };
  return hasRoom ? lane : { id: OTHERS, kind: lane.kind, title: 'Others', subtitle: lane.title };
}

const memory = new WeakMap<Ladder, ReadonlyMap<LaneKind, string>>();

/**
 * Where a kind of party stands in a ghost row: of each kind the lane where the sign-in was last sent on to, reached or not, else
 * the one that the path taken used last. Looked for once: every ghost in sight asks for it, and a ladder may be long.
 */
export function lastLanes(ladder: Ladder): ReadonlyMap<LaneKind, string> {
  const known = memory.get(ladder);
  if (known !== undefined) return known;
  const kinds = new Map(ladder.lanes.map(({ id, kind }) => [id, kind]));
  const last = new Map<LaneKind, string>();
  for (const { isUsed, step, toLane } of ladder.rungs) {
    const kind = kinds.get(toLane);
    if (kind !== undefined && (isUsed || step === 'redirection')) last.set(kind, toLane);
  }
  memory.set(ladder, last);
  return last;
}
