import { PassThrough, Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askPassword, readInputLine } from './standard-input.ts';

const never = new AbortController().signal;
const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function streamOf(...pieces: readonly string[]): Readable {
  return Readable.from(
    pieces.map((piece) => Buffer.from(piece)),
    { objectMode: false },
  );
}

async function lineOf(stream: Readable, maxBytes = 100): Promise<string> {
  const read = await readInputLine(stream, maxBytes, never);
  return read.kind === 'line' ? text(read.bytes) : read.kind;
}

describe('readInputLine', () => {
  it.each([
    ['without a line end', ['Rungs!2026'], 'Rungs!2026'],
    ['with a line feed', ['Rungs!2026\n'], 'Rungs!2026'],
    ['with a carriage return and a line feed', ['Rungs!2026\r\n'], 'Rungs!2026'],
    ['in pieces', ['Run', 'gs!2', '026\r', '\n'], 'Rungs!2026'],
    ['with a byte order mark', ['\ufeffRungs!2026\r\n'], 'Rungs!2026'],
    ['with more lines behind it', ['one\ntwo\nthree'], 'one'],
    ['with blanks that belong to it', [' a b \n'], ' a b '],
    ['that is empty', ['\n'], ''],
    ['from nothing', [], ''],
  ])('reads a line %s', async (_what, pieces, line) => {
    expect(await lineOf(streamOf(...pieces))).toBe(line);
  });

  it('reads no more than it may', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64, 'x');
      })(),
      { objectMode: false },
    );

    expect(await lineOf(endless, 10)).toBe('x'.repeat(10));
  });

  it('does not wait for what follows the line', async () => {
    const open = new PassThrough();
    open.write('Rungs!2026\n');

    expect(await lineOf(open)).toBe('Rungs!2026');
  });

  it('wipes what it read', async () => {
    const piece = Buffer.from('Rungs!2026\n');

    await lineOf(Readable.from([piece], { objectMode: false }));

    expect([...piece]).toEqual(Array.from({ length: 11 }, () => 0));
  });

  it('stops when the program is to end', async () => {
    const interruption = new AbortController();

    const reading = readInputLine(new PassThrough(), 100, interruption.signal);
    interruption.abort();

    expect(await reading).toEqual({ kind: 'cancelled' });
  });

  it('says why there is nothing to read', async () => {
    const broken = new Readable({
      read() {
        this.destroy(
          Object.assign(new Error('EISDIR: illegal operation on a directory'), { syscall: 'read' }),
        );
      },
    });

    expect(await readInputLine(broken, 100, never)).toEqual({
      kind: 'unavailable',
      reason: 'EISDIR: illegal operation on a directory',
    });
  });

  it('makes a bounded line of any bytes, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 })), async (pieces) => {
        const copies = pieces.map((piece) => Buffer.from(piece));
        const read = await readInputLine(Readable.from(copies, { objectMode: false }), 16, never);
        expect(read.kind === 'line' && read.bytes.length <= 16 && !read.bytes.includes(0x0a)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('askPassword', () => {
  /** A terminal as far as it is used, with everything that was said and switched. */
  function terminal(isTTY = true) {
    const stdin = Object.assign(new PassThrough(), {
      isTTY,
      setRawMode(isRaw: boolean) {
        said.push(isRaw ? '<raw>' : '<cooked>');
        return stdin;
      },
    });
    const said: string[] = [];
    const stderr = { write: (piece: string) => said.push(piece) };
    // A part of each stream, which is all that is used of it.
    const streams = { stdin, stderr } as unknown as Pick<NodeJS.Process, 'stdin' | 'stderr'>;
    return { stdin, said, streams };
  }

  it('asks without echo and gives the terminal back', async () => {
    const { stdin, said, streams } = terminal();

    const asking = askPassword(streams, 'Password of alice: ', 100, never);
    stdin.write('Rungs!2027\u007f6\r');
    const read = await asking;

    expect(read.kind === 'line' ? text(read.bytes) : read.kind).toBe('Rungs!2026');
    expect(said).toEqual(['<raw>', 'Password of alice: ', '<cooked>', '\n']);
    expect(stdin.isPaused()).toBe(true);
    expect(stdin.listenerCount('data')).toBe(0);
  });

  it.each([
    ['Ctrl+C', (stdin: PassThrough) => void stdin.write('abc\u0003')],
    ['the terminal goes away', (stdin: PassThrough) => void stdin.end()],
    ['the terminal breaks', (stdin: PassThrough) => void stdin.emit('error', new Error('EIO'))],
  ])('is cancelled when %s', async (_what, happen) => {
    const { stdin, said, streams } = terminal();

    const asking = askPassword(streams, '? ', 100, never);
    happen(stdin);

    expect(await asking).toEqual({ kind: 'cancelled' });
    expect(said).toEqual(['<raw>', '? ', '<cooked>', '\n']);
  });

  it('is cancelled when the program is to end, before or while it asks', async () => {
    const { said, streams } = terminal();
    const interruption = new AbortController();

    const asking = askPassword(streams, '? ', 100, interruption.signal);
    interruption.abort();

    expect(await asking).toEqual({ kind: 'cancelled' });
    expect(said.at(-2)).toBe('<cooked>');
    expect(await askPassword(streams, '? ', 100, interruption.signal)).toEqual({ kind: 'cancelled' });
    expect(said).toHaveLength(4);
  });

  it('asks nobody where there is no terminal', async () => {
    const { said, streams } = terminal(false);

    expect(await askPassword(streams, '? ', 100, never)).toMatchObject({ kind: 'unavailable' });
    expect(said).toEqual([]);
  });
});
