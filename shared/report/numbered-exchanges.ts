import type { Ladder, LadderNote, Rung } from '../projections/ladder-model.ts';
import { bothEnds, omissionText } from './ladder-drawing.ts';
import { markup, type Markup } from './markup.ts';

/** A rung or note of the ladder with the number under which the report speaks of it. */
export interface NumberedRow {
  /** From 1, in order of time. */
  readonly number: number;
  readonly row: Rung | LadderNote;
}

export interface NumberedExchanges {
  /** All that the report lists. */
  readonly rows: readonly NumberedRow[];
  /** By the seq of what was observed. */
  readonly bySeq: ReadonlyMap<number, NumberedRow>;
  /** Names of the parties by the ids of their lanes. */
  readonly titles: ReadonlyMap<string, string>;
  /** Said of those that are not listed; null: all are. */
  readonly omission: string | null;
}

const MAX_ROWS = 2_000;
/** As many links as still help. */
const MAX_LINKS = 12;

export function numberedExchanges(drawn: Ladder): NumberedExchanges {
  const all = drawn.rows
    .filter((row) => row.kind !== 'gap')
    .map((row, index): NumberedRow => ({ number: index + 1, row }));
  const rows = bothEnds(all, MAX_ROWS);
  const bySeq = new Map<number, NumberedRow>();
  for (const numbered of rows) {
    for (const seq of numbered.row.evidence) if (!bySeq.has(seq)) bySeq.set(seq, numbered);
  }
  return {
    rows,
    bySeq,
    titles: new Map(drawn.lanes.map(({ id, title }) => [id, title])),
    omission: omissionText(all.length, rows.length),
  };
}

/** Links to where observations stand in the table of exchanges; null: none of them does. */
export function exchangeLinks(evidence: readonly number[], { bySeq }: NumberedExchanges): Markup | null {
  const found = new Set(evidence.flatMap((seq) => bySeq.get(seq) ?? []));
  const rows = [...found].sort((a, b) => a.number - b.number);
  if (rows.length === 0) return null;
  const links = rows
    .slice(0, MAX_LINKS)
    .map(
      ({ number, row }, index) =>
        markup`${index === 0 ? null : ', '}<a href="#exchange-${number}" title="${row.kind === 'rung' ? row.sentence : row.text}">${number}</a>`,
    );
  return markup`${links}${rows.length > MAX_LINKS ? ` and ${rows.length - MAX_LINKS} more` : null}`;
}
