import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { counted } from '../lib/listing.ts';
import { checklist } from '../projections/checklist.ts';
import { ladder } from '../projections/ladder.ts';
import { ladderSections } from '../projections/ladder/sections.ts';
import type { Ladder, LadderRow } from '../projections/ladder-model.ts';
import type { LadderSection } from '../projections/ladder-section-model.ts';
import { layoutLanes, METRICS, type LaneLayout } from './ladder-layout.ts';
import {
  ghostHeadingStrip,
  ghostStrip,
  groupStrip,
  rowStrip,
  stepStrip,
  type Canvas,
  type Strip,
} from './ladder-rows.ts';
import { laneHeader } from './ladder-shapes.ts';
import type { Markup } from './markup.ts';

/** As many rows as a reader, and a viewer, can cope with. */
const MAX_ROWS = 2_000;

/** The whole call flow, in strips that can be put below each other in one picture or in many. */
export interface LadderDrawing {
  readonly layout: LaneLayout;
  readonly header: { readonly height: number; readonly content: Markup };
  readonly strips: readonly Strip[];
  /** What was not drawn; null: all of it was. */
  readonly omission: string | null;
}

/** Takes the findings of the same log, and its ladder where that is known already. */
export function drawLadder(
  log: readonly LoggedEvent[],
  findings: readonly Finding[],
  drawn: Ladder = ladder(log),
  maxRows: number = MAX_ROWS,
): LadderDrawing {
  const layout = layoutLanes(drawn.lanes);
  const canvas: Canvas = {
    ladder: drawn,
    layout,
    titles: new Map(drawn.lanes.map(({ id, title }) => [id, title])),
    endMs: Math.max(1, log.at(-1)?.t ?? 1),
  };
  const rows = bothEnds(drawn.rows, maxRows);
  const steps = new Map(checklist(log, findings).map((step) => [step.id, step]));
  const happened = ladderSections(rows, log).steps.flatMap((section) => [
    stepStrip(section, steps.get(section.step), canvas),
    ...section.items.flatMap((item) => itemStrips(item, canvas)),
  ]);
  const expected =
    drawn.ghosts.length === 0
      ? []
      : [ghostHeadingStrip(canvas), ...drawn.ghosts.map((ghost) => ghostStrip(ghost, canvas))];
  return {
    layout,
    header: { height: METRICS.header, content: laneHeader(layout) },
    strips: [...happened, ...expected],
    omission: omissionText(drawn.rows.length, rows.length),
  };
}

/** The beginning and the end of what is too much: how it began, and what came out. */
export function bothEnds<T>(items: readonly T[], max: number): readonly T[] {
  if (items.length <= max) return items;
  const head = Math.floor(max / 2);
  return [...items.slice(0, head), ...items.slice(items.length - (max - head))];
}

/** null: nothing is left out. */
export function omissionText(all: number, shown: number): string | null {
  if (all <= shown) return null;
  return `Shown are the first and the last of what happened; ${counted(all - shown, 'line')} between them are left out.`;
}

function itemStrips(item: LadderSection | LadderRow, canvas: Canvas): readonly Strip[] {
  if (item.kind !== 'section') return [rowStrip(item, canvas)];
  return [groupStrip(item, canvas), ...item.items.flatMap((one) => itemStrips(one, canvas))];
}
