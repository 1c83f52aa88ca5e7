import { explainFinding, FINDING_IDS } from '../../../shared/findings/explain.ts';
import { success, type Result } from '../../../shared/lib/result.ts';
import { terminalJson } from '../../../shared/lib/terminal-text.ts';
import { stepOf } from '../../../shared/steps/steps.ts';
import { parseOptions } from '../arguments/parse-options.ts';
import { usageError, type UsageError } from '../arguments/usage-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paintFor, type Paint } from '../format/style.ts';
import { OWNER_WORDS } from '../format/words.ts';
import { wrapped } from '../format/wrap.ts';
import { EXPLAIN_HELP } from '../help.ts';
import type { CliHost } from '../host.ts';
import { nearest } from '../nearest.ts';
import { refuse } from '../refuse.ts';

const WIDEST = 100;
const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

type Explained = NonNullable<ReturnType<typeof explainFinding>>;
type ExplainArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly asJson: boolean }
  | { readonly kind: 'one'; readonly finding: Explained; readonly asJson: boolean };

/** rungs explain: a finding in words, without a run. */
export function explain(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  const parsed = parseExplainArguments(argv);
  if (!parsed.ok) return Promise.resolve(refuse(host, 'explain', parsed.error));
  host.out.write(answer(parsed.value, host));
  return Promise.resolve(EXIT.healthy);
}

function parseExplainArguments(argv: readonly string[]): Result<ExplainArguments, UsageError> {
  const parsed = parseOptions(argv, OPTIONS);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const asJson = values.json === true;
  if (values.help === true) return success({ kind: 'help' });
  const [id, ...rest] = positionals;
  if (id === undefined) return success({ kind: 'list', asJson });
  if (rest.length > 0) return usageError('Give one finding at a time.');
  const finding = explainFinding(id);
  if (finding !== null) return success({ kind: 'one', finding, asJson });
  const close = nearest(id, FINDING_IDS, 3);
  const hint = close.length > 0 ? `did you mean ${close.join(', ')}?` : 'rungs explain lists them all.';
  return usageError(`There is no finding "${id}"; ${hint}`);
}

function answer(request: ExplainArguments, host: CliHost): string {
  const width = Math.min(WIDEST, host.out.columns);
  switch (request.kind) {
    case 'help':
      return EXPLAIN_HELP;
    case 'list': {
      const findings = FINDING_IDS.flatMap((id) => explainFinding(id) ?? []);
      return request.asJson ? `${terminalJson(findings, 2)}\n` : formatList(findings, width);
    }
    case 'one':
      return request.asJson
        ? `${terminalJson(request.finding, 2)}\n`
        : formatOne(request.finding, paintFor(host.out, host.environment), width);
  }
}

function formatList(findings: readonly Explained[], width: number): string {
  const idWidth = Math.max(...findings.map(({ id }) => id.length));
  return findings
    .flatMap(({ id, title }) => wrapped(`${id.padEnd(idWidth)}  `, title, width))
    .map((line) => `${line}\n`)
    .join('');
}

function formatOne(finding: Explained, paint: Paint, width: number): string {
  const step = finding.step === null ? null : stepOf(finding.step);
  const lines = [
    paint('bold', finding.id),
    ...wrapped('', finding.title, width),
    '',
    ...wrapped('', finding.meaning, width),
    '',
    ...wrapped('What to do: ', finding.remedy, width),
    ...wrapped('Who can mend it: ', OWNER_WORDS[finding.owner], width),
    ...wrapped('Where: ', step === null ? 'any step' : `step ${step.number}, ${step.title}`, width),
    ...(finding.reference === null ? [] : wrapped('Source: ', finding.reference, width)),
  ];
  return `${lines.join('\n')}\n`;
}
