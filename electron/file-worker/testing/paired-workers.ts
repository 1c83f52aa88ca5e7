import { createLine, type Port } from '../line.ts';
import { Order, type Answer } from '../protocol.ts';
import { serveOrders } from '../serve-orders.ts';
import type { WorkerProcess } from '../worker-pool.ts';

/** A worker in this process, or one that a test makes do what it likes. */
export interface TestWorker extends WorkerProcess {
  readonly isKilled: boolean;
  /** What it was told so far, by kind. */
  readonly heard: readonly string[];
  /** Says something as if it came from the process. */
  say(answer: unknown): void;
  /** Ends as a process that crashes does. */
  crash(): void;
}

/** One that really works, in this process. */
export function workingWorker(): TestWorker {
  let toWorker: (message: unknown) => void = () => undefined;
  const worker = silentWorker((message) => toWorker(message));
  const port: Port = {
    post: (message) => worker.say(message),
    listen: (handler) => {
      toWorker = handler;
    },
  };
  serveOrders(createLine<Order, Answer>(port, Order)).catch(() => worker.crash());
  return worker;
}

/** A worker that says nothing by itself. Messages arrive as copies and later, as those of processes do. */
export function silentWorker(onMessage: (message: unknown) => void = () => undefined): TestWorker {
  let toShell: (message: unknown) => void = () => undefined;
  let onExit: () => void = () => undefined;
  let isKilled = false;
  let hasEnded = false;
  const heard: string[] = [];
  const end = (): void => {
    hasEnded = true;
    setImmediate(() => onExit());
  };
  return {
    get isKilled() {
      return isKilled;
    },
    heard,
    post(message) {
      const copy = Order.parse(structuredClone(message));
      heard.push(copy.kind);
      setImmediate(() => {
        if (!hasEnded) onMessage(copy);
      });
    },
    listen(handler) {
      toShell = handler;
    },
    say(answer) {
      const copy: unknown = structuredClone(answer);
      setImmediate(() => {
        if (!hasEnded) toShell(copy);
      });
    },
    onExit(handler) {
      onExit = handler;
    },
    kill() {
      isKilled = true;
      end();
    },
    crash: end,
  };
}
