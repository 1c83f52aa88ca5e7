import { join } from 'node:path';
import { app, clipboard, safeStorage, session as sessions, type BrowserWindow } from 'electron';
import packageJson from '../../package.json' with { type: 'json' };
import { serveIpc } from '../../shared/ipc/server.ts';
import { createCommandHandlers } from './command-handlers.ts';
import { pageWire } from './ipc-host.ts';
import { loadServices } from './load-services.ts';
import { setMenu } from './menu.ts';
import { servePage } from './page-protocol.ts';
import { createProtectedCertificateStore, isReallyProtected } from './protected-certificate-store.ts';
import { createRecentAddresses } from './recent-addresses.ts';
import { createRunShelf, type RunShelf } from './run-shelf.ts';
import { restrictContents } from './security/contents-rules.ts';
import { restrictSession } from './security/session-rules.ts';
import { openWindow } from './window.ts';

const OUT = join(import.meta.dirname, '..');
const LEAVE_MS = 3_000;

/** Composes the app: rules first, then the window, and while its page loads the services. */
export function startShell(): void {
  const tool = { name: packageJson.name, version: packageJson.version };
  const session = sessions.defaultSession;
  restrictSession(session);
  servePage(session, join(OUT, 'renderer'));
  setMenu();
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
  const handlers = createCommandHandlers({
    services: pageLoaded(window).then(() => loadServices(session, tool, certificateStore)),
    canKeepCertificate: () => isReallyProtected(safeStorage, process.platform),
    shelf,
    recents,
    version: tool.version,
    writeClipboard: (text) => clipboard.writeText(text),
  });

  const wire = pageWire(window.webContents, report);
  const serve = (): (() => void) =>
    serveIpc(wire, {
      handlers,
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

  app.on('second-instance', () => {
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  window.on('closed', () => stopServing());
  leaveCleanly(shelf);
}

/** Resolves when the page is there; what it loads comes through this process, which must not be busy meanwhile. */
function pageLoaded(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    window.webContents.once('did-finish-load', () => resolve());
  });
}

/** A run withdraws what it registered before the program goes; bounded, so that nothing can hold the user up. */
function leaveCleanly(shelf: RunShelf): void {
  let isLeaving = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (isLeaving || shelf.isIdle()) return;
    isLeaving = true;
    event.preventDefault();
    void cancelled(shelf).then(() => app.quit());
  });
}

/** Resolves when nothing of any run is left, or the time for that is over. */
function cancelled(shelf: RunShelf): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, LEAVE_MS));
  return Promise.race([shelf.cancelAll(), limit]);
}

function reloadOnceAfterCrash(window: BrowserWindow, shelf: RunShelf, beforeReload: () => void): void {
  let crashes = 0;
  window.webContents.on('render-process-gone', (_event, details) => {
    report(`the page's process is gone: ${details.reason}`);
    crashes += 1;
    if (crashes > 1) {
      void cancelled(shelf).then(() => app.exit(70));
      return;
    }
    beforeReload();
    window.webContents.reload();
  });
}

function report(text: string): void {
  process.stderr.write(`rungs: ${text}\n`);
}
