#!/usr/bin/env node
import { terminalText } from '../../shared/lib/terminal-text.ts';
import { runCli } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { processHost } from './process-host.ts';

/** npm passes Ctrl+C on to a program that has had it from the terminal already: what comes at once is not a second wish. */
const SECOND_WISH_MS = 1_000;
/** What a stream says when nobody reads it any more. */
const READER_GONE: readonly (string | undefined)[] = ['EPIPE', 'ERR_STREAM_DESTROYED'];

const interruption = new AbortController();
let interruptedAt = 0;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked again: whoever asks does not want to wait for the polite end.
    if (interruptedAt > 0 && performance.now() - interruptedAt > SECOND_WISH_MS) process.exit(EXIT.cancelled);
    interruptedAt ||= performance.now();
    interruption.abort();
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // rungs … | head: no reason to go on, and none to complain.
    if (READER_GONE.includes(error.code)) interruption.abort();
    else giveUp(`The output cannot be written: ${error.message}`);
  });
}
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

const exitCode = await runCli(process.argv.slice(2), processHost(interruption.signal));
await Promise.all([written(process.stdout), written(process.stderr)]);
// Not left to the event loop: a getaddrinfo that nobody waits for cannot be called back and may take many seconds more.
process.exit(exitCode);

/** Everything is out, or a listener above has heard why not: streams report their errors only in a later turn. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writable) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  await new Promise((resolve) => setImmediate(resolve));
}

function crash(error: unknown): never {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return giveUp(`This is a fault of Rungs itself, not of the network; please report it.\n${detail}`);
}

function giveUp(reason: string): never {
  process.stderr.write(`${terminalText(`rungs: ${reason}`)}\n`);
  process.exit(EXIT.ourFault);
}
