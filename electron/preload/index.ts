import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { BRIDGE_NAME, TO_HOST, TO_PAGE } from '../../shared/ipc/channels.ts';

// The whole surface of the page: say something to the main process, hear something from it, learn where a dropped file lies.
// Nothing is parsed here; both ends check every message against the contract.
contextBridge.exposeInMainWorld(BRIDGE_NAME, {
  post: (message: unknown): void => ipcRenderer.send(TO_HOST, message),
  onMessage: (handler: (message: unknown) => void): (() => void) => {
    const listener = (_event: unknown, message: unknown): void => handler(message);
    ipcRenderer.on(TO_PAGE, listener);
    return () => {
      ipcRenderer.removeListener(TO_PAGE, listener);
    };
  },
  pathOf: (file: File): string => webUtils.getPathForFile(file),
});
