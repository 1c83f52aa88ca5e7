import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { findProgram } from '../../electron/lab/find-program.ts';

/** The folder that a script in a private room may write to. */
export const [, , roomFolder = ''] = process.argv;

/**
 * What a script in a private room does: reads its task, works with loopback up, prints the result and ends. The task is what the
 * caller of inPrivateRoom gave.
 */
export async function performTask(perform: (task: unknown) => Promise<unknown>): Promise<void> {
  const input = createInterface({ input: process.stdin });
  const [line] = (await once(input, 'line')) as [string];
  // Whoever waits for the result is gone.
  input.once('close', () => process.exit(1));
  execFileSync(programPath('ip'), ['link', 'set', 'lo', 'up']);
  const result = await perform(JSON.parse(line));
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

/** Programs are there when a room can be had; who runs a script without asking is told. */
export function programPath(name: string): string {
  const found = findProgram(name);
  if (found === null) throw new Error(`${name} is not installed`);
  return found;
}

/** Does not keep the process alive. */
export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
}
