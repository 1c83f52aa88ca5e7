import type { ParentPort } from 'electron';
import { createLine } from './line.ts';
import { Order, type Answer } from './protocol.ts';
import { serveOrders } from './serve-orders.ts';

const parentPort: ParentPort = process.parentPort;
const line = createLine<Order, Answer>(
  {
    post: (message) => parentPort.postMessage(message),
    listen: (handler) => parentPort.on('message', ({ data }: { readonly data: unknown }) => handler(data)),
  },
  Order,
);
serveOrders(line).catch((error: unknown) => {
  // Our own defect. The shell notices that this process has ended; why, only a person at the terminal can use.
  process.stderr.write(`rungs: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(70);
});
