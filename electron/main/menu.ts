import { Menu } from 'electron';
import type { ShellRequest } from '../../shared/ipc/open-commands.ts';

export interface MenuActions {
  /** Asks which file, and opens it. */
  readonly open: () => void;
  readonly ask: (request: ShellRequest) => void;
}

/** Only what a person needs: open, save, quit, clipboard, zoom. No reload and no developer tools. */
export function setMenu({ open, ask }: MenuActions): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'Rungs',
        submenu: [
          { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: open },
          { label: 'Save bundle…', accelerator: 'CmdOrCtrl+S', click: () => ask({ kind: 'save' }) },
          { label: 'Compare with…', click: () => ask({ kind: 'compare' }) },
          { label: 'Earlier checks', click: () => ask({ kind: 'history' }) },
          { type: 'separator' },
          { role: 'about' },
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
    ]),
  );
}
