import { createLine, type Line, type Port } from './line.ts';
import { Answer, type Order } from './protocol.ts';

/** A process that works on files, as whoever starts it sees it. */
export interface WorkerProcess extends Port {
  onExit(handler: () => void): void;
  kill(): void;
}

export interface Worker extends Line<Answer, Order> {
  /** Ends its process, whatever it is doing. */
  kill(): void;
}

export interface WorkerPool {
  /** A worker that does nothing else. */
  take(): Worker;
  /** It has nothing more to do. */
  giveBack(worker: Worker): void;
  /** Ends all of them. */
  close(): void;
}

/** Starting one takes half a second; one that has nothing to do waits this long for the next thing. */
const SPARE_MS = 60_000;

/** Starts a process whenever something is to be done and none is free. Each does one thing, so that ending it ends nothing else. */
export function createWorkerPool(start: () => WorkerProcess): WorkerPool {
  const alive = new Set<Worker>();
  let spare: { readonly worker: Worker; readonly patience: NodeJS.Timeout } | null = null;

  function takeSpare(): Worker | null {
    if (spare === null) return null;
    const { worker, patience } = spare;
    clearTimeout(patience);
    spare = null;
    return worker;
  }

  function startWorker(): Worker {
    const child = start();
    const line = createLine<Answer, Order>(child, Answer);
    const worker: Worker = {
      ...line,
      kill() {
        if (alive.delete(worker)) child.kill();
        line.end();
      },
    };
    alive.add(worker);
    child.onExit(() => {
      alive.delete(worker);
      line.end();
      if (spare?.worker === worker) takeSpare();
    });
    return worker;
  }

  return {
    take: () => takeSpare() ?? startWorker(),
    giveBack(worker) {
      takeSpare()?.kill();
      if (!alive.has(worker)) return;
      const patience = setTimeout(() => takeSpare()?.kill(), SPARE_MS);
      spare = { worker, patience };
    },
    close() {
      takeSpare();
      for (const worker of [...alive]) worker.kill();
    },
  };
}
