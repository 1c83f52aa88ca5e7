import { judgeRun } from '../../../shared/findings/judge.ts';
import { success, type Result } from '../../../shared/lib/result.ts';
import { terminalJson, terminalLine } from '../../../shared/lib/terminal-text.ts';
import { originSentence } from '../../../shared/projections/origin-sentence.ts';
import { runDocument } from '../../../shared/projections/run-document.ts';
import { BUNDLE_OPTIONS, bundleTarget, type BundleTarget } from '../arguments/bundle-target.ts';
import { OUTPUT_OPTIONS, outputMode, type OutputMode } from '../arguments/output-mode.ts';
import { parseOptions } from '../arguments/parse-options.ts';
import { usageError, type UsageError } from '../arguments/usage-error.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts';
import { runOutput } from '../format/run-output.ts';
import { signInList } from '../format/sign-in-list.ts';
import { ANALYZE_HELP } from '../help.ts';
import type { CliHost } from '../host.ts';
import { openSaved, readSignIns } from '../open-saved.ts';
import { refuse } from '../refuse.ts';
import { bundleFolderProblem, saveBundle } from '../save-bundle.ts';

const OPTIONS = {
  ...OUTPUT_OPTIONS,
  ...BUNDLE_OPTIONS,
  'sign-in': { type: 'string' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Chosen {
  readonly kind: 'analyze';
  readonly path: string;
  /** From 1, as --list numbers them; null: the last one. */
  readonly signIn: number | null;
  readonly isList: boolean;
  readonly output: OutputMode;
  readonly bundle: BundleTarget | null;
}
type AnalyzeArguments = { readonly kind: 'help' } | Chosen;

/** rungs analyze: a bundle, a saved JSON run or a client log, judged by today's rules. */
export async function analyze(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  const parsed = parseAnalyzeArguments(argv);
  if (!parsed.ok) return refuse(host, 'analyze', parsed.error);
  if (parsed.value.kind === 'help') {
    host.out.write(ANALYZE_HELP);
    return EXIT.healthy;
  }
  const { path, signIn, isList, output, bundle } = parsed.value;
  if (isList) return list(path, output, host);
  const problem = bundle === null ? null : await bundleFolderProblem(bundle.path);
  if (problem !== null) return refuse(host, 'analyze', { sentence: problem });

  const opened = await openSaved(path, signIn, host);
  if (!opened.ok) return host.interruption.aborted ? EXIT.cancelled : refuse(host, 'analyze', opened.error);
  const { events, origin, remarks } = opened.value;
  if (output === 'text') for (const remark of remarks) host.err.write(`${terminalLine(remark)}\n`);
  if (output === 'ndjson') for (const event of events) host.out.write(`${terminalJson(event)}\n`);
  const document = runDocument(events, judgeRun);
  const source = originSentence(origin);
  if (output === 'text' && source !== null) host.out.write(`${terminalLine(source)}\n\n`);
  host.out.write(runOutput(document, events, output, host));
  const exitCode = exitCodeOf(events, document.verdict);
  if (bundle === null) return exitCode;
  return (await saveBundle(events, origin, bundle, output, host)) ? exitCode : EXIT.usage;
}

async function list(path: string, output: OutputMode, host: CliHost): Promise<ExitCode> {
  const read = await readSignIns(path, host);
  if (!read.ok) return host.interruption.aborted ? EXIT.cancelled : refuse(host, 'analyze', read.error);
  const { signIns, notes } = read.value;
  host.out.write(
    output === 'json'
      ? `${terminalJson(signIns, 2)}\n`
      : signInList(signIns, host.out.isTerminal ? host.out.columns : Infinity),
  );
  if (output === 'text') for (const note of notes) host.err.write(`${terminalLine(note)}\n`);
  return EXIT.healthy;
}

function parseAnalyzeArguments(argv: readonly string[]): Result<AnalyzeArguments, UsageError> {
  const parsed = parseOptions(argv, OPTIONS);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values.help === true) return success({ kind: 'help' });
  const output = outputMode(values);
  if (!output.ok) return output;
  const bundle = bundleTarget(values);
  if (!bundle.ok) return bundle;
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0)
    return usageError('Give one file: a saved check, a client log, or the output of rungs check --json.');
  const number = values['sign-in'];
  if (number !== undefined && !/^[1-9]\d{0,5}$/.test(number))
    return usageError(`--sign-in needs a number as --list shows them, not "${number}".`);
  return success({
    kind: 'analyze',
    path,
    signIn: number === undefined ? null : Number(number),
    isList: values.list === true,
    output: output.value,
    bundle: bundle.value,
  });
}
