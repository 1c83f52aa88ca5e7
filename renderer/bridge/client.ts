import { createIpcClient } from '../../shared/ipc/client.ts';
import type { PageMessage, Wire } from '../../shared/ipc/wire.ts';

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly rungs: Wire<PageMessage>;
  }
}

/** The page's one connection to the main process. */
export const client = createIpcClient(window.rungs);
