import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { LOOPBACK, type TcpListener } from './tcp-listener.ts';

/**
 * The worker listens with the smallest queue there is and then stands still, so that nothing is ever accepted.
 * As text, because a bundle has no separate file for it.
 */
const WORKER_SOURCE = `
const { createServer } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const gate = new Int32Array(workerData);
const server = createServer();
server.listen(0, '${LOOPBACK}', 1, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => {
    Atomics.wait(gate, 0, 0);
    server.close();
    parentPort.close();
  });
});
`;

/** Linux admits one more than the backlog of 1; macOS up to three. More than either, so that the queue is surely full. */
const FILLERS = 6;

/** What Linux needs to be full, and so what we wait for. */
const QUEUE_LENGTH = 2;

/**
 * A port that answers a SYN with nothing, as a firewall that drops: the queue of waiting connections is full and stays so.
 * Linux then drops further SYNs (`tcp_abort_on_overflow` at its default 0), as do macOS and the BSDs. Windows refuses
 * instead of dropping, so there a client sees "refused".
 */
export async function openBlackHole(): Promise<TcpListener> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(WORKER_SOURCE, { eval: true, workerData: gate.buffer });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const fillers = Array.from({ length: FILLERS }, () => connect(port, LOOPBACK));
  await settled(fillers, QUEUE_LENGTH);
  return {
    port,
    async close() {
      const closed = fillers.map(whenClosed);
      for (const filler of fillers) filler.destroy();
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
      await Promise.all([...closed, exited]);
    },
  };
}

/** Resolves when `count` sockets have connected or failed; where connecting fails, there is no queue to fill. */
function settled(sockets: readonly Socket[], count: number): Promise<void> {
  return new Promise((resolve) => {
    let done = 0;
    const one = (): void => {
      done += 1;
      if (done === count) resolve();
    };
    for (const socket of sockets) {
      socket.once('connect', one);
      socket.once('error', one);
      // Their later fate is of no interest: they are there to stand in the way.
      socket.on('error', () => undefined);
    }
  });
}

function whenClosed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
