import type { StepState } from '../projections/checklist-model.ts';
import type { ExchangeOutcome } from '../run/document.ts';
import { markup, type Markup } from './markup.ts';

/** How something went, as a colour and a shape of its own: no two can be mistaken in black and white. */
export type Mark = 'good' | 'warning' | 'bad' | 'none' | 'open' | 'info';

/** Dark enough for small text on white. */
export const MARK_COLOURS: Readonly<Record<Mark, string>> = {
  good: '#0b6a0b',
  warning: '#8a5100',
  bad: '#b10e1c',
  none: '#616161',
  open: '#0f548c',
  info: '#0f548c',
};

export const OUTCOME_MARKS: Readonly<Record<ExchangeOutcome, Mark>> = {
  ok: 'good',
  warning: 'warning',
  failed: 'bad',
  cancelled: 'none',
  pending: 'open',
};

export const STATE_MARKS: Readonly<Record<StepState, Mark>> = {
  pending: 'none',
  running: 'open',
  passed: 'good',
  warned: 'warning',
  failed: 'bad',
  skipped: 'none',
  cancelled: 'none',
  crashed: 'bad',
};

/** The body takes the mark's colour; what is cut out of it, that of the ground. */
const SHAPES: Readonly<Record<Mark, { readonly body: Markup; readonly cut: string | null }>> = {
  good: { body: markup`<circle cx="8" cy="8" r="7.2"/>`, cut: 'M4.6 8.3 7 10.8 11.5 5.6' },
  warning: { body: markup`<path d="M8 .6 15.7 14.8H.3Z"/>`, cut: 'M8 5.6V9.8M8 12.1V12.5' },
  bad: {
    body: markup`<path d="M4.9.5H11.1L15.5 4.9V11.1L11.1 15.5H4.9L.5 11.1V4.9Z"/>`,
    cut: 'M5.2 5.2 10.8 10.8M10.8 5.2 5.2 10.8',
  },
  none: { body: markup`<path d="M8 .8A7.2 7.2 0 1 0 8 15.2 7.2 7.2 0 1 0 8 .8Z"/>`, cut: 'M4.8 8H11.2' },
  open: {
    body: markup`<circle cx="2.6" cy="8" r="1.9"/><circle cx="8" cy="8" r="1.9"/><circle cx="13.4" cy="8" r="1.9"/>`,
    cut: null,
  },
  info: { body: markup`<circle cx="8" cy="8" r="7.2"/>`, cut: 'M8 3.7V4.1M8 7V12' },
};

/** The mark in a square of the given size, its left upper corner at x and y. */
export function markAt(mark: Mark, x: number, y: number, size: number): Markup {
  const { body, cut } = SHAPES[mark];
  const place = `translate(${x} ${y}) scale(${size / 16})`;
  const sign =
    cut === null
      ? null
      : markup`<path class="l-cut" d="${cut}" fill="none" stroke="#fff" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/>`;
  return markup`<g class="l-${mark}" fill="${MARK_COLOURS[mark]}" transform="${place}">${body}${sign}</g>`;
}

/** The mark in a line of text. Takes what it means, for people who hear it; null: that is said beside it. */
export function inlineMark(mark: Mark, meaning: string | null): Markup {
  const role = meaning === null ? markup`aria-hidden="true"` : markup`role="img" aria-label="${meaning}"`;
  return markup`<svg class="mark" viewBox="0 0 16 16" width="16" height="16" ${role}>${markAt(mark, 0, 0, 16)}</svg>`;
}
