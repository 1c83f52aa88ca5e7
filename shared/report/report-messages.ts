import type { LoggedEvent } from '../events/catalogue.ts';
import { rungDetails } from '../projections/details.ts';
import type { DetailSection } from '../projections/details-model.ts';
import { byteLength } from './byte-budget.ts';
import { markup, type Content, type Markup } from './markup.ts';
import type { NumberedExchanges, NumberedRow } from './numbered-exchanges.ts';
import { detailFacts, facts, table } from './report-parts.ts';

/** As much of one message as is shown. */
const MAX_TEXT = 65_536;

/** A smaller one may still find room where another has not; after so many it is not worth the time. */
const MAX_MISSES = 20;

/** What can be unfolded. */
export interface Messages {
  readonly parts: readonly Markup[];
  /** Of the exchanges that have one. */
  readonly numbers: ReadonlySet<number>;
  /** How many found no room. */
  readonly left: number;
}

/** All that the log holds on each exchange, as long as there is room for it. Takes bytes. */
export function messages(
  log: readonly LoggedEvent[],
  { rows, titles }: NumberedExchanges,
  room: number,
): Messages {
  const parts: Markup[] = [];
  const numbers = new Set<number>();
  let [left, rest] = [0, room];
  for (const numbered of rows) {
    const sections = left > MAX_MISSES ? null : rungDetails(log, numbered.row);
    if (sections?.length === 0) continue;
    const part = sections === null ? null : message(numbered, sections, titles);
    const bytes = part === null ? Infinity : byteLength(part);
    if (part === null || bytes > rest) {
      left += 1;
      continue;
    }
    rest -= bytes;
    parts.push(part);
    numbers.add(numbered.number);
  }
  return { parts, numbers, left };
}

function message(
  { number, row }: NumberedRow,
  sections: readonly DetailSection[],
  titles: ReadonlyMap<string, string>,
): Markup {
  // The anchor lies inside: a link to it unfolds what it lies in.
  return markup`<details class="message"><summary><span class="number">${number}</span> ${heading(row, titles)}</summary>
<div id="message-${number}">${sections.map(sectionOf)}<p><a href="#exchange-${number}">Back to the table</a></p></div></details>\n`;
}

function heading(row: NumberedRow['row'], titles: ReadonlyMap<string, string>): Content {
  if (row.kind === 'note') return row.text;
  const party = row.toLane === 'pc' ? row.fromLane : row.toLane;
  return markup`<span class="quiet">${titles.get(party) ?? party}</span> ${row.label}${row.answerLabel === null ? null : markup` <span class="answer">→ ${row.answerLabel}</span>`}`;
}

function sectionOf(section: DetailSection): Content {
  switch (section.kind) {
    case 'fields':
      return section.fields.length === 0 ? null : titled(section.title, detailFacts(section.fields));
    case 'table': {
      const rows = section.rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>`);
      return titled(section.title, table({ label: section.title, columns: section.columns }, rows));
    }
    case 'text':
      return titled(section.title, markup`<pre tabindex="0">${cut(section.text)}</pre>`);
    case 'certificates':
      return markup`<p><a href="#certificates">${section.title}</a></p>`;
    case 'message':
      return titled(section.title, wholeMessage(section));
  }
}

/** As it went over the wire, then the headers that need explaining. */
function wholeMessage({
  startLine,
  headers,
  body,
  bodyNote,
}: Extract<DetailSection, { kind: 'message' }>): Content {
  const head = [startLine, ...headers.map(({ name, value }) => `${name}: ${value}`)].join('\n');
  const meanings = headers.flatMap(({ name, meaning }) =>
    meaning === null ? [] : [[name, meaning] as const],
  );
  return [
    markup`<pre tabindex="0">${cut(body === '' ? head : `${head}\n\n${body}`)}</pre>`,
    bodyNote === null ? null : markup`<p class="quiet">${bodyNote}</p>`,
    facts(meanings),
  ];
}

function titled(title: string, content: Content): Markup {
  return markup`<h4>${title}</h4>\n${content}`;
}

function cut(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT)}…\n(cut after ${MAX_TEXT / 1_024} KiB)`;
}
