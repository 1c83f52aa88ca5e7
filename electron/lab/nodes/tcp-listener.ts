import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { delayAnswers } from './latency.ts';

/** All of the lab lives here, and nowhere else. */
export const LOOPBACK = '127.0.0.1';

/** More than one client opens; a bound, not a tuning. */
const MAX_CONNECTIONS = 256;

/** Longer than the 300 s keep-alive of [MS-CONMGMT], so that only dead clients are dropped. */
const IDLE_MS = 600_000;

export interface Connection {
  readonly stream: Duplex;
  /** IP:port of the client. */
  readonly client: string;
}

/** A part of the lab that holds something open. */
export interface Node {
  close(): Promise<void>;
}

export interface TcpListener extends Node {
  readonly port: number;
}

/** Listens on loopback, on the port given or a free one. Rejects when that port is taken. */
export async function listenTcp(
  serve: (connection: Connection) => void,
  options: { readonly latencyMs: number; readonly port?: number },
): Promise<TcpListener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away mid-flight is everyday life; 'close' follows and does the tidying.
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    const stream = options.latencyMs === 0 ? socket : delayAnswers(socket, options.latencyMs);
    stream.on('error', () => undefined);
    serve({ stream, client: `${socket.remoteAddress ?? 'gone'}:${socket.remotePort ?? 0}` });
  });
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listening(server, options.port ?? 0);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Returns the port in use. */
export function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('listening: not a TCP server');
      resolve(address.port);
    });
  });
}
