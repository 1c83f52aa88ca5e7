import { app } from 'electron';
import { startShell } from './app.ts';
import { createFilesAskedFor } from './files-asked-for.ts';
import { declarePageScheme } from './page-protocol.ts';

// One window is enough, and two would write the same profile.
if (app.requestSingleInstanceLock()) {
  // Chromium's sandbox does not start for root on Linux; whoever passes the switch has said so, and it would be overruled here.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  declarePageScheme();
  const filesAskedFor = createFilesAskedFor(process.argv);
  // macOS says so before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    filesAskedFor.ask(path);
  });
  void app.whenReady().then(() => startShell(filesAskedFor));
} else {
  app.quit();
}
