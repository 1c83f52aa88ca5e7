import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Actions that happen a fixed time later, in the order in which they were asked for. */
export interface Delay {
  readonly later: (action: () => void) => void;
  /** Forgets what has not happened yet. */
  readonly cancel: () => void;
}

/** With 0 everything happens at once. */
export function createDelay(latencyMs: number): Delay {
  const pending = new Set<NodeJS.Timeout>();
  return {
    later(action) {
      if (latencyMs === 0) {
        action();
        return;
      }
      // Timers of one duration fire in the order in which they were set: the flights keep their order.
      const timer = setTimeout(() => {
        pending.delete(timer);
        action();
      }, latencyMs);
      pending.add(timer);
    },
    cancel() {
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
  };
}

/**
 * A socket whose bytes to the client leave `latencyMs` later; what the client sends arrives at once.
 * A relay in front would do the same, but hide the client's address from the server.
 */
export function delayAnswers(socket: Socket, latencyMs: number): Duplex {
  const delay = createDelay(latencyMs);
  const stream = new Duplex({
    read() {
      socket.resume();
    },
    write(chunk: Uint8Array, _encoding, done) {
      delay.later(() => {
        if (!socket.destroyed) socket.write(chunk);
      });
      // Acknowledged now: two writes of one moment are one flight and must not wait for each other.
      done();
    },
    final(done) {
      delay.later(() => {
        socket.end();
        done();
      });
    },
    destroy(error, done) {
      delay.cancel();
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk) => {
    if (!stream.push(chunk)) socket.pause();
  });
  socket.on('end', () => stream.push(null));
  socket.on('close', () => stream.destroy());
  return stream;
}
