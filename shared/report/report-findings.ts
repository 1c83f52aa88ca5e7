import type { Finding } from '../findings/finding.ts';
import { visible } from '../lib/text.ts';
import { OWNER_NAMES_FOR_OTHERS } from '../projections/describe/owner.ts';
import { stepOf } from '../steps/steps.ts';
import { bounded } from './byte-budget.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { inlineMark, type Mark } from './marks.ts';
import { exchangeLinks, type NumberedExchanges } from './numbered-exchanges.ts';
import { chapter, facts, list, remark, type Chapter } from './report-parts.ts';

const MARKS: Readonly<Record<Finding['severity'], Mark>> = { error: 'bad', warning: 'warning', info: 'info' };
const SEVERITY_WORDS: Readonly<Record<Finding['severity'], string>> = {
  error: 'Problem',
  warning: 'Warning',
  info: 'Note',
};
const MAX_BYTES = 2_097_152;

/** What was found, the root cause first, with what to do, by whom, and on what it rests. */
export function findingChapter(findings: readonly Finding[], exchanges: NumberedExchanges): Chapter {
  const articles = findings.map((finding) => article(finding, exchanges));
  const content =
    articles.length === 0
      ? remark('There is nothing to report: no rule found anything amiss.')
      : bounded(articles, MAX_BYTES, (left) => remark(`${left} more are left out here.`));
  return chapter('findings', 'Findings', content);
}

function article(finding: Finding, exchanges: NumberedExchanges): Markup {
  const { severity, step, title, explanation, remedy, owner, verify, evidence, alternatives, reference, id } =
    finding;
  const links = exchangeLinks(evidence, exchanges);
  const others = list(alternatives.map((one) => visible(one, 3_000)));
  const pairs: readonly (readonly [string, Content] | null)[] = [
    ['What to do', markup`<strong>${OWNER_NAMES_FOR_OTHERS[owner]}:</strong> ${visible(remedy, 3_000)}`],
    ['What was seen', visible(explanation, 4_000)],
    others === null ? null : ['It could also be', others],
    verify === null ? null : ['Check by hand', markup`<code>${visible(verify, 3_000)}</code>`],
    links === null ? null : ['Seen in exchanges', links],
    reference === null ? null : ['Read more', visible(reference, 600)],
  ];
  return markup`<article class="finding ${MARKS[severity]}">
<h3>${inlineMark(MARKS[severity], null)}<span>${visible(title, 600)}</span></h3>
<p class="quiet">${SEVERITY_WORDS[severity]}${rank(finding)} · step ${stepOf(step).number}, ${stepOf(step).title} · <code>${visible(id, 100)}</code></p>
${facts(pairs.filter((pair) => pair !== null))}</article>\n`;
}

function rank({ rootCause, consequence }: Finding): Content {
  if (rootCause) return markup` · <strong>root cause</strong>`;
  return consequence ? ' · follows from the root cause' : null;
}
