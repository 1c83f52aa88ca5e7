import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { terminalLine } from '../../shared/lib/terminal-text.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import { makeBundle, thisComputer, whoSaves } from '../services/bundle/make-bundle.ts';
import { writeFileSafely } from '../services/bundle/write-file-safely.ts';
import type { BundleTarget } from './arguments/bundle-target.ts';
import type { OutputMode } from './arguments/output-mode.ts';
import type { CliHost } from './host.ts';

/** A sentence when the folder of a bundle is not there: better said before a sign-in than after it. */
export async function bundleFolderProblem(path: string): Promise<string | null> {
  const folder = dirname(resolve(path));
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) return `There is no folder ${folder} for the bundle.`;
  const target = await stat(resolve(path)).catch(() => null);
  return target?.isDirectory() === true
    ? `${path} is a folder; give the name of a file for the bundle.`
    : null;
}

/** Writes a run as a bundle and says so on standard error. false: it was not written, and why was said. */
export async function saveBundle(
  log: readonly LoggedEvent[],
  origin: RunOrigin,
  { path, level }: BundleTarget,
  output: OutputMode,
  host: CliHost,
): Promise<boolean> {
  const made = await makeBundle(
    {
      log,
      origin,
      level,
      savedAt: host.wall(),
      savedBy: whoSaves(),
      tool: host.tool,
      known: thisComputer(),
      comparedWith: null,
    },
    null,
  );
  const written = await writeFileSafely(resolve(path), made.packed);
  const say = (sentence: string): void => host.err.write(`${terminalLine(sentence)}\n`);
  if (!written.ok) {
    say(`rungs: ${written.error.sentence}`);
    return false;
  }
  if (output === 'text') {
    say(
      `Saved ${path} (${Math.ceil(made.packed.length / 1_024)} kB). Its report.pdf is made only by the window.`,
    );
  }
  for (const note of made.notes) say(note);
  return true;
}
