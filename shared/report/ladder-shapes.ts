import type { Lane } from '../projections/ladder-model.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { METRICS, type LaneLayout } from './ladder-layout.ts';
import { MARK_COLOURS, type Mark } from './marks.ts';
import { fitted, textWidth } from './text-width.ts';

export const FONT_SIZE = 12;
/** How much wider semibold letters are. */
export const STRONGER = 1.1;
/** Every colour stands at its shape, for viewers that know no styles; the classes let a page choose others. */
export const COLOURS = {
  ink: '#242424',
  quiet: '#5c5c5c',
  line: '#d6d6d6',
  ground: '#ffffff',
  band: '#f2f2f1',
};

interface TextOptions {
  readonly size?: number;
  readonly mark?: Mark;
  readonly isQuiet?: boolean;
  readonly isStrong?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Covers the lines behind it. */
  readonly isOpaque?: boolean;
  /** Said instead of the text where a mouse rests on it. */
  readonly hint?: string;
}

/** A text of one line, as much of it as fits into the room; the whole of it is its title then. */
export function line(text: string, x: number, y: number, room: number, options: TextOptions = {}): Markup {
  const { size = FONT_SIZE, mark, anchor = 'start', isQuiet, isStrong, isOpaque, hint } = options;
  const shown = fitted(text, isStrong === true ? room / STRONGER : room, size);
  const title = hint ?? (shown === text ? null : text);
  const colour = mark === undefined ? (isQuiet === true ? COLOURS.quiet : COLOURS.ink) : MARK_COLOURS[mark];
  const name = mark ?? (isQuiet === true ? 'quiet' : 'ink');
  const attributes: Content = [
    size === FONT_SIZE ? null : markup` font-size="${size}"`,
    anchor === 'start' ? null : markup` text-anchor="${anchor}"`,
    isStrong === true ? markup` font-weight="600"` : null,
  ];
  return markup`${isOpaque === true ? cover(shown, x, y, isStrong === true ? size * STRONGER : size) : null}<text class="l-${name}" x="${rounded(x)}" y="${y}" fill="${colour}"${attributes}>${title === null ? null : markup`<title>${title}</title>`}${shown}</text>`;
}

function cover(text: string, x: number, y: number, size: number): Markup {
  const width = Math.ceil(textWidth(text, size)) + 4;
  return markup`<rect class="l-ground" x="${rounded(x - 3)}" y="${rounded(y - size + 1)}" width="${width}" height="${Math.ceil(size) + 2}" fill="${COLOURS.ground}"/>`;
}

/** The parties' lines behind a row. */
export function laneLines({ lanes }: LaneLayout, height: number): Markup {
  const path = lanes.map(({ x }) => `M${x} 0V${height}`).join('');
  return markup`<path class="l-line" d="${path}" stroke="${COLOURS.line}" fill="none"/>`;
}

const HEAD = 6;

/** From one lane to another, its point at the far end. */
export function arrow(from: number, to: number, y: number, dashes: string | null): Markup {
  const base = to - Math.sign(to - from) * HEAD;
  const dashed = dashes === null ? null : markup` stroke-dasharray="${dashes}"`;
  return markup`<path d="M${from} ${y}H${base}"${dashed}/><path d="M${to} ${y}L${base} ${y - 3.5}V${y + 3.5}Z" stroke="none"/>`;
}

/** Nothing came back: a shape of its own, not only a colour. */
export function cross(x: number, y: number): Markup {
  return markup`<path d="M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x - 5} ${y + 5}L${x + 5} ${y - 5}" stroke-width="2.25"/>`;
}

/** When something ran, on the scale of the whole run. */
export function timeBar(
  layout: LaneLayout,
  y: number,
  mark: Mark,
  atMs: number,
  durationMs: number | null,
  endMs: number,
): Markup {
  const room = METRICS.took - 20;
  const x = layout.lanesEnd + 10 + (Math.min(atMs, endMs) / endMs) * room;
  const width = Math.max(2, (Math.min(durationMs ?? 0, endMs) / endMs) * room);
  return markup`<rect class="l-${mark}" x="${rounded(x)}" y="${y}" width="${rounded(width)}" height="4" rx="2" fill="${MARK_COLOURS[mark]}"/>`;
}

/** The parties on top of their lines. */
export function laneHeader(layout: LaneLayout): Markup {
  const y = METRICS.header;
  const names = layout.lanes.map((lane) => {
    const [title, subtitle] = headerWords(lane);
    const room = layout.pitch - 10;
    return markup`${line(title, lane.x, 20, room, { anchor: 'middle', isStrong: true, ...(title === lane.title ? {} : { hint: lane.title }) })}${line(subtitle, lane.x, 35, room, { anchor: 'middle', size: 10.5, isQuiet: true })}<path class="l-line" d="M${lane.x} 42V${y}" stroke="${COLOURS.line}"/>`;
  });
  return markup`${line('Time', METRICS.gutter - 12, 35, 60, { anchor: 'end', size: 10.5, isQuiet: true })}${names}${line('Took', layout.lanesEnd + 10, 35, 60, { size: 10.5, isQuiet: true })}<path class="l-line" d="M0 ${y - 0.5}H${layout.width}" stroke="${COLOURS.line}"/>`;
}

const IP_ADDRESS = /^[\d.]+$|:/;

/** A server's short name over its domain; others as they are, over their addresses. */
function headerWords({
  kind,
  title,
  subtitle,
}: Pick<Lane, 'kind' | 'title' | 'subtitle'>): readonly [string, string] {
  const dot = kind === 'sip' && !IP_ADDRESS.test(title) ? title.indexOf('.') : -1;
  return dot > 0 ? [title.slice(0, dot), title.slice(dot)] : [title, subtitle];
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
