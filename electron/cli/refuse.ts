import { terminalLine } from '../../shared/lib/terminal-text.ts';
import type { UsageError } from './arguments/usage-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { CliHost } from './host.ts';

/** Says in one line what is wrong with the command line and where help is. */
export function refuse(host: CliHost, command: string | null, error: UsageError): ExitCode {
  host.err.write(`${terminalLine(`rungs: ${error.sentence}`)}\n`);
  if (host.err.isTerminal) host.err.write(`Help: rungs ${command === null ? '' : `${command} `}--help\n`);
  return EXIT.usage;
}
