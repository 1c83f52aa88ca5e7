import { duration } from '../lib/duration.ts';
import type { LadderNote, Rung } from '../projections/ladder-model.ts';
import type { ExchangeOutcome } from '../run/document.ts';
import { bounded } from './byte-budget.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { inlineMark, OUTCOME_MARKS } from './marks.ts';
import type { NumberedExchanges, NumberedRow } from './numbered-exchanges.ts';
import { chapter, remark, table, type Chapter } from './report-parts.ts';

const OUTCOME_WORDS: Readonly<Record<ExchangeOutcome, string>> = {
  ok: 'good',
  warning: 'warning',
  failed: 'failed',
  cancelled: 'given up',
  pending: 'open',
};
/** "This PC" stays on one line. */
const NO_BREAK = '\u00a0';
export const MAX_TABLE_BYTES = 4_194_304;
const COLUMNS = ['No.', 'At', 'From', 'To', 'Request', 'Answer', 'Took', 'Outcome'];

/** All that was said, in order of time, and between it what was decided on this PC. Takes the numbers that have a message. */
export function exchangeChapter(exchanges: NumberedExchanges, withMessage: ReadonlySet<number>): Chapter {
  const { rows, omission } = exchanges;
  const lines = bounded(
    rows.map((row) => tableRow(row, exchanges, withMessage.has(row.number))),
    MAX_TABLE_BYTES,
    (left) => markup`<tr><td colspan="8">${left} more are left out here.</td></tr>`,
  );
  return chapter('exchanges', 'Exchanges', [
    markup`<p class="quiet onscreen">In order of time. A number leads to all that is known of it.</p>\n`,
    omission === null ? null : remark(omission),
    table({ label: 'Exchanges', columns: COLUMNS, className: 'exchanges' }, lines),
  ]);
}

function tableRow({ number, row }: NumberedRow, { titles }: NumberedExchanges, hasMessage: boolean): Markup {
  const anchor = hasMessage ? markup`<a href="#message-${number}">${number}</a>` : number;
  return markup`<tr id="exchange-${number}" class="${row.kind === 'note' ? 'note' : OUTCOME_MARKS[row.outcome]}"><td class="figure">${anchor}</td><td class="figure">${(row.atMs / 1_000).toFixed(2)} s</td>${row.kind === 'note' ? noteCells(row) : rungCells(row, titles)}<td class="outcome">${outcome(row)}</td></tr>\n`;
}

function rungCells(rung: Rung, titles: ReadonlyMap<string, string>): Content {
  const nameOf = (laneId: string): string => (titles.get(laneId) ?? laneId).replaceAll(' ', NO_BREAK);
  const { fromLane, toLane, label, answerLabel, durationMs, isUsed } = rung;
  const request = isUsed ? markup`<strong>${label}</strong>` : label;
  return markup`<td>${nameOf(fromLane)}</td><td>${nameOf(toLane)}</td><td>${request}</td><td>${answerLabel ?? 'no answer'}</td><td class="figure">${durationMs === null ? '' : duration(durationMs)}</td>`;
}

function noteCells({ text }: LadderNote): Content {
  return markup`<td colspan="5">${text}</td>`;
}

function outcome({ kind, outcome: of }: Rung | LadderNote): Content {
  if (kind === 'note' && of === 'ok') return null;
  return markup`${inlineMark(OUTCOME_MARKS[of], null)} ${OUTCOME_WORDS[of]}`;
}
