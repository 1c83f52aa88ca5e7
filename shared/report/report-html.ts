import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { visible } from '../lib/text.ts';
import { ladder } from '../projections/ladder.ts';
import type { Ladder } from '../projections/ladder-model.ts';
import { byteLength } from './byte-budget.ts';
import { drawLadder } from './ladder-drawing.ts';
import { ladderTable } from './ladder-svg.ts';
import { markup, readyMarkup, type Markup } from './markup.ts';
import { numberedExchanges } from './numbered-exchanges.ts';
import { aboutChapter, environmentChapter, type ReportAbout } from './report-about.ts';
import { certificateChapter } from './report-certificates.ts';
import { exchangeChapter, MAX_TABLE_BYTES } from './report-exchanges.ts';
import { findingChapter } from './report-findings.ts';
import { messages, type Messages } from './report-messages.ts';
import { overview, stepChapter } from './report-overview.ts';
import { chapter, remark, type Chapter } from './report-parts.ts';
import { settingsChapter } from './report-settings.ts';
import { REPORT_STYLE } from './report-style.ts';
import { timeChapter } from './report-times.ts';

const MAX_BYTES = 19_000_000;
const MAX_LADDER_ROWS = 1_000;

/**
 * The whole run as one page that needs nothing else: no script, nothing loaded. Well-formed as XML too. Takes the findings of the
 * same log, and, where the run was compared with another, what came of it as a section made elsewhere.
 */
export function reportHtml(
  log: readonly LoggedEvent[],
  findings: readonly Finding[],
  about: ReportAbout,
  comparison?: string,
): string {
  const drawn = ladder(log);
  const exchanges = numberedExchanges(drawn);
  const before = [
    stepChapter(log, findings),
    findingChapter(findings, exchanges),
    ladderChapter(log, findings, drawn),
  ];
  const after = [
    certificateChapter(log, exchanges),
    settingsChapter(log),
    timeChapter(log, findings),
    environmentChapter(log),
    comparison === undefined ? null : comparisonChapter(comparison),
    aboutChapter(about),
  ].filter((one) => one !== null);
  const head = overview(log, findings);
  const used = [head, ...[...before, ...after].map(({ content }) => content)];
  const room = used.reduce((bytes, content) => bytes - byteLength(content), MAX_BYTES - MAX_TABLE_BYTES);
  const told = messages(log, exchanges, room);
  const said = [exchangeChapter(exchanges, told.numbers), messageChapter(told)].filter((one) => one !== null);
  return page(addressOf(log), head, [...before, ...said, ...after]);
}

function page(address: string, head: Markup, chapters: readonly Chapter[]): string {
  const contents = chapters.map(({ id, title }) => markup`<a href="#${id}">${title}</a> `);
  const { markup: html } = markup`<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>Sign-in check ${address}</title>
<style>${readyMarkup(REPORT_STYLE)}</style>
</head>
<body>
<main>
${head}<nav aria-label="Contents">${contents}</nav>
${chapters.map(({ content }) => content)}</main>
</body>
</html>
`;
  return `<!DOCTYPE html>\n${html}`;
}

function addressOf(log: readonly LoggedEvent[]): string {
  const start = log.find((event) => event.kind === 'run.started');
  return start === undefined ? '' : visible(start.data.plan.address, 320);
}

function ladderChapter(log: readonly LoggedEvent[], findings: readonly Finding[], drawn: Ladder): Chapter {
  const drawing = drawLadder(log, findings, drawn, MAX_LADDER_ROWS);
  return chapter('ladder', 'Call flow', [
    drawing.omission === null ? null : remark(drawing.omission),
    markup`<div class="scroll" role="img" tabindex="0" aria-label="The call flow as a drawing; the table of exchanges says the same">${ladderTable(drawing)}</div>\n`,
  ]);
}

/** null: there is none. */
function messageChapter({ parts, left }: Messages): Chapter | null {
  if (parts.length + left === 0) return null;
  return chapter('messages', 'Messages', [
    markup`<p class="quiet onscreen">Each unfolds to all that is known of it. Only those that are unfolded are printed.</p>\n`,
    parts,
    left === 0 ? null : remark(`${left} more are left out here, because the page would become too large.`),
  ]);
}

function comparisonChapter(section: string): Chapter {
  return {
    id: 'comparison',
    title: 'Comparison',
    content: markup`<div id="comparison" class="chapter">${readyMarkup(section)}</div>\n`,
  };
}
