import { counted } from '../lib/listing.ts';
import { emptyWords, isDifference, RELATION_WORDS, SECTION_TITLES } from '../projections/comparison/words.ts';
import type { Comparison, ComparisonRow, RunLabels } from '../projections/comparison-model.ts';
import { ComparisonSection } from '../run/diff-document.ts';
import { markup, type Markup } from './markup.ts';

/** Beyond these a line counts the rest. */
const MOST_ROWS = 300;

/**
 * The section of a report that sets the run beside another one: the summary, then a table for each section, differences only.
 * One element without script; everything that comes from outside is escaped.
 */
export function comparisonHtml({ summary, rows }: Comparison, { a, b }: RunLabels): string {
  const tables = ComparisonSection.options.map((section) =>
    table(
      SECTION_TITLES[section],
      rows.filter((row) => row.section === section && isDifference(row.relation)),
    ),
  );
  const incomparable = rows.filter(({ relation }) => relation === 'incomparable').length;
  const same = rows.filter(({ relation }) => relation === 'same').length;
  const rest = `The same: ${counted(same, 'thing')}.${incomparable === 0 ? '' : ` Not to be compared: ${counted(incomparable, 'thing')}.`}`;
  return markup`<section class="comparison">
<h2>Comparison</h2>
<p class="summary">${summary}</p>
<dl class="runs"><dt>First</dt><dd>${a}</dd><dt>Second</dt><dd>${b}</dd></dl>
${tables}<p class="note">${rest}</p>
</section>`.markup;
}

function table(title: string, rows: readonly ComparisonRow[]): Markup | null {
  if (rows.length === 0) return null;
  const more = rows.length - MOST_ROWS;
  return markup`<h3>${title}</h3>
<table>
<thead><tr><th scope="col">What</th><th scope="col">First</th><th scope="col">Second</th><th scope="col">Difference</th></tr></thead>
<tbody>
${rows.slice(0, MOST_ROWS).map(tableRow)}</tbody>
</table>
${more <= 0 ? null : markup`<p class="note">${`And ${more} more.`}</p>\n`}`;
}

function tableRow({ label, a, b, relation, weight }: ComparisonRow): Markup {
  const none = emptyWords(relation);
  return markup`<tr class="${weight}"><th scope="row">${label}</th><td>${a ?? none}</td><td>${b ?? none}</td><td>${RELATION_WORDS[relation]}</td></tr>
`;
}
