import { addAbortSignal, type Readable } from 'node:stream';
import type { LineRead } from './host.ts';
import { TypedLine } from './typed-line.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** What some shells put before what they pipe. */
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];
const SURROUNDINGS_BYTES = BYTE_ORDER_MARK.length + 1;

/**
 * Reads the first line of a stream, without its end and a byte order mark: at most maxBytes of it, and nothing behind it.
 * What it was read from is wiped: only the returned array holds it. Cancelled when the signal aborts.
 */
export async function readInputLine(
  stream: Readable,
  maxBytes: number,
  interruption: AbortSignal,
): Promise<LineRead> {
  const collected = new Uint8Array(maxBytes + SURROUNDINGS_BYTES);
  let length = 0;
  try {
    for await (const piece of addAbortSignal(interruption, stream)) {
      if (!(piece instanceof Uint8Array)) throw new Error('readInputLine: the stream gives text, not bytes');
      const end = piece.indexOf(LINE_FEED);
      const line = piece.subarray(0, end < 0 ? piece.length : end);
      const taken = line.subarray(0, collected.length - length);
      collected.set(taken, length);
      length += taken.length;
      piece.fill(0);
      if (end >= 0 || length === collected.length) break;
    }
    return { kind: 'line', bytes: bareLine(collected.subarray(0, length), maxBytes) };
  } catch (error) {
    if (interruption.aborted) return { kind: 'cancelled' };
    if (error instanceof Error && 'syscall' in error) return { kind: 'unavailable', reason: error.message };
    throw error;
  } finally {
    collected.fill(0);
  }
}

/** A copy. */
function bareLine(line: Uint8Array, maxBytes: number): Uint8Array {
  const start = BYTE_ORDER_MARK.every((byte, at) => line[at] === byte) ? BYTE_ORDER_MARK.length : 0;
  const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
  return line.slice(start, Math.min(end, start + maxBytes));
}

/** Asks on stderr and reads from the terminal without echo. Cancelled by Ctrl+C, by the signal, and when the terminal goes away. */
export function askPassword(
  { stdin, stderr }: Pick<NodeJS.Process, 'stdin' | 'stderr'>,
  prompt: string,
  maxBytes: number,
  interruption: AbortSignal,
): Promise<LineRead> {
  if (!stdin.isTTY) return Promise.resolve({ kind: 'unavailable', reason: 'there is no terminal' });
  if (interruption.aborted) return Promise.resolve({ kind: 'cancelled' });
  return new Promise((resolve) => {
    const line = new TypedLine(maxBytes);
    const finish = (read: LineRead): void => {
      stdin.off('data', onData).off('end', giveUp).off('error', giveUp);
      stdin.setRawMode(false);
      stdin.pause();
      interruption.removeEventListener('abort', giveUp);
      stderr.write('\n');
      line.wipe();
      resolve(read);
    };
    const giveUp = (): void => finish({ kind: 'cancelled' });
    const onData = (piece: Buffer): void => {
      for (const byte of piece) {
        const state = line.push(byte);
        if (state === 'more') continue;
        piece.fill(0);
        finish(state === 'done' ? { kind: 'line', bytes: line.take() } : { kind: 'cancelled' });
        return;
      }
      piece.fill(0);
    };
    // Before the prompt: whoever types at once must not see it either.
    stdin.setRawMode(true);
    stderr.write(prompt);
    interruption.addEventListener('abort', giveUp, { once: true });
    stdin.on('data', onData).on('end', giveUp).on('error', giveUp);
    stdin.resume();
  });
}
