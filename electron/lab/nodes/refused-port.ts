import { connect, createServer, type Socket } from 'node:net';
import { listening, LOOPBACK, type TcpListener } from './tcp-listener.ts';

/**
 * A port that refuses every connection for as long as it is held: the local port of an established connection.
 * The system gives it to nobody else, and nobody listens on it. A port that was merely free a moment ago could be
 * taken by another lab on the same machine.
 */
export async function holdRefusedPort(): Promise<TcpListener> {
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    accepted.push(socket);
  });
  const serverPort = await listening(server, 0);
  const held = connect(serverPort, LOOPBACK);
  await Promise.all([
    new Promise<void>((resolve, reject) => {
      held.once('connect', resolve);
      held.once('error', reject);
    }),
    new Promise<void>((resolve) => server.once('connection', () => resolve())),
  ]);
  held.on('error', () => undefined);
  const { localPort } = held;
  if (localPort === undefined) throw new Error('holdRefusedPort: a connected socket has a local port');
  // From here on the server takes no further client; it closes when the pair does.
  const serverClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  const ends = [held, ...accepted];
  return {
    port: localPort,
    async close() {
      const closed = ends.map((end) => new Promise<void>((resolve) => end.once('close', () => resolve())));
      for (const end of ends) end.destroy();
      await Promise.all([...closed, serverClosed]);
    },
  };
}
