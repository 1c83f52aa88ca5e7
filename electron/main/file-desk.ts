import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, nativeImage, type BrowserWindow } from 'electron';
import { createFileWork } from '../file-worker/file-work.ts';
import { writeFileSafely } from '../services/bundle/write-file-safely.ts';
import { createRunHistory } from '../services/history/run-history.ts';
import { findNewestLog } from '../services/import/newest-log.ts';
import { systemClock, type RunHandle } from '../services/services.ts';
import type { FileHandlers } from './desk-handlers.ts';
import { createExportHandlers } from './export-handlers.ts';
import { chooseFile, chooseTarget } from './file-dialogs.ts';
import { createHistoryHandlers } from './history-handlers.ts';
import { createOpening } from './open-handlers.ts';
import { writePicture } from './picture-clipboard.ts';
import { printPdf } from './print-pdf.ts';
import type { RunShelf } from './run-shelf.ts';
import type { ShellRequests } from './shell-requests.ts';
import { startFileWorker } from './start-file-worker.ts';

const DRAG_ICON_PX = 64;

/** Everything that has to do with files: bundles, logs of others, the earlier checks. */
export interface FileDesk {
  readonly handlers: FileHandlers;
  /** Opens a file that did not come from the page, and tells the page. */
  openForPage(path: string): Promise<void>;
  /** Asks which file, and opens it. */
  chooseForPage(): Promise<void>;
  /** Keeps a run among the earlier checks when it has ended. */
  keep(run: RunHandle): void;
  /** Nothing is read any more, and no temporary file is left. */
  close(): Promise<void>;
}

export interface FileDeskOptions {
  readonly window: BrowserWindow;
  readonly shelf: RunShelf;
  readonly requests: ShellRequests;
  readonly tool: { readonly name: string; readonly version: string };
  readonly iconFile: string;
}

export function createFileDesk({ window, shelf, requests, tool, iconFile }: FileDeskOptions): FileDesk {
  const wall = (): number => systemClock.wall();
  const history = createRunHistory(join(app.getPath('userData'), 'history'), wall);
  const work = createFileWork(startFileWorker, tool);
  const dragged: string[] = [];

  async function drag(fileName: string, bytes: Uint8Array): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'rungs-'));
    dragged.push(folder);
    const file = join(folder, fileName);
    await writeFile(file, bytes, { mode: 0o600 });
    const icon = nativeImage.createFromPath(iconFile).resize({ width: DRAG_ICON_PX });
    window.webContents.startDrag({ file, icon });
  }

  const opening = createOpening({
    shelf,
    requests,
    chooseFile: () => chooseFile(window),
    openFile: (path, signal) => work.openFile(path, signal),
    openText: (text) => work.openText(text),
    findNewestLog: () => findNewestLog(process.env),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const exporting = createExportHandlers({
    shelf,
    work,
    wall,
    print: printPdf,
    chooseTarget: (fileName) => chooseTarget(window, fileName),
    writeFile: (path, bytes) => writeFileSafely(path, bytes),
    drag,
    writePicture,
  });

  return {
    handlers: { ...exporting, ...opening.handlers, ...createHistoryHandlers(history, shelf) },
    openForPage: (path) => opening.openForPage(path),
    async chooseForPage() {
      const path = await chooseFile(window);
      if (path !== null) await opening.openForPage(path);
    },
    keep(run) {
      void run.done.then(() => history.keep(run.log.events));
    },
    async close() {
      work.close();
      await Promise.all(dragged.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}
