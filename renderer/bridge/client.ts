import '../without-generated-code.ts';
import { createIpcClient } from '../../shared/ipc/client.ts';
import { unpack } from '../../shared/ipc/packed-batch.ts';
import type { PageMessage, Wire } from '../../shared/ipc/wire.ts';

/** Put there by the preload script. */
interface Bridge extends Wire<PageMessage> {
  /** Where a file lies that was dropped on the window; '' where it lies nowhere. */
  readonly pathOf: (file: File) => string;
}

declare global {
  interface Window {
    readonly rungs: Bridge;
  }
}

/** The page's one connection to the main process. */
export const client = createIpcClient({
  post: (message) => window.rungs.post(message),
  onMessage: (handler) => window.rungs.onMessage((message) => handler(unpack(message))),
});

export function pathOf(file: File): string {
  return window.rungs.pathOf(file);
}
