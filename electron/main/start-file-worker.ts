import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { WorkerProcess } from '../file-worker/worker-pool.ts';

/** Built beside the folder in which this is. */
const ENTRY = join(import.meta.dirname, '..', 'file-worker', 'index.js');
/** The strict bundle of 100,000 messages needs most of it. A hostile file ends its own process at that, and nothing else. */
const HEAP_MEGABYTES = 3_072;

/** Starts a process for work on files: Node without a window, without what the shell's own process knows. */
export function startFileWorker(): WorkerProcess {
  const child = utilityProcess.fork(ENTRY, [], {
    serviceName: 'Rungs files',
    stdio: ['ignore', 'ignore', 'inherit'],
    // The limit reaches this kind of process by no other way.
    execArgv: [`--js-flags=--max-old-space-size=${String(HEAP_MEGABYTES)}`],
  });
  return {
    post: (message) => child.postMessage(message),
    listen: (handler) => void child.on('message', handler),
    onExit: (handler) => void child.once('exit', handler),
    kill: () => void child.kill(),
  };
}
