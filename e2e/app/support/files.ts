import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { TemporaryFolder } from '../../support/temporary-folder.ts';
import type { RunningApp } from './launch.ts';

/** A log of a client with one sign-in, which is refused. */
export const CLIENT_LOG = fileURLToPath(
  new URL('../../../shared/import/sign-ins/fixtures/uccapi-fail-404-4005.UccApilog', import.meta.url),
);

/** Writes the same log with a second sign-in a day later. Returns its path. */
export async function writeLogOfTwoSignIns(folder: TemporaryFolder): Promise<string> {
  const once = await readFile(CLIENT_LOG, 'utf8');
  const again = once.replaceAll('03/10/2026|', '03/11/2026|').replaceAll(/Call-ID: /g, 'Call-ID: second');
  return folder.write('two.UccApilog', once + again);
}

/**
 * The operating system's own dialogs are no part of the window: from now on they answer with this file, which is opened, or saved
 * to.
 */
export async function answerFileDialogs(app: RunningApp, file: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, answer) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [answer] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: answer });
  }, file);
}
