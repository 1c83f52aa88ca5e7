import { success, type Result } from '../../../shared/lib/result.ts';
import { terminalJson, terminalLine } from '../../../shared/lib/terminal-text.ts';
import { alignedLadder } from '../../../shared/projections/comparison/aligned-ladder.ts';
import { comparison } from '../../../shared/projections/comparison/comparison.ts';
import { runLabel } from '../../../shared/projections/run-label.ts';
import { parseOptions } from '../arguments/parse-options.ts';
import { usageError, type UsageError } from '../arguments/usage-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { comparisonJson, formatComparison } from '../format/comparison-text.ts';
import { paintFor } from '../format/style.ts';
import { DIFF_HELP } from '../help.ts';
import type { CliHost } from '../host.ts';
import { openSaved } from '../open-saved.ts';
import { refuse } from '../refuse.ts';

const OPTIONS = {
  json: { type: 'boolean' },
  all: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type DiffArguments =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'diff';
      readonly a: string;
      readonly b: string;
      readonly isJson: boolean;
      /** Also what is the same. */
      readonly all: boolean;
    };

/** rungs diff: two saved checks, logs or JSON runs side by side. Exits with 1 when they end differently. */
export async function diff(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  const parsed = parseDiffArguments(argv);
  if (!parsed.ok) return refuse(host, 'diff', parsed.error);
  if (parsed.value.kind === 'help') {
    host.out.write(DIFF_HELP);
    return EXIT.healthy;
  }
  const { isJson, all } = parsed.value;
  const a = await openSaved(parsed.value.a, null, host);
  if (!a.ok) return host.interruption.aborted ? EXIT.cancelled : refuse(host, 'diff', a.error);
  const b = await openSaved(parsed.value.b, null, host);
  if (!b.ok) return host.interruption.aborted ? EXIT.cancelled : refuse(host, 'diff', b.error);
  if (!isJson) {
    for (const remark of [...a.value.remarks, ...b.value.remarks])
      host.err.write(`${terminalLine(remark)}\n`);
  }
  const labels = {
    a: runLabel(a.value.events, a.value.origin),
    b: runLabel(b.value.events, b.value.origin),
  };
  const compared = comparison(a.value.events, b.value.events);
  const aligned = alignedLadder(a.value.events, b.value.events);
  host.out.write(
    isJson
      ? `${terminalJson(comparisonJson(compared, aligned, labels), 2)}\n`
      : formatComparison(compared, aligned, labels, paintFor(host.out, host.environment), host.out.columns, {
          all,
        }),
  );
  return compared.outcomeDiffers ? EXIT.problem : EXIT.healthy;
}

function parseDiffArguments(argv: readonly string[]): Result<DiffArguments, UsageError> {
  const parsed = parseOptions(argv, OPTIONS);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values.help === true) return success({ kind: 'help' });
  const [a, b, ...rest] = positionals;
  if (a === undefined || b === undefined || rest.length > 0)
    return usageError('Give two files: saved checks, client logs, or the output of rungs check --json.');
  return success({ kind: 'diff', a, b, isJson: values.json === true, all: values.all === true });
}
