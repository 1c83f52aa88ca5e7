import { duration } from '../lib/duration.ts';
import type { ChecklistStep } from '../projections/checklist-model.ts';
import { expectedHeading, expectedRemark } from '../projections/describe/expected.ts';
import type {
  GhostRung,
  Ladder,
  LadderGap,
  LadderNote,
  LadderRow,
  Rung,
} from '../projections/ladder-model.ts';
import type { LadderSection } from '../projections/ladder-section-model.ts';
import { stepOf } from '../steps/steps.ts';
import { ghostEnd, METRICS, requestLabel, type LaneLayout } from './ladder-layout.ts';
import { arrow, COLOURS, STRONGER, cross, laneLines, line, timeBar } from './ladder-shapes.ts';
import { markup, type Markup } from './markup.ts';
import { MARK_COLOURS, markAt, OUTCOME_MARKS, STATE_MARKS, type Mark } from './marks.ts';
import { textWidth } from './text-width.ts';

/** What rows need to know of the whole. */
export interface Canvas {
  readonly ladder: Ladder;
  readonly layout: LaneLayout;
  readonly titles: ReadonlyMap<string, string>;
  readonly endMs: number;
}

/** A row as drawn, its left upper corner at the origin. */
export interface Strip {
  readonly height: number;
  readonly content: Markup;
  /** A heading: what follows belongs to it. */
  readonly isHeading: boolean;
}

export function stepStrip(section: LadderSection, step: ChecklistStep | undefined, canvas: Canvas): Strip {
  const height = 34;
  const { layout } = canvas;
  const { number, title } = stepOf(section.step);
  const mark = step === undefined ? OUTCOME_MARKS[section.outcome] : STATE_MARKS[step.state];
  const tookMs = step?.durationMs ?? section.durationMs;
  const left = METRICS.gutter;
  const titleWidth = textWidth(title, 13) * STRONGER + 16;
  const content = markup`<rect class="l-band" width="${layout.width}" height="${height}" fill="${COLOURS.band}"/>${markAt(mark, 12, 9, 16)}${line(String(number), 46, 22, 20, { size: 13, isStrong: true, anchor: 'middle' })}${line(title, left, 22, 300, { size: 13, isStrong: true })}${line(step?.summary ?? section.gist, left + titleWidth, 22, layout.lanesEnd - left - titleWidth - 4, { isQuiet: true })}${took(tookMs, 22, layout)}`;
  return { height, content, isHeading: true };
}

export function groupStrip(section: LadderSection, { layout }: Canvas): Strip {
  const height = 28;
  const left = METRICS.gutter;
  const titleRoom = Math.min(textWidth(section.title, 12) * STRONGER + 14, (layout.lanesEnd - left) / 2);
  const content = markup`${laneLines(layout, height)}<rect class="l-ground" x="${left - 30}" y="6" width="${layout.lanesEnd - left + 26}" height="20" fill="${COLOURS.ground}"/>${markAt(OUTCOME_MARKS[section.outcome], left - 24, 10, 12)}${line(section.title, left, 20, titleRoom, { isStrong: true })}${line(section.gist, left + titleRoom, 20, layout.lanesEnd - left - titleRoom - 8, { isQuiet: true })}${took(section.durationMs, 20, layout)}`;
  return { height, content, isHeading: true };
}

export function rowStrip(row: LadderRow, canvas: Canvas): Strip {
  switch (row.kind) {
    case 'rung':
      return rungStrip(row, canvas);
    case 'note':
      return noteStrip(row, canvas);
    case 'gap':
      return gapStrip(row, canvas);
  }
}

function rungStrip(rung: Rung, { layout, titles, endMs }: Canvas): Strip {
  const height = 48;
  const from = layout.find(rung.fromLane)?.x ?? METRICS.gutter;
  const to = layout.find(rung.toLane)?.x ?? METRICS.gutter;
  const mark = OUTCOME_MARKS[rung.outcome];
  const left = Math.min(from, to) + 10;
  const room = layout.lanesEnd - left - 6;
  const isUnanswered = rung.outcome === 'failed' && rung.durationMs === null;
  const width = rung.isUsed ? 1.75 : 1.25;
  const answer = isUnanswered
    ? cross(to, 23)
    : rung.outcome === 'pending'
      ? null
      : arrow(to, from, 29, '5 3');
  const answerText = rung.answerLabel ?? (rung.outcome === 'pending' ? 'waiting…' : 'no answer');
  const ink = rung.isUsed ? 'ink' : 'quiet';
  const content = markup`${laneLines(layout, height)}<g class="l-a-${ink}" stroke="${COLOURS[ink]}" fill="${COLOURS[ink]}" stroke-width="${width}">${arrow(from, to, 23, null)}</g><g class="l-a-${mark}" stroke="${MARK_COLOURS[mark]}" fill="${MARK_COLOURS[mark]}" stroke-width="${width}">${answer}</g>${moment(rung.atMs, 26)}${line(requestLabel(rung, layout, titles), left, 17, room, { isOpaque: true, isStrong: rung.isUsed, hint: rung.sentence })}${line(answerText, left, 43, room, { isOpaque: true, mark })}${markAt(mark, layout.lanesEnd + 10, 13, 12)}${rung.durationMs === null ? null : line(duration(rung.durationMs), layout.lanesEnd + 28, 23, METRICS.took - 30, { isQuiet: true })}${timeBar(layout, 32, mark, rung.atMs, rung.durationMs, endMs)}`;
  return { height, content, isHeading: false };
}

const NOTE_FILLS: Readonly<Record<Mark, string>> = {
  good: '#f0f6fc',
  info: '#f0f6fc',
  open: '#f0f6fc',
  none: '#f5f5f5',
  warning: '#fff5e6',
  bad: '#fdf0f1',
};

function noteStrip(note: LadderNote, { layout }: Canvas): Strip {
  const height = 30;
  const mark = note.outcome === 'ok' ? 'info' : OUTCOME_MARKS[note.outcome];
  const left = (layout.lanes[0]?.x ?? METRICS.gutter) - 9;
  const most = layout.width - left - 8;
  const width = Math.min(most, textWidth(note.text, 12) + 36);
  const content = markup`${laneLines(layout, height)}<rect class="l-note-${mark}" x="${left}" y="4" width="${Math.ceil(width)}" height="22" rx="11" fill="${NOTE_FILLS[mark]}" stroke="${MARK_COLOURS[mark]}" stroke-opacity="0.4"/>${markAt(mark, left + 6, 9, 12)}${moment(note.atMs, 19)}${line(note.text, left + 24, 19, width - 32)}`;
  return { height, content, isHeading: false };
}

function gapStrip(gap: LadderGap, { layout }: Canvas): Strip {
  const height = 26;
  const left = (layout.lanes[0]?.x ?? METRICS.gutter) + 10;
  const text = `${duration(gap.ms)} in which nothing happened`;
  const content = markup`${laneLines(layout, height)}<g font-style="italic">${line(text, left, 17, layout.lanesEnd - left, { isOpaque: true, isQuiet: true })}</g>`;
  return { height, content, isHeading: false };
}

export function ghostHeadingStrip({ ladder, layout }: Canvas): Strip {
  const height = 36;
  const content = markup`<path class="l-line" d="M0 4.5H${layout.width}" stroke="${COLOURS.line}"/>${line(expectedHeading(ladder), METRICS.gutter, 25, layout.lanesEnd - METRICS.gutter, { isStrong: true, isQuiet: true })}`;
  return { height, content, isHeading: true };
}

export function ghostStrip(ghost: GhostRung, { ladder, layout }: Canvas): Strip {
  const height = 34;
  const from = ghostEnd(layout, ghost.fromKind, ladder);
  const to = ghostEnd(layout, ghost.toKind, ladder);
  const left = Math.min(from, to) + 10;
  const text = `${ghost.label}${expectedRemark(ghost, ladder)}`;
  const content = markup`${laneLines(layout, height)}<g class="l-a-quiet" stroke="${COLOURS.quiet}" fill="${COLOURS.quiet}">${arrow(from, to, 22, '2 4')}</g>${line(String(stepOf(ghost.step).number), 46, 22, 20, { size: 11, anchor: 'middle', isQuiet: true, hint: stepOf(ghost.step).title })}${line(text, left, 16, layout.width - left - 8, { isOpaque: true, isQuiet: true, hint: ghost.description })}`;
  return { height, content, isHeading: false };
}

function moment(atMs: number, y: number): Markup {
  return line(`${(atMs / 1_000).toFixed(2)} s`, METRICS.gutter - 12, y, METRICS.gutter - 12, {
    size: 10.5,
    anchor: 'end',
    isQuiet: true,
  });
}

function took(ms: number | null, y: number, layout: LaneLayout): Markup | null {
  return ms === null
    ? null
    : line(duration(ms), layout.lanesEnd + 28, y, METRICS.took - 30, { isQuiet: true });
}
