import { join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';

/** Asks the person which file to open; the path, or null. */
export async function chooseFile(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open a saved check or a client log',
    properties: ['openFile'],
    filters: [
      {
        name: 'Saved checks and logs',
        extensions: ['rungs', 'UccApilog', 'uccapilog', 'log', 'txt', 'json'],
      },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Asks the person where a bundle goes; the path, or null. */
export async function chooseTarget(window: BrowserWindow, fileName: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save the check',
    defaultPath: join(app.getPath('documents'), fileName),
    filters: [{ name: 'Rungs bundle', extensions: ['rungs'] }],
  });
  return canceled || filePath === '' ? null : filePath;
}
