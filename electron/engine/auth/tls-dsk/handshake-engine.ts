import { connect, type TLSSocket } from 'node:tls';
import { flightEnd } from '../../../../shared/protocol/tls/records.ts';
import type { ClientCertificate } from '../client-certificate.ts';
import { MemoryStream } from './memory-stream.ts';
import { EXPORT_LABEL, KEY_BLOCK_BYTES } from './tls-dsk-keys.ts';
import { createTlsDskSettings } from './tls-dsk-settings.ts';

/** How far the engine came on what it was given. */
export type EngineStep =
  | { readonly kind: 'flight'; readonly bytes: Uint8Array }
  /** Both sides have finished. */
  | { readonly kind: 'finished' }
  /** error: what the TLS library says; null when it only closed. */
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'aborted' };

/** Node's TLS as a client, with flights in and flights out in place of a network. */
export interface HandshakeEngine {
  /** Feeds the server's flight (null to begin) and waits for what the client's side makes of it. Never rejects. */
  next(flight: Uint8Array | null, signal: AbortSignal): Promise<EngineStep>;
  /** Only when finished. */
  negotiated(): { readonly cipherSuite: string; readonly protocol: string };
  /** Only when finished. The caller wipes it. */
  exportKeyBlock(): Uint8Array;
  close(): void;
}

/** Throws what the TLS library throws when certificate and key cannot be used. */
export function openHandshakeEngine(certificate: ClientCertificate | null): HandshakeEngine {
  let isFinished = false;
  let ending: { readonly error: unknown } | null = null;
  let wake = (): void => undefined;
  const stream = new MemoryStream(() => wake());
  // Without a server name: in this handshake the server has one certificate, and the proven clients name none.
  const socket: TLSSocket = connect({
    socket: stream,
    secureContext: createTlsDskSettings(certificate),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  socket.on('secureConnect', () => {
    isFinished = true;
    wake();
  });
  socket.on('error', (error: unknown) => {
    ending ??= { error };
    wake();
  });
  socket.on('close', () => {
    ending ??= { error: null };
    wake();
  });

  function step(): EngineStep | null {
    if (ending !== null) return { kind: 'failed', error: ending.error };
    if (isFinished) return { kind: 'finished' };
    const bytes = stream.written();
    const end = flightEnd(bytes);
    // The library writes a flight in portions. An alert of ours is no flight: the error that caused it follows.
    return end === 'client-hello' || end === 'finished' ? { kind: 'flight', bytes } : null;
  }

  return {
    next(flight, signal) {
      return new Promise<EngineStep>((resolve) => {
        const settle = (outcome: EngineStep): void => {
          wake = () => undefined;
          signal.removeEventListener('abort', onAbort);
          resolve(outcome);
        };
        const onAbort = (): void => settle({ kind: 'aborted' });
        wake = () => {
          const outcome = step();
          if (outcome !== null) settle(outcome);
        };
        if (signal.aborted) {
          settle({ kind: 'aborted' });
          return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        // The hello may be written already: what is new begins with the server's flight.
        if (flight !== null) {
          stream.clear();
          stream.feed(flight);
        }
        wake();
      });
    },
    negotiated: () => ({
      cipherSuite: socket.getCipher().standardName,
      protocol: socket.getProtocol() ?? 'TLS',
    }),
    exportKeyBlock() {
      // The declaration asks for a context. An empty one is not the same as none: up to TLS 1.2 it adds its length to the seed
      // (RFC 5705 4), and the server's block has none.
      const exporter: unknown = Reflect.get(socket, 'exportKeyingMaterial');
      if (typeof exporter !== 'function') throw new Error('exportKeyBlock: this TLS library has no exporter');
      const block: unknown = Reflect.apply(exporter, socket, [KEY_BLOCK_BYTES, EXPORT_LABEL]);
      if (!(block instanceof Uint8Array)) throw new Error('exportKeyBlock: the handshake has not finished');
      return block;
    },
    close() {
      socket.destroy();
      stream.destroy();
    },
  };
}
