import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readArchiveEntries } from './archive-entries.ts';
import { packBundle } from './pack-bundle.ts';
import { exampleFiles, SAVED_AT } from './testing/example-bundle.ts';

describe('packBundle', () => {
  it('packs the files in the order given, each as it is', async () => {
    const entries = await readArchiveEntries(await packBundle(exampleFiles, SAVED_AT));

    expect(entries.ok && entries.value.map(({ path, isDeflated }) => [path, isDeflated])).toEqual(
      exampleFiles.map(({ path }) => [path, true]),
    );
  });

  it('gives the same bytes for the same files and time, and others for another time', async () => {
    const packed = await packBundle(exampleFiles, SAVED_AT);

    expect(Buffer.from(await packBundle(exampleFiles, SAVED_AT)).equals(packed)).toBe(true);
    expect(Buffer.from(await packBundle(exampleFiles, SAVED_AT + 2_000)).equals(packed)).toBe(false);
  });

  it('gives the same bytes in every time zone', async () => {
    const module = fileURLToPath(new URL('pack-bundle.ts', import.meta.url));
    const script = `
      const { packBundle } = await import(${JSON.stringify(module)});
      const packed = await packBundle([{ path: 'a', content: 'b' }], ${SAVED_AT});
      process.stdout.write((await import('node:crypto')).createHash('sha256').update(packed).digest('hex'));`;
    const elsewhere = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        env: { ...process.env, TZ: 'Asia/Kathmandu' },
        encoding: 'utf8',
      },
    );

    const here = createHash('sha256')
      .update(await packBundle([{ path: 'a', content: 'b' }], SAVED_AT))
      .digest('hex');
    expect(elsewhere).toBe(here);
  });

  it('packs a view into a larger buffer, and an empty file', async () => {
    const files = [
      { path: 'view', content: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) },
      { path: 'empty', content: '' },
    ];

    const entries = await readArchiveEntries(await packBundle(files, SAVED_AT));

    expect(entries.ok && entries.value.map(({ bytes }) => bytes)).toEqual([2, 0]);
  });

  it('fails for a name that no archive can hold', async () => {
    await expect(packBundle([{ path: '../a', content: '' }], SAVED_AT)).rejects.toThrow('relative path');
  });
});
