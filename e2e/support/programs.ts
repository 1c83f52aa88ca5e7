import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';

/** A program that nobody here wrote, of a package of the operating system. */
export interface ForeignProgram {
  readonly packageName: string;
  readonly isInstalled: boolean;
}

/** Where a program is: the search path, and where Linux keeps servers, which ordinary users do not have in theirs. */
export function findProgram(name: string): string | null {
  const folders = [
    ...(process.env['PATH'] ?? '').split(path.delimiter),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
  ];
  const isExecutable = (file: string): boolean => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return (
    folders
      .filter((folder) => folder !== '')
      .map((folder) => path.join(folder, name))
      .find(isExecutable) ?? null
  );
}

/** Whether a program ends well with these arguments and this input: asks it itself whether it has what it needs. */
export function runsWell(program: string | null, args: readonly string[], input = ''): boolean {
  return program !== null && spawnSync(program, args, { input, timeout: 30_000 }).status === 0;
}

/**
 * A suite that talks to foreign programs. Where one is missing it is skipped with a word about it; in CI, where everything can
 * be installed, it fails.
 */
export function describeWith(programs: readonly ForeignProgram[], title: string, tests: () => void): void {
  const missing = programs.filter(({ isInstalled }) => !isInstalled).map(({ packageName }) => packageName);
  if (missing.length === 0) {
    describe(title, tests);
    return;
  }
  const need = `needs ${missing.join(', ')}`;
  if (process.env['CI']) {
    describe(title, () => {
      it('has the programs that it talks to', () => {
        throw new Error(`${need}: apt-get install ${missing.join(' ')}`);
      });
    });
    return;
  }
  process.stderr.write(`skipped: ${need} (${title})\n`);
  describe.skip(`${title} (skipped: ${need})`, tests);
}
