import { ipcMain, type IpcMainEvent, type WebContents } from 'electron';
import { TO_HOST, TO_PAGE } from '../../shared/ipc/channels.ts';
import { pack } from '../../shared/ipc/packed-batch.ts';
import type { HostMessage, Wire } from '../../shared/ipc/wire.ts';
import { isTrustedSender } from './security/trusted-sender.ts';

const MESSAGE_BYTES = 1_048_576;

/** Carries the contract's messages to and from one page; drops whatever another sender or a giant payload tries. */
export function pageWire(contents: WebContents, onDropped: (reason: string) => void): Wire<HostMessage> {
  return {
    post(message) {
      if (!contents.isDestroyed()) contents.send(TO_PAGE, pack(message));
    },
    onMessage(handler) {
      const listener = (event: IpcMainEvent, message: unknown): void => {
        if (event.sender !== contents || !isTrustedSender(event.senderFrame)) {
          onDropped('a message from a page that is not ours');
        } else if (sizeOf(message) > MESSAGE_BYTES) {
          onDropped('a message over the size limit');
        } else {
          handler(message);
        }
      };
      ipcMain.on(TO_HOST, listener);
      return () => {
        ipcMain.removeListener(TO_HOST, listener);
      };
    },
  };
}

/**
 * Structured clone lets through what JSON cannot hold (a cycle, a bigint); such a message is over any limit. Bytes are counted, not
 * written out: they may be a password, which must not become a string.
 */
function sizeOf(message: unknown): number {
  let bytes = 0;
  const counted = (_key: string, value: unknown): unknown => {
    if (!ArrayBuffer.isView(value)) return value;
    bytes += value.byteLength;
    return null;
  };
  try {
    return JSON.stringify(message, counted).length + bytes;
  } catch (error) {
    if (error instanceof TypeError) return Infinity;
    throw error;
  }
}
