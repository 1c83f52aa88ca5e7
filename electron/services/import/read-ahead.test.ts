import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

const bytes = Uint8Array.from({ length: 2_500_000 }, (_, index) => index % 251);
let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rungs-ahead-'));
  path = join(folder, 'bytes');
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(Uint8Array.from(piece));
  return new Uint8Array(Buffer.concat(all));
}

describe('readAhead', () => {
  const { signal } = new AbortController();

  it.each([
    ['all of it', 0, 2_500_000],
    ['a part', 1_000_003, 2_100_001],
    ['no more than there is', 2_400_000, 9_000_000],
    ['nothing', 100, 100],
  ])('gives %s', async (_name, from, to) => {
    const read = await wholeOf(readAhead(path, from, to, signal));

    expect(Buffer.compare(read, bytes.subarray(from, to))).toBe(0);
  });

  it('fails where there is no file', async () => {
    await expect(wholeOf(readAhead(join(folder, 'none'), 0, 9, signal))).rejects.toThrow(/ENOENT/);
    await expect(wholeOf(readAhead(folder, 0, 9, signal))).rejects.toThrow(/EISDIR/);
  });

  it('ends when it is aborted, and when nobody wants more', async () => {
    const cancellation = new AbortController();
    let pieces = 0;
    const reading = (async () => {
      for await (const piece of readAhead(path, 0, bytes.length, cancellation.signal)) {
        pieces += piece.length > 0 ? 1 : 0;
        cancellation.abort();
      }
    })();
    await expect(reading).rejects.toThrow(/abort/i);
    expect(pieces).toBe(1);
    const rest = readAhead(path, 0, bytes.length, signal);
    await rest.next();
    expect(await rest.return(undefined)).toEqual({ done: true, value: undefined });
  });
});
