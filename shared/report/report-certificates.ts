import type { EventKind, LoggedEvent } from '../events/catalogue.ts';
import { rungDetails } from '../projections/details.ts';
import type { CertificateNode, DetailField, DetailSection } from '../projections/details-model.ts';
import { bounded } from './byte-budget.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { inlineMark } from './marks.ts';
import type { NumberedExchanges, NumberedRow } from './numbered-exchanges.ts';
import { chapter, detailFacts, list, remark, type Chapter } from './report-parts.ts';

type ChainSection = Extract<DetailSection, { kind: 'certificates' }>;

/** A chain that was shown, once or often. */
interface SeenChain {
  readonly section: ChainSection;
  readonly rows: NumberedRow[];
}

const ROLES: Readonly<Record<CertificateNode['role'], string>> = {
  server: 'The server itself',
  client: 'This PC’s own',
  intermediate: 'Issued by (intermediate)',
  root: 'Issued by (root)',
  missing: 'Issued by (not sent, not known here)',
};
/** What is observed where somebody shows a certificate. */
const SHOWING: ReadonlySet<EventKind> = new Set<EventKind>([
  'tls.certificates.received',
  'authentication.token.observed',
  'client-certificate.issued',
  'client-certificate.found',
]);
const MAX_BYTES = 2_097_152;
const MAX_LINKS = 12;

/** Every chain that a server showed, and the PC's own; null: none was shown. */
export function certificateChapter(
  log: readonly LoggedEvent[],
  exchanges: NumberedExchanges,
): Chapter | null {
  const chains = seenChains(log, exchanges);
  if (chains.length === 0) return null;
  const told = new Set<string>();
  const articles = chains.map((chain) => chainArticle(chain, exchanges, told));
  return chapter(
    'certificates',
    'Certificates',
    bounded(articles, MAX_BYTES, (left) => remark(`${left} more chains are left out here.`)),
  );
}

/** The same chain, shown on many connections and judged alike, is told once. */
function seenChains(log: readonly LoggedEvent[], { rows }: NumberedExchanges): readonly SeenChain[] {
  const shown = new Set(log.flatMap(({ kind, seq }) => (SHOWING.has(kind) ? [seq] : [])));
  const seen = new Map<string, SeenChain>();
  for (const numbered of rows) {
    if (!numbered.row.evidence.some((seq) => shown.has(seq))) continue;
    for (const section of rungDetails(log, numbered.row)) {
      if (section.kind !== 'certificates') continue;
      const key = JSON.stringify(section);
      const known = seen.get(key);
      if (known === undefined) seen.set(key, { section, rows: [numbered] });
      else known.rows.push(numbered);
    }
  }
  return [...seen.values()].sort((a, b) => weightOf(a) - weightOf(b));
}

/** What is not trusted comes first. */
function weightOf({ section }: SeenChain): number {
  return section.isTrusted === false ? 0 : 1;
}

function chainArticle(
  { section, rows }: SeenChain,
  { titles }: NumberedExchanges,
  told: Set<string>,
): Markup {
  const { chain, isTrusted, problems, note } = section;
  const parties = new Set(
    rows.flatMap(({ row }) => (row.kind === 'rung' ? [titles.get(row.toLane) ?? ''] : [])),
  );
  const mark = isTrusted === null ? 'info' : isTrusted ? 'good' : 'bad';
  const links = rows
    .slice(0, MAX_LINKS)
    .map(
      ({ number }, index) => markup`${index === 0 ? null : ', '}<a href="#exchange-${number}">${number}</a>`,
    );
  return markup`<article class="chain ${mark}">
<h3>${inlineMark(mark, null)}<span>${chain[0]?.title ?? section.title}</span></h3>
<p class="quiet">${note ?? trustText(isTrusted)} · ${parties.size === 0 ? null : `shown by ${[...parties].join(', ')} · `}exchanges ${links}${rows.length > MAX_LINKS ? ' and more' : null}</p>
${list(problems, 'problems')}<ol>${chain.map((one) => certificate(one, told))}</ol></article>\n`;
}

/** Takes what was told before, and adds to it: issuers are the same in most chains. */
function certificate(node: CertificateNode, told: Set<string>): Content {
  const { role, title, fields, problems } = node;
  const key = JSON.stringify(node);
  const isKnown = told.has(key) && fields.length > 1;
  told.add(key);
  const body = isKnown ? remark('The same as above.') : detailFacts(fields.map(grouped));
  return markup`<li><p><strong>${title}</strong> <span class="quiet">${ROLES[role]}</span></p>${list(problems, 'problems')}${body}</li>\n`;
}

/** Two people can compare it by reading it to each other. */
function grouped(one: DetailField): DetailField {
  if (one.name !== 'SHA-256') return one;
  return { ...one, value: (one.value.toUpperCase().match(/.{1,4}/g) ?? []).join(' ') };
}

function trustText(isTrusted: boolean | null): string {
  if (isTrusted === null) return 'Not judged yet';
  return isTrusted ? 'Trusted by this PC' : 'Not trusted by this PC';
}
