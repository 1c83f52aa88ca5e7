import type { LoggedEvent } from '../../events/catalogue.ts';
import { visible } from '../../lib/text.ts';
import type { StepId } from '../../run/ids.ts';
import { STEPS } from '../../steps/steps.ts';
import { atOnce, type InParts } from '../in-parts.ts';
import type { LadderNote, LadderRow, Rung } from '../ladder-model.ts';
import type { LadderSection, LadderSections } from '../ladder-section-model.ts';
import { placeRows, type Place, type Places } from './section-places.ts';
import type { Progress } from './section-progress.ts';
import { gistOf, summarise } from './section-summary.ts';

interface OpenGroup {
  readonly kind: 'group';
  readonly place: Place;
  readonly rows: LadderRow[];
}

interface OpenStep {
  readonly items: (OpenGroup | LadderRow)[];
  readonly groups: Map<string, OpenGroup>;
}

/**
 * Gathers the rows of a ladder, or some of them, into steps and groups: what interleaves in time is told one after the other.
 * Takes the log that the ladder was made of. A group of a single row is none; its row stands in the step.
 */
export function ladderSections(rows: readonly LadderRow[], log: readonly LoggedEvent[]): LadderSections {
  return atOnce(sectionsInParts(rows, log));
}

/** The same in parts, for ladders that take longer than a frame. */
export function* sectionsInParts(
  rows: readonly LadderRow[],
  log: readonly LoggedEvent[],
): InParts<LadderSections> {
  const places = yield* placeRows(
    rows.filter((row) => row.kind !== 'gap'),
    log,
  );
  yield;
  const steps = openSteps(rows, places);
  const parentOf = new Map<string, string>();
  const sections: LadderSection[] = [];
  for (const { id, title } of STEPS) {
    yield;
    const step = steps.get(id);
    if (step !== undefined) sections.push(closeStep(id, title, step, places.progress, parentOf));
  }
  return { steps: sections, parentOf };
}

function openSteps(rows: readonly LadderRow[], { of }: Places): ReadonlyMap<StepId, OpenStep> {
  const steps = new Map<StepId, OpenStep>();
  const beforeSilence = new Set(rows.map((row) => (row.kind === 'gap' ? row.afterRowId : null)));
  /** Where a row went that a silence follows: it goes there too. */
  const lists = new Map<string, (OpenGroup | LadderRow)[]>();
  const firstRow = rows.find((row) => row.kind !== 'gap');
  for (const row of rows) {
    if (row.kind === 'gap') {
      const list = row.afterRowId === null ? undefined : lists.get(row.afterRowId);
      const home = list ?? (firstRow === undefined ? undefined : stepOf(steps, firstRow.step).items);
      home?.push(row);
      continue;
    }
    const step = stepOf(steps, row.step);
    const place = of.get(row.id) ?? null;
    const list = place === null ? step.items : groupOf(step, place).rows;
    list.push(row);
    if (beforeSilence.has(row.id)) lists.set(row.id, list);
  }
  return steps;
}

function stepOf(steps: Map<StepId, OpenStep>, id: StepId): OpenStep {
  const known = steps.get(id);
  if (known !== undefined) return known;
  const opened: OpenStep = { items: [], groups: new Map() };
  steps.set(id, opened);
  return opened;
}

function groupOf({ items, groups }: OpenStep, place: Place): OpenGroup {
  const known = groups.get(place.key);
  if (known !== undefined) return known;
  const opened: OpenGroup = { kind: 'group', place, rows: [] };
  groups.set(place.key, opened);
  items.push(opened);
  return opened;
}

function closeStep(
  step: StepId,
  title: string,
  { items, groups }: OpenStep,
  progress: Progress,
  parentOf: Map<string, string>,
): LadderSection {
  const id = `section:${step}`;
  const closed = items.flatMap((item): readonly (LadderSection | LadderRow)[] => {
    if (item.kind !== 'group') return [item];
    return happened(item.rows).length > 1 ? [closeGroup(id, step, item, progress, parentOf)] : item.rows;
  });
  for (const item of closed) parentOf.set(item.id, id);
  const all = happened(items.flatMap((item) => (item.kind === 'group' ? item.rows : [item])));
  const own = closed.filter((item) => item.kind === 'section');
  // What is loaded in step 5 stands side by side, and none decides.
  const isBundle = step === 'settings';
  const decisive = isBundle ? undefined : decisiveOf(own, all);
  const summary = summarise(all, isBundle ? 'bundle' : groups.size > 0 ? 'choice' : 'sequence');
  return {
    kind: 'section',
    id,
    step,
    level: 1,
    title,
    ...summary,
    outcome: summary.outcome === 'pending' ? 'pending' : (decisive?.outcome ?? summary.outcome),
    gist: stepGist(step, own, decisive, all, progress),
    items: closed,
  };
}

function closeGroup(
  stepSection: string,
  step: StepId,
  { place: { key, title, kind }, rows }: OpenGroup,
  progress: Progress,
  parentOf: Map<string, string>,
): LadderSection {
  const id = `${stepSection}/${key}`;
  for (const row of rows) parentOf.set(row.id, id);
  const own = happened(rows);
  return {
    kind: 'section',
    id,
    step,
    level: 2,
    title: visible(title),
    ...summarise(own, kind),
    gist: gistOf(key, own, kind, progress),
    items: rows,
  };
}

/** The group that says what came of a step; undefined: what stands beside the groups does. */
function decisiveOf(
  groups: readonly LadderSection[],
  rows: readonly (Rung | LadderNote)[],
): LadderSection | undefined {
  const used = groups.findLast(({ isUsed }) => isUsed);
  if (used !== undefined || rows.some((row) => row.kind === 'rung' && row.isUsed)) return used;
  return groups.findLast(({ outcome }) => outcome === 'failed') ?? groups.at(-1);
}

/** A step in one line: what was decided in it, else what its groups say. */
function stepGist(
  step: StepId,
  groups: readonly LadderSection[],
  decisive: LadderSection | undefined,
  rows: readonly (Rung | LadderNote)[],
  progress: Progress,
): string {
  const waiting = groups.find(({ outcome }) => outcome === 'pending');
  if (waiting !== undefined) return waiting.gist;
  const decision = rows.findLast((row) => row.kind === 'note' && row.topic === 'decision');
  if (decision?.kind === 'note') return decision.text;
  if (decisive !== undefined) return `${decisive.title}: ${decisive.gist}`;
  return step === 'settings' && groups.length > 0
    ? groups.map(({ gist }) => gist).join(' · ')
    : gistOf('', rows, 'sequence', progress);
}

function happened(rows: readonly LadderRow[]): readonly (Rung | LadderNote)[] {
  return rows.filter((row) => row.kind !== 'gap');
}
