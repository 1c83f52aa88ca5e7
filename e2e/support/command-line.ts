import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RunDocument } from '../../shared/run/document.ts';

export const checkoutFolder = fileURLToPath(new URL('../..', import.meta.url));
export const cliScript = `${checkoutFolder}out/cli/rungs.js`;

export interface CliOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliStart {
  /** On top of ours, in which no proxy is named. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What standard input gives; nothing and open if left out. */
  readonly input?: string;
  /** Of Node itself. */
  readonly nodeOptions?: readonly string[];
}

/** Fails the test when there is no built command line. */
export function requireBuiltCli(): void {
  if (!existsSync(cliScript)) throw new Error('out/cli/rungs.js is missing: build first (npm run build)');
}

/** The built command line as a process of its own. */
export function startCli(argv: readonly string[], options: CliStart = {}): ChildProcessWithoutNullStreams {
  const ours = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^((https?|all|no)_proxy|RUNGS_PASSWORD)$/i.test(name)),
  );
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), cliScript, ...argv], {
    cwd: checkoutFolder,
    env: { ...ours, ...options.environment },
  });
  // One that ends before it has read all is told of by its exit.
  child.stdin.on('error', () => undefined);
  if (options.input !== undefined) child.stdin.end(options.input);
  return child;
}

export async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<CliOutcome> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

export function runCli(argv: readonly string[], options: CliStart = {}): Promise<CliOutcome> {
  return outcomeOf(startCli(argv, options));
}

/** The one document of `--json`. */
export function documentOf({ stdout }: CliOutcome): RunDocument {
  return RunDocument.parse(JSON.parse(stdout));
}
