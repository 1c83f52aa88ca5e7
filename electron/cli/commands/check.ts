import { judgeRun } from '../../../shared/findings/judge.ts';
import { terminalJson, terminalLine } from '../../../shared/lib/terminal-text.ts';
import { runDocument } from '../../../shared/projections/run-document.ts';
import { parseCheckArguments } from '../arguments/check-arguments.ts';
import type { OutputMode } from '../arguments/output-mode.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts';
import { noProgress, plainProgress, terminalProgress, type Progress } from '../format/progress.ts';
import { runOutput } from '../format/run-output.ts';
import { readPassword } from '../password.ts';
import { refusalSentence } from '../refusal-sentence.ts';
import { CHECK_HELP } from '../help.ts';
import type { CliHost } from '../host.ts';
import { refuse } from '../refuse.ts';
import { bundleFolderProblem, saveBundle } from '../save-bundle.ts';

/** rungs check: runs a sign-in as far as it goes and prints what came of it. */
export async function check(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  const services = host.services();
  const parsed = parseCheckArguments(argv, services.scenarios, (path) => host.readFile(path));
  if (!parsed.ok) return refuse(host, 'check', parsed.error);
  if (parsed.value.kind === 'help') {
    host.out.write(CHECK_HELP);
    return EXIT.healthy;
  }
  const { plan, output, note, bundle } = parsed.value;
  const problem = bundle === null ? null : await bundleFolderProblem(bundle.path);
  if (problem !== null) return refuse(host, 'check', { sentence: problem });
  if (note !== null && output === 'text') host.err.write(`${terminalLine(note)}\n`);

  const read = await readPassword(parsed.value.password, plan.credentials, host);
  if (read.kind === 'cancelled') return EXIT.cancelled;
  if (read.kind === 'refused') return refuse(host, 'check', read.error);
  const started = await services.startRun(plan, read.password === null ? {} : { password: read.password });
  if (!started.ok) {
    host.err.write(`${terminalLine(`rungs: ${refusalSentence(started.error)}`)}\n`);
    return EXIT.usage;
  }
  const run = started.value;
  const cancel = (): void => run.cancel();
  if (host.interruption.aborted) cancel();
  host.interruption.addEventListener('abort', cancel, { once: true });
  const progress = progressFor(output, host);
  for await (const event of run.log.read({ from: 0, follow: true })) {
    progress.show(event);
    if (output === 'ndjson') host.out.write(`${terminalJson(event)}\n`);
  }
  await run.done;
  host.interruption.removeEventListener('abort', cancel);
  progress.clear();

  const document = runDocument(run.log.events, judgeRun);
  host.out.write(runOutput(document, run.log.events, output, host));
  const exitCode = exitCodeOf(run.log.events, document.verdict);
  if (bundle === null) return exitCode;
  const isSaved = await saveBundle(run.log.events, { kind: 'live' }, bundle, output, host);
  return isSaved ? exitCode : EXIT.usage;
}

/** For a person at a terminal only: whoever asked for data gets data. */
function progressFor(output: OutputMode, { err, environment }: CliHost): Progress {
  if (output !== 'text' || !err.isTerminal) return noProgress;
  return environment['TERM'] === 'dumb' ? plainProgress(err) : terminalProgress(err);
}
