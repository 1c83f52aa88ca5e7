import type { TLSSocket } from 'node:tls';
import type { Peer, SipEndpoint } from '../../../../shared/events/connection-events.ts';
import type { ProbeContext } from '../../context.ts';

/** A TLS connection to a SIP server whose certificate is trusted; whoever has it closes it. */
export interface SipConnection {
  readonly endpoint: SipEndpoint;
  readonly peer: Peer;
  readonly socket: TLSSocket;
  readonly flow: string;
  readonly trusted: boolean;
  /** Our end as the operating system chose it; a REGISTER names it in Via and Contact. */
  readonly localAddress: string;
  readonly localPort: number;
  /** The first error after the handshake; a TLS 1.3 server refuses a client without certificate in this way. */
  readonly fault: () => Error | null;
  /** The peer has ended the connection: records that, the first time, and lets go. */
  lost(detail: string | null): void;
  /** From now on a cancelled run leaves it open: whoever has it still has a registration to take back. */
  holdOpen(): void;
  /** Says goodbye and lets go once what was written is out. Records it the first time; later calls do nothing. */
  close(): void;
}

/** Makes a connection that closes itself, without a word, when the run is cancelled. */
export function keepConnection(
  ctx: ProbeContext,
  parts: Omit<SipConnection, 'close' | 'lost' | 'holdOpen'>,
): SipConnection {
  const { peer, socket } = parts;
  // Later than the listeners that are called at once, so that a registration can still be withdrawn over it.
  const onAbort = (): void => queueMicrotask(() => closePolitely(socket));
  ctx.signal.addEventListener('abort', onAbort, { once: true });
  let isClosed = false;
  const end = (by: 'us' | 'peer', detail: string | null): void => {
    if (isClosed) return;
    isClosed = true;
    ctx.signal.removeEventListener('abort', onAbort);
    if (!ctx.signal.aborted) ctx.record('connection.closed', { peer, by, detail });
    closePolitely(socket);
  };
  return {
    ...parts,
    holdOpen: () => ctx.signal.removeEventListener('abort', onAbort),
    lost: (detail) => end('peer', detail),
    // Nobody listens to a connection that waits; that the peer has left meanwhile shows only now.
    close: () => (socket.destroyed || socket.readableEnded ? end('peer', null) : end('us', null)),
  };
}

/** Sends what is written and the TLS close_notify, then frees the socket, whether the peer answers or not. */
export function closePolitely(socket: TLSSocket): void {
  socket.destroySoon();
}
