import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * A socket passed through unchanged, with an ear on what the peer sends.
 * Given a plain socket, the TLS library reads below JavaScript and its errors differ between OpenSSL and BoringSSL;
 * with this between them the first bytes can be judged by ourselves.
 */
export class TlsTap extends Duplex {
  readonly socket: Socket;
  /** What ended the connection from the other side, as far as it is known. */
  ending: 'reset' | 'closed' | null = null;
  /** Our first bytes have gone out. */
  hasSent = false;
  /** The error that ended the connection; known here before the TLS library passes it on, and even if it never does. */
  fault: Error | null = null;
  private readonly onBytes: (chunk: Uint8Array) => void;

  constructor(socket: Socket, onBytes: (chunk: Uint8Array) => void) {
    super({ allowHalfOpen: true });
    this.socket = socket;
    this.onBytes = onBytes;
    socket.on('data', this.onSocketData);
    socket.on('end', this.onSocketEnd);
    socket.on('error', this.onSocketError);
    socket.on('close', this.onSocketClose);
    // Before the tap was there the socket may have ended or failed already.
    if (socket.errored) this.onSocketError(socket.errored);
    else if (socket.destroyed) this.onSocketClose();
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(
    chunk: Uint8Array,
    _encoding: BufferEncoding,
    callback: (error?: Error | null) => void,
  ): void {
    this.socket.write(chunk, (error) => {
      this.hasSent ||= !error;
      callback(error);
    });
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.socket.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.socket.off('data', this.onSocketData);
    this.socket.off('end', this.onSocketEnd);
    this.socket.off('error', this.onSocketError);
    this.socket.off('close', this.onSocketClose);
    this.socket.destroy();
    callback(error);
  }

  private readonly onSocketData = (chunk: Buffer): void => {
    this.onBytes(chunk);
    if (!this.push(chunk)) this.socket.pause();
  };

  private readonly onSocketEnd = (): void => {
    this.ending ??= 'closed';
    this.push(null);
  };

  private readonly onSocketError = (error: Error): void => {
    this.ending = 'reset';
    this.fault ??= error;
    this.destroy(error);
  };

  private readonly onSocketClose = (): void => {
    this.ending ??= 'closed';
    this.destroy();
  };
}
