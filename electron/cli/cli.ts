import { analyze } from './commands/analyze.ts';
import { check } from './commands/check.ts';
import { diff } from './commands/diff.ts';
import { explain } from './commands/explain.ts';
import { lab } from './commands/lab.ts';
import { listed } from '../../shared/lib/listing.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { ANALYZE_HELP, CHECK_HELP, DIFF_HELP, EXPLAIN_HELP, LAB_HELP, MAIN_HELP } from './help.ts';
import type { CliHost } from './host.ts';
import { nearest } from './nearest.ts';
import { refuse } from './refuse.ts';

interface Command {
  readonly help: string;
  run(argv: readonly string[], host: CliHost): Promise<ExitCode>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['check', { help: CHECK_HELP, run: check }],
  ['analyze', { help: ANALYZE_HELP, run: analyze }],
  ['diff', { help: DIFF_HELP, run: diff }],
  ['explain', { help: EXPLAIN_HELP, run: explain }],
  ['lab', { help: LAB_HELP, run: lab }],
]);

/** Carries out one command line. Takes the arguments behind the program's name; returns the exit code. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    host.err.write(MAIN_HELP);
    return EXIT.usage;
  }
  if (name === '--version') {
    host.out.write(`${host.tool.name} ${host.tool.version}\n`);
    return EXIT.healthy;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const help = rest[0] === undefined ? MAIN_HELP : COMMANDS.get(rest[0])?.help;
    if (help === undefined) return refuseCommand(rest[0] ?? '', host);
    host.out.write(help);
    return EXIT.healthy;
  }
  const command = COMMANDS.get(name);
  return command === undefined ? refuseCommand(name, host) : command.run(rest, host);
}

function refuseCommand(name: string, host: CliHost): ExitCode {
  if (name.startsWith('-'))
    return refuse(host, null, { sentence: `There is no option ${name} here; give a command first.` });
  if (name.includes('@'))
    return refuse(host, null, { sentence: `Give a command first: rungs check ${name}` });
  const close = nearest(name, [...COMMANDS.keys()], 1)[0];
  const hint =
    close === undefined ? `the commands are ${listed([...COMMANDS.keys()])}.` : `did you mean ${close}?`;
  return refuse(host, null, { sentence: `There is no command "${name}"; ${hint}` });
}
