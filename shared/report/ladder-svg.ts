import type { LoggedEvent } from '../events/catalogue.ts';
import { judgeRun } from '../findings/judge.ts';
import type { Finding } from '../findings/finding.ts';
import { verdict } from '../projections/verdict.ts';
import { bounded } from './byte-budget.ts';
import { drawLadder, type LadderDrawing } from './ladder-drawing.ts';
import { COLOURS, FONT_SIZE, line } from './ladder-shapes.ts';
import { markup, type Markup } from './markup.ts';

export interface LadderSvg {
  readonly svg: string;
  /** Pixels, as drawn. */
  readonly width: number;
  readonly height: number;
}

export interface LadderSvgOptions {
  /** What the log was judged to be; it is judged here when they are not given. */
  readonly findings?: readonly Finding[];
  readonly maxRows?: number;
}

/** In single quotes: it stands in an attribute. */
const FONTS = "'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', Arial, sans-serif";
const MARGIN = 12;
const MAX_TABLE_BYTES = 4_194_304;

/** The call flow as one picture of its own: no script, no style, nothing from elsewhere; light, on white. */
export function ladderSvg(log: readonly LoggedEvent[], options: LadderSvgOptions = {}): LadderSvg {
  const findings = options.findings ?? judgeRun(log);
  const drawing = drawLadder(log, findings, undefined, options.maxRows);
  const { layout, header, strips, omission } = drawing;
  const top = omission === null ? 0 : 22;
  let y = top + header.height;
  const placed = strips.map(({ content, height }) => {
    const place = markup`<g transform="translate(0 ${y})">${content}</g>`;
    y += height;
    return place;
  });
  const size = { width: layout.width + 2 * MARGIN, height: y + 2 * MARGIN };
  const { summary } = verdict(log, findings);
  const note = omission === null ? null : line(omission, 12, 14, layout.width - 24, { isQuiet: true });
  const { markup: svg } =
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" ${fontAttributes()} role="img"><title>Skype for Business sign-in</title><desc>${summary}</desc><rect width="100%" height="100%" fill="${COLOURS.ground}"/><g transform="translate(${MARGIN} ${MARGIN})">${note}<g transform="translate(0 ${top})">${header.content}</g>${placed}</g></svg>`;
  return { svg: `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`, ...size };
}

/** The same for a page: a table of strips, so that print breaks between them and repeats the parties. */
export function ladderTable({ layout, header, strips }: LadderDrawing): Markup {
  const picture = (content: Markup, height: number): Markup =>
    markup`<svg viewBox="0 0 ${layout.width} ${height}" width="${layout.width}" height="${height}" ${fontAttributes()} aria-hidden="true">${content}</svg>`;
  const rows = strips.map(
    ({ content, height, isHeading }) =>
      markup`<tr${isHeading ? markup` class="heading"` : null}><td>${picture(content, height)}</td></tr>\n`,
  );
  return markup`<table class="ladder" role="presentation" style="width:${layout.width}px"><thead><tr><td>${picture(header.content, header.height)}</td></tr></thead><tbody>${bounded(rows, MAX_TABLE_BYTES, (left) => markup`<tr><td>${left} more lines are left out here.</td></tr>`)}</tbody></table>`;
}

function fontAttributes(): Markup {
  return markup`font-family="${FONTS}" font-size="${FONT_SIZE}"`;
}
