import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import type { Finding } from '../../../shared/findings/finding.ts';
import { foundBy } from '../../../shared/projections/describe/discovery.ts';
import { dateTime } from '../../../shared/lib/date.ts';
import { duration } from '../../../shared/lib/duration.ts';
import { terminalLine } from '../../../shared/lib/terminal-text.ts';
import type { RunDocument, StepOutcome, StepResult, Verdict } from '../../../shared/run/document.ts';
import { stepOf, STEPS } from '../../../shared/steps/steps.ts';
import { otherMethodLines } from './other-methods.ts';
import { settingsLines } from './settings-lines.ts';
import type { Paint } from './style.ts';
import { OWNER_WORDS, SEVERITY_WORDS } from './words.ts';
import { wrapped } from './wrap.ts';

const WIDEST = 100;
const NARROWEST = 40;
/** Below this, what a step found stands on lines of its own. */
const TWO_COLUMNS = 76;
const TITLE_WIDTH = Math.max(...STEPS.map(({ title }) => title.length));
const OUTCOME_WIDTH = 7;
const NO_BREAK_SPACE = '\u00a0';

const SIGNS: Readonly<Record<StepOutcome, string>> = { passed: '✓', warned: '!', failed: '✗', skipped: '–' };
const TINTS = { passed: 'green', warned: 'yellow', failed: 'red', skipped: 'dim' } as const;

const VERDICT_SIGNS: Readonly<Record<Verdict['outcome'], StepOutcome>> = {
  'signed-in': 'passed',
  reachable: 'passed',
  failed: 'failed',
  cancelled: 'skipped',
};

/** A run for a person to read: the verdict, the five steps, other methods that were tried, what the sign-in brought, and what was found with what to do about it. */
export function formatRun(
  document: RunDocument,
  log: readonly LoggedEvent[],
  paint: Paint,
  columns: number,
): string {
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns));
  const sign = VERDICT_SIGNS[document.verdict.outcome];
  const [headline = '', ...rest] = wrapped(`${SIGNS[sign]} `, document.verdict.summary, width);
  const lines = [
    paint(TINTS[sign], headline),
    ...rest.map((line) => paint(TINTS[sign], line)),
    '',
    ...document.steps.flatMap((step) => stepLines(step, document.run.source === 'log', paint, width)),
    ...otherMethodLines(log, paint, width),
    ...settingsLines(log, paint, width),
    ...document.findings.flatMap((finding) => ['', ...findingLines(finding, paint, width)]),
  ];
  const { server, run } = document;
  if (server !== null) {
    lines.push('', terminalLine(`Server: ${server.host}:${server.port} (${foundBy(server.via)})`));
  }
  lines.push(
    ...(server === null ? [''] : []),
    terminalLine(
      `Checked ${run.address} on ${dateTime(Date.parse(run.startedAt))}, in ${duration(run.durationMs)}.`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

/** ✓ 1 Find the server    passed   what was found (38 ms). A log that names one moment only does not tell how long a step took. */
function stepLines(step: StepResult, isImported: boolean, paint: Paint, width: number): readonly string[] {
  const { number, title } = stepOf(step.id);
  const sign = SIGNS[step.outcome];
  const head = `  ${sign} ${number} ${title.padEnd(TITLE_WIDTH)}  ${step.outcome.padEnd(OUTCOME_WIDTH)}`;
  const summary =
    step.outcome === 'skipped' || (isImported && step.durationMs === 0)
      ? step.summary
      : `${step.summary} (${duration(step.durationMs).replaceAll(' ', NO_BREAK_SPACE)})`;
  const [first = '', ...rest] =
    width < TWO_COLUMNS
      ? [head.trimEnd(), ...wrapped('      ', summary, width)]
      : wrapped(`${head}  `, summary, width);
  return [first.replace(sign, paint(TINTS[step.outcome], sign)), ...rest].map((line) =>
    line.replaceAll(NO_BREAK_SPACE, ' '),
  );
}

function findingLines(finding: Finding, paint: Paint, width: number): readonly string[] {
  const tint = finding.severity === 'error' ? 'red' : finding.severity === 'warning' ? 'yellow' : 'bold';
  const kind = finding.consequence
    ? `${SEVERITY_WORDS[finding.severity]} that follows from it`
    : SEVERITY_WORDS[finding.severity];
  const [title = '', ...rest] = wrapped(`${kind}: `, finding.title, width);
  return [
    paint(tint, title),
    ...rest.map((line) => paint(tint, line)),
    ...wrapped('  ', finding.explanation, width),
    ...wrapped('  What to do: ', finding.remedy, width),
    ...wrapped('  Who can mend it: ', OWNER_WORDS[finding.owner], width),
    ...(finding.verify === null ? [] : ['  Check by hand:', ...commandLines(finding.verify)]),
    ...finding.alternatives.flatMap((cause) => wrapped('  Could also be: ', cause, width)),
    paint('dim', terminalLine(`  More: rungs explain ${finding.id}`)),
  ];
}

/** Never wrapped: a command is there to be copied. */
function commandLines(command: string): readonly string[] {
  return command.split('\n').map((line) => `    ${terminalLine(line)}`);
}
