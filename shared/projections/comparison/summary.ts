import type { Finding } from '../../findings/finding.ts';
import type { ComparisonSection } from '../../run/diff-document.ts';
import { STEP_IDS, type StepId } from '../../run/ids.ts';
import { stepOf } from '../../steps/steps.ts';
import type { ComparisonRow } from '../comparison-model.ts';
import { visible } from '../../lib/text.ts';
import type { Side } from './side.ts';
import { isDifference } from './words.ts';

/** How both runs ended, and the difference that most likely explains it. */
export function comparisonSummary(
  [a, b]: readonly [Side, Side],
  outcomeDiffers: boolean,
  rows: readonly ComparisonRow[],
): string {
  const ending = outcomeDiffers
    ? `The first ${endingOf(a)}; the second ${endingOf(b)}.`
    : `Both ${bothEnd(a, b)}.`;
  return `${ending} ${mostTelling([a, b], outcomeDiffers, rows)}`;
}

/** Said for one run, as it reads behind "the first". */
function endingOf({ verdict, findings }: Side): string {
  const place = verdict.step === null ? '' : ` at step ${stepOf(verdict.step).number}`;
  switch (verdict.outcome) {
    case 'signed-in':
      return 'signs in';
    case 'reachable':
      return 'reaches the server, without a sign-in';
    case 'cancelled':
      return `was cancelled${place}`;
    case 'failed':
      return `fails${place}: ${reason(verdict.summary, rootOf(verdict.finding, findings))}`;
  }
}

function bothEnd(a: Side, b: Side): string {
  const { verdict } = a;
  const place = verdict.step === null ? '' : ` at step ${stepOf(verdict.step).number}`;
  switch (verdict.outcome) {
    case 'signed-in':
      return 'sign in';
    case 'reachable':
      return 'reach the server, without a sign-in';
    case 'cancelled':
      return `were cancelled${place}`;
    case 'failed': {
      const [one, two] = [a, b].map((side) =>
        reason(side.verdict.summary, rootOf(side.verdict.finding, side.findings)),
      );
      return one === two
        ? `fail${place}: ${one ?? ''}`
        : `fail${place} for the same reason (${verdict.finding ?? 'not known'})`;
    }
  }
}

function rootOf(id: string | null, findings: readonly Finding[]): Finding | undefined {
  return findings.find((finding) => finding.id === id);
}

/** "The certificate has expired." behind a colon. */
function reason(summary: string, root: Finding | undefined): string {
  const text = visible(root?.title ?? summary, 400).replace(/\.$/, '');
  const [first = ''] = text.split(' ');
  return COMMON_WORDS.has(first) ? first.toLowerCase() + text.slice(first.length) : text;
}

/** A sentence that begins with one of them goes on in lower case; names and abbreviations stay. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  'A An The This That No None Nothing Nobody Neither Both Every All Some One It Its Your You There Between Behind Two'.split(
    ' ',
  ),
);

/** What the rules say comes first; then the order in which one thing leads to another, and the step to which each belongs. */
const CAUSES: readonly (readonly [ComparisonSection, StepId])[] = [
  ['findings', 'discovery'],
  ['dns', 'discovery'],
  ['server', 'discovery'],
  ['addresses', 'connectivity'],
  ['tls', 'connectivity'],
  ['certificates', 'connectivity'],
  ['authentication', 'authentication'],
  ['redirection', 'redirection'],
  ['settings', 'settings'],
];

/** What differs behind the place where one of them broke off follows from that. */
function mostTelling(
  [a, b]: readonly [Side, Side],
  outcomeDiffers: boolean,
  rows: readonly ComparisonRow[],
): string {
  const differences = rows.filter(({ relation }) => isDifference(relation));
  const reached = Math.min(
    ...[a, b].map(({ verdict: { step } }) => (step === null ? STEP_IDS.length - 1 : STEP_IDS.indexOf(step))),
  );
  for (const [section, step] of CAUSES) {
    if (STEP_IDS.indexOf(step) > reached || (section === 'findings' && outcomeDiffers)) continue;
    const own = differences.filter(
      (row) => row.section === section && row.weight === 'telling' && isShown(row, outcomeDiffers),
    );
    const [first] = own.filter(({ relation }) => relation === 'different').concat(own);
    if (first !== undefined) return clauseOf(first);
  }
  if (outcomeDiffers) return 'Up to there nothing that counts differs.';
  if (differences.length > 0) return 'Nothing that counts differs.';
  const isAllCompared = rows.every(({ relation }) => relation === 'same');
  return isAllCompared ? 'Nothing differs.' : 'Nothing that can be compared differs.';
}

/**
 * What only one of them did is no reason for another outcome, but for findings, settings and redirects. What is wrong with a
 * certificate is the outcome itself, and said.
 */
function isShown({ section, label, relation }: ComparisonRow, outcomeDiffers: boolean): boolean {
  if (section === 'certificates' && outcomeDiffers && /: (?:problems|trust)$/.test(label)) return false;
  if (relation === 'different' || section === 'redirection') return true;
  return (section === 'findings' || section === 'settings') && !outcomeDiffers;
}

const LONGEST_VALUE = 160;

function clauseOf({ section, label, a, b }: ComparisonRow): string {
  const [one, two] = [a, b].map((text) => (text === null ? null : visible(text, LONGEST_VALUE)));
  const isAddress = section === 'dns' && isAnswer(a) && isAnswer(b);
  if (isAddress && label.startsWith('A, AAAA ')) {
    return `The name ${label.slice('A, AAAA '.length)} leads to another address in the second.`;
  }
  if (isAddress && label.startsWith('SRV ')) {
    return `The record ${label.slice('SRV '.length)} names another server in the second.`;
  }
  if (section === 'server' && label === 'Server') {
    return `The first goes to ${one ?? ''}, the second to ${two ?? ''}.`;
  }
  if (section === 'certificates' && /: (?:subject|issuer|validity)$/.test(label)) {
    return `The certificate of ${label.slice(0, label.lastIndexOf(': '))} is another one in the second.`;
  }
  if (section === 'authentication' && label === 'Method used') {
    return `The first uses ${one ?? ''}, the second ${two ?? ''}.`;
  }
  if (section === 'findings') {
    const which = a === null ? 'second' : 'first';
    return `Only the ${which} has this: ${(one ?? two ?? '').replace(/\.$/, '')}.`;
  }
  const first = `${one ?? 'nothing'} in the first`;
  return `${label}: ${first.replace(/\. in the first$/, ' in the first')}, ${(two ?? 'nothing').replace(/\.$/, '')} in the second.`;
}

/** An address or a server, and no reason why there is none. */
function isAnswer(text: string | null): boolean {
  return text !== null && /\d|\./.test(text.split(': ').at(-1) ?? '');
}
