import type { TLSSocket } from 'node:tls';
import type { Limits } from '../../../shared/run/limits.ts';
import { createSipFramer, type FramedItem } from '../../../shared/protocol/sip/stream-framer.ts';
import { errorCode } from './tcp-errors.ts';
import { isClientCertificateError } from './tls-failure.ts';

/** How the connection came to its end, seen from above TLS. */
export type SipStreamEnding = 'closed' | 'reset' | 'client-certificate';

export interface SipStreamReader {
  onItem(item: FramedItem): void;
  /** Called once, and nothing after it. */
  onEnd(ending: SipStreamEnding): void;
}

export interface SipStream {
  send(bytes: Uint8Array): void;
  /** The first bytes of a message that is not complete. */
  pending(): Uint8Array;
  /** Stops reading and takes the listeners off; the socket stays as it is. */
  release(): void;
}

/**
 * Reads SIP messages off a TLS connection. One reader at a time; a socket that ended before is reported in the next microtask.
 * fault: the connection's first error since the handshake, as the TLS transport keeps it.
 */
export function readSipStream(
  socket: TLSSocket,
  fault: () => Error | null,
  limits: Limits,
  reader: SipStreamReader,
): SipStream {
  const framer = createSipFramer(limits);
  let isReleased = false;

  function onData(chunk: Uint8Array): void {
    for (const item of framer.push(chunk)) {
      if (isReleased) return;
      reader.onItem(item);
    }
  }

  function onOver(): void {
    if (isReleased) return;
    release();
    reader.onEnd(endingOf(fault()));
  }

  function release(): void {
    isReleased = true;
    socket.off('data', onData);
    socket.off('end', onOver);
    socket.off('error', onOver);
    socket.off('close', onOver);
  }

  socket.on('data', onData);
  socket.on('end', onOver);
  socket.on('error', onOver);
  socket.on('close', onOver);
  if (socket.destroyed || socket.readableEnded || fault() !== null) queueMicrotask(onOver);

  return { send: (bytes) => void socket.write(bytes), pending: () => framer.pending(), release };
}

function endingOf(error: Error | null): SipStreamEnding {
  if (error === null) return 'closed';
  if (isClientCertificateError(error)) return 'client-certificate';
  // Node reports a peer that goes away without a word in several spellings; ECONNRESET and EPIPE are those of the system.
  const code = errorCode(error);
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED' ? 'reset' : 'closed';
}
