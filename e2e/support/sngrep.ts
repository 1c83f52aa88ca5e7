import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram, type ForeignProgram } from './programs.ts';

const program = findProgram('sngrep');
export const sngrep: ForeignProgram = { packageName: 'sngrep', isInstalled: program !== null };

/** Has it read a capture without its screen, and write the messages that it shows to another file. Returns how many dialogs it has found. */
export async function dialogsIn(captureFile: string, shownFile: string): Promise<number> {
  if (program === null) throw new Error('sngrep is not installed');
  // Without the settings of whoever runs it, and without its screen.
  const args = ['-F', '-N', '-I', captureFile, '-O', shownFile];
  const { stdout } = await promisify(execFile)(program, args, { timeout: 60_000 });
  return Number(/Dialog count: (\d+)\s*$/.exec(stdout)?.[1] ?? 0);
}
