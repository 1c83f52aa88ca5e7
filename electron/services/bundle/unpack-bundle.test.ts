import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRun } from '../../../shared/findings/judge.ts';
import { packBundle } from './pack-bundle.ts';
import { word, writeArchive, type WrittenEntry } from './testing/archive-writer.ts';
import {
  bundleWithout,
  exampleBundle,
  exampleEntries,
  exampleFiles,
  exampleLog,
  exampleManifest,
  SAVED_AT,
} from './testing/example-bundle.ts';
import { HOSTILE_ARCHIVES } from './testing/hostile-archives.ts';
import { unpackBundle, type UnpackedBundle } from './unpack-bundle.ts';

async function unpacked(bytes: Uint8Array): Promise<UnpackedBundle> {
  const bundle = await unpackBundle(bytes);
  if (!bundle.ok) throw new Error(bundle.error.sentence);
  return bundle.value;
}

/** The example with its report and what else is to be changed about it. */
const withReport = (entry: Partial<WrittenEntry>): Uint8Array =>
  exampleBundle([{ name: 'report.html', ...entry }]);

describe('unpackBundle', () => {
  it('gives back what was packed, with the same findings', async () => {
    const packed = await packBundle(
      [...exampleFiles, { path: 'manifest.json', content: exampleManifest() }],
      SAVED_AT,
    );

    const { events, notes, manifest, tool } = await unpacked(packed);

    expect(notes).toEqual([]);
    expect(manifest).toMatchObject({ savedBy: 'alice on pc-1', savedAt: '2026-11-22T12:30:00.000Z' });
    expect(tool).toEqual(exampleLog[0]?.kind === 'run.started' ? exampleLog[0].data.tool : null);
    expect(events.slice(1)).toEqual(exampleLog.slice(1));
    expect(judgeRun(events)).toEqual(judgeRun(exampleLog));
  });

  it.each(HOSTILE_ARCHIVES)('refuses %s', async (_name, archive, sentence) => {
    expect(await unpackBundle(archive)).toEqual({ ok: false, error: { sentence } });
  });

  it('knows enough ways to be deceived', () => {
    expect(new Set(HOSTILE_ARCHIVES.map(([name]) => name)).size).toBeGreaterThanOrEqual(40);
  });

  const descriptor = (crc: number, packed: number, bytes: number): Uint8Array =>
    word(0x08074b50, crc, packed, bytes);
  it.each<[string, Uint8Array]>([
    ['everything stored', writeArchive(exampleEntries().map((entry) => ({ ...entry, isStored: true })))],
    ['in another order', writeArchive([...exampleEntries()].reverse())],
    ['listed in another order', reordered()],
    ['with a folder', exampleBundle([{ name: 'certificates/', isStored: true, attributes: 0o40755 << 16 }])],
    [
      'by a program of Windows',
      writeArchive(
        exampleEntries().map((entry) => ({ ...entry, versionMadeBy: 20, attributes: 32, flags: 0 })),
      ),
    ],
    [
      'as a stream, with descriptors',
      withReport({
        flags: 0x808,
        local: { crc32: 0, bytes: 0, packedBytes: 0 },
        behind: descriptor(1, 2, 3),
      }),
    ],
    [
      'with times and comments of its files',
      withReport({ extra: Buffer.from('UT\x05\x00\x03abcd', 'latin1'), comment: 'x' }),
    ],
  ])('opens a bundle that was packed %s', async (_how, archive) => {
    const { events, notes } = await unpacked(archive);

    expect(events).toHaveLength(exampleLog.length);
    expect(notes).toEqual([]);
  });

  it.each<[string, Uint8Array, readonly string[]]>([
    [
      'no manifest',
      bundleWithout('manifest.json'),
      ['Its manifest.json is missing: who saved it and when is not known, nor whether it was changed.'],
    ],
    ...(
      ['{', 'null', '{"format":"rungs/bundle","version":1}', exampleManifest({ savedAt: 'today' })] as const
    ).map((content): [string, Uint8Array, readonly string[]] => [
      `the manifest ${content.slice(0, 40)}`,
      exampleBundle([{ name: 'manifest.json', content }]),
      ['Its manifest.json cannot be read: who saved it and when is not known, nor whether it was changed.'],
    ]),
    [
      'a manifest larger than it can be',
      exampleBundle([
        { name: 'manifest.json', content: `${exampleManifest()}${' '.repeat(1_048_576)}`, isStored: true },
      ]),
      ['Its manifest.json cannot be read: who saved it and when is not known, nor whether it was changed.'],
    ],
    [
      'a manifest with another sum',
      exampleBundle([{ name: 'manifest.json', crc32: 1 }]),
      ['Its manifest.json is damaged.'],
    ],
    [
      'a run that was edited',
      exampleBundle([
        { name: 'run.json', content: JSON.stringify({ format: 'rungs/run', version: 1, log: exampleLog }) },
      ]),
      ['run.json is not as it was saved: damaged or changed afterwards.'],
    ],
    [
      'a run with another sum',
      exampleBundle([{ name: 'run.json', crc32: 1 }]),
      ['run.json is not as it was saved: damaged or changed afterwards.'],
    ],
    [
      'a changed report',
      withReport({ content: 'changed' }),
      ['report.html is not as it was saved: damaged or changed afterwards.'],
    ],
    [
      'a report that does not unpack',
      withReport({ packed: Buffer.from('nonsense') }),
      ['report.html is not as it was saved: damaged or changed afterwards.'],
    ],
    [
      'a report with something behind its packed bytes',
      withReport({ packed: Buffer.concat([Buffer.from([3, 0]), Buffer.from('hidden')]), content: '' }),
      ['report.html is not as it was saved: damaged or changed afterwards.'],
    ],
    [
      'a report that is smaller than it says',
      withReport({ bytes: 5_000 }),
      ['report.html is not as it was saved: damaged or changed afterwards.'],
    ],
    [
      'a report that is larger than it says',
      withReport({ bytes: 3 }),
      ['report.html is not as it was saved: damaged or changed afterwards.'],
    ],
    ['no report', bundleWithout('report.html'), ['report.html is missing: taken out afterwards.']],
    [
      'another file',
      exampleBundle([{ name: 'setup.exe', content: 'MZ' }]),
      ['setup.exe is not listed: added afterwards.'],
    ],
    [
      'many other files',
      exampleBundle(
        Array.from({ length: 7 }, (_, index) => ({ name: `${index}.rungs`, content: exampleBundle() })),
      ),
      ['0.rungs, 1.rungs, 2.rungs, 3.rungs, 4.rungs and 2 more are not listed: added afterwards.'],
    ],
    [
      'no manifest and a damaged report',
      writeArchive(
        exampleEntries({ name: 'report.html', crc32: 1 }).filter(({ name }) => name !== 'manifest.json'),
      ),
      [
        'Its manifest.json is missing: who saved it and when is not known, nor whether it was changed.',
        'report.html is damaged: it cannot be relied on.',
      ],
    ],
  ])('opens with a note: %s', async (_name, archive, notes) => {
    const bundle = await unpacked(archive);

    expect(bundle.notes).toEqual(notes);
    expect(bundle.events).toHaveLength(exampleLog.length);
  });

  it(
    'answers anything that becomes of a bundle with a run or a sentence, in bounded memory',
    { timeout: 60_000 },
    async () => {
      const good = exampleBundle();
      const stored = writeArchive(exampleEntries().map((entry) => ({ ...entry, isStored: true })));
      const blow = fc.record({
        act: fc.constantFrom('flip', 'cut', 'splice', 'edge', 'truncate'),
        at: fc.nat(),
        length: fc.nat(200),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
      });
      const before = process.memoryUsage().rss;
      let opened = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(good, stored),
          fc.array(blow, { minLength: 1, maxLength: 4 }),
          async (archive, blows) => {
            const struck = blows.reduce((bytes, { act, at, length, bytes: put }): Uint8Array => {
              // The list of files and the end are where most depends on a single byte.
              const place =
                act === 'edge' ? Math.max(0, bytes.length - 1 - (at % 500)) : at % (bytes.length + 1);
              const removed = act === 'cut' ? length : act === 'splice' ? 0 : put.length;
              if (act === 'truncate') return bytes.subarray(0, place);
              return Buffer.concat([
                bytes.subarray(0, place),
                act === 'cut' ? Buffer.alloc(0) : put,
                bytes.subarray(place + removed),
              ]);
            }, archive);

            const bundle = await unpackBundle(struck);

            if (bundle.ok) {
              opened += 1;
              expect(bundle.value.events[0]?.kind).toBe('run.started');
            } else expect(bundle.error.sentence).toMatch(/^[A-Za-z0-9].{5,}/s);
          },
        ),
        {
          numRuns: 1_500,
          examples: [[good, [{ act: 'flip', at: 700, length: 0, bytes: new Uint8Array([7]) }]]],
        },
      );
      expect(opened).toBeGreaterThan(0);
      expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000);
    },
  );
});

/** The list is not in the order of the data. */
function reordered(): Uint8Array {
  const entries = exampleEntries();
  const placed = entries.map((entry, index) => ({
    ...entry,
    isListedOnly: true,
    localOffset:
      writeArchive(entries.slice(0, index), { entries: 0 }).length - listLength(entries.slice(0, index)) - 22,
  }));
  return writeArchive([...entries.map((entry) => ({ ...entry, isUnlisted: true })), ...placed.reverse()]);
}

function listLength(entries: readonly WrittenEntry[]): number {
  return entries.reduce((sum, { name }) => sum + 46 + name.length, 0);
}
