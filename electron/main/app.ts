import { join, resolve } from 'node:path';
import { app, clipboard, safeStorage, session as sessions, type BrowserWindow } from 'electron';
import packageJson from '../../package.json' with { type: 'json' };
import { serveIpc } from '../../shared/ipc/server.ts';
import { createCommandHandlers } from './command-handlers.ts';
import { deskHandlers } from './desk-handlers.ts';
import type { FileDesk } from './file-desk.ts';
import { fileAskedFor, type FilesAskedFor } from './files-asked-for.ts';
import { pageWire } from './ipc-host.ts';
import { loadServices } from './load-services.ts';
import { setMenu } from './menu.ts';
import { servePage } from './page-protocol.ts';
import { createProtectedCertificateStore, isReallyProtected } from './protected-certificate-store.ts';
import { createRecentAddresses } from './recent-addresses.ts';
import { createRunShelf, type RunShelf } from './run-shelf.ts';
import { restrictContents } from './security/contents-rules.ts';
import { restrictSession } from './security/session-rules.ts';
import { createShellRequests } from './shell-requests.ts';
import { openWindow } from './window.ts';

const OUT = join(import.meta.dirname, '..');
const LEAVE_MS = 3_000;

/** Composes the app: rules first, then the window, and while its page loads the services. */
export function startShell(filesAskedFor: FilesAskedFor): void {
  const tool = { name: packageJson.name, version: packageJson.version };
  const session = sessions.defaultSession;
  restrictSession(session);
  servePage(session, join(OUT, 'renderer'));
  app.on('web-contents-created', (_event, contents) => restrictContents(contents));

  const window = openWindow(session, join(OUT, 'preload', 'index.cjs'), app.isPackaged);
  const shelf = createRunShelf();
  const recents = createRecentAddresses(join(app.getPath('userData'), 'recent-addresses.json'), report);
  const certificateStore = createProtectedCertificateStore(
    join(app.getPath('userData'), 'certificates'),
    safeStorage,
    process.platform,
    report,
  );
  const requests = createShellRequests();
  const loaded = pageLoaded(window);
  const desk = loaded.then(async (): Promise<FileDesk> => {
    const { createFileDesk } = await import('./file-desk.ts');
    return createFileDesk({ window, shelf, requests, tool, iconFile: join(OUT, '..', 'assets', 'icon.png') });
  });
  const onDesk = (act: (desk: FileDesk) => Promise<void> | void): void => {
    desk.then(act).catch((error: unknown) => report(String(error)));
  };
  setMenu({ open: () => onDesk((one) => one.chooseForPage()), ask: (request) => requests.put(request) });
  filesAskedFor.handOver((path) => onDesk((one) => one.openForPage(path)));
  const handlers = createCommandHandlers({
    services: loaded.then(() => loadServices(session, tool, certificateStore)),
    onStart: (run) => onDesk((one) => one.keep(run)),
    canKeepCertificate: () => isReallyProtected(safeStorage, process.platform),
    shelf,
    recents,
    version: tool.version,
    writeClipboard: (text) => clipboard.writeText(text),
  });

  const wire = pageWire(window.webContents, report);
  const serve = (): (() => void) =>
    serveIpc(wire, {
      handlers: { ...handlers, ...deskHandlers(desk) },
      findLog: (runId) => shelf.find(runId)?.log ?? null,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      createControl: () => new AbortController(),
      onDefect: (error) => report(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
  let stopServing = serve();
  reloadOnceAfterCrash(window, shelf, () => {
    // The new page knows nothing of the old one's runs and counts its messages from one again.
    stopServing();
    void shelf.cancelAll();
    stopServing = serve();
  });

  app.on('second-instance', (_event, argv, workingDirectory) => {
    const asked = fileAskedFor(argv);
    if (asked !== null) onDesk((one) => one.openForPage(resolve(workingDirectory, asked)));
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  window.on('closed', () => stopServing());
  let deskToClose: FileDesk | null = null;
  onDesk((one) => {
    deskToClose = one;
  });
  leaveCleanly(async () => {
    await shelf.cancelAll();
    await deskToClose?.close();
  });
}

/** Resolves when the page is there; what it loads comes through this process, which must not be busy meanwhile. */
function pageLoaded(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    window.webContents.once('did-finish-load', () => resolve());
  });
}

/** A run withdraws what it registered before the program goes; bounded, so that nothing can hold the user up. */
function leaveCleanly(close: () => Promise<void>): void {
  let isLeaving = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (isLeaving) return;
    isLeaving = true;
    event.preventDefault();
    // Whoever asks again before this event is over is not heard.
    void bounded(close()).then(() => setImmediate(() => app.quit()));
  });
}

/** Resolves when this is done, or the time for it is over. */
function bounded(closing: Promise<void>): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, LEAVE_MS));
  const closed = closing.catch((error: unknown) => report(String(error)));
  return Promise.race([closed, limit]);
}

function reloadOnceAfterCrash(window: BrowserWindow, shelf: RunShelf, beforeReload: () => void): void {
  let crashes = 0;
  window.webContents.on('render-process-gone', (_event, details) => {
    report(`the page's process is gone: ${details.reason}`);
    crashes += 1;
    if (crashes > 1) {
      void bounded(shelf.cancelAll()).then(() => app.exit(70));
      return;
    }
    beforeReload();
    window.webContents.reload();
  });
}

function report(text: string): void {
  process.stderr.write(`rungs: ${text}\n`);
}
