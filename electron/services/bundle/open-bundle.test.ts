import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunOrigin } from '../../../shared/run/origin.ts';
import { openBundle, type OpenedBundle } from './open-bundle.ts';
import {
  bundleWithout,
  exampleBundle,
  exampleLog,
  exampleManifest,
  RUN_JSON,
} from './testing/example-bundle.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rungs-opening-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function opened(name: string, content: string | Uint8Array): Promise<OpenedBundle> {
  await writeFile(path.join(folder, name), content);
  const bundle = await openBundle(path.join(folder, name));
  if (!bundle.ok) throw new Error(bundle.error.sentence);
  return bundle.value;
}

async function refused(name: string, content?: string | Uint8Array): Promise<string> {
  if (content !== undefined) await writeFile(path.join(folder, name), content);
  const bundle = await openBundle(path.join(folder, name));
  return bundle.ok ? 'opened' : bundle.error.sentence;
}

const TOOL = exampleLog[0]?.kind === 'run.started' ? exampleLog[0].data.tool : { name: '', version: '' };

describe('openBundle', () => {
  it('opens a bundle and says where it comes from', async () => {
    const { events, origin } = await opened('a.rungs', exampleBundle());

    expect(events).toHaveLength(exampleLog.length);
    expect(origin).toEqual({
      kind: 'bundle',
      fileName: 'a.rungs',
      savedAt: '2026-11-22T12:30:00.000Z',
      savedBy: 'alice on pc-1',
      tool: { name: 'rungs', version: '0.1.0' },
      redaction: 'standard',
      notes: [],
    });
  });

  it('says no more than it knows of a bundle without a manifest', async () => {
    const { origin } = await opened('b.rungs', bundleWithout('manifest.json'));

    expect(origin).toMatchObject({ savedAt: null, savedBy: null, redaction: null, tool: TOOL });
    expect(origin.notes).toHaveLength(1);
  });

  it.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(RUN_JSON)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${RUN_JSON}`)],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${RUN_JSON.replaceAll('\n', '\r\n')}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\ufeff${RUN_JSON}`, 'utf16le').swap16()],
    ['lines', Buffer.from(exampleLog.map((event) => JSON.stringify(event)).join('\n'))],
  ])('opens a document that was printed in %s, whatever its name', async (_encoding, content) => {
    const { events, origin } = await opened('run.txt', content);

    expect(events).toHaveLength(exampleLog.length);
    expect(origin).toMatchObject({ fileName: 'run.txt', savedAt: null, tool: TOOL, notes: [] });
  });

  it('gives an origin that keeps its contract, whoever made the bundle', async () => {
    const manifest = exampleManifest({
      savedBy: '\u202e\u0000'.repeat(160),
      tool: { name: '\u05d0'.repeat(100), version: '\u0001'.repeat(100) },
    });
    const run = RUN_JSON.replaceAll('"kind": "', '"kind": "\\u0000x.');
    const { origin } = await opened(
      `${'\u05d0'.repeat(60)}.rungs`,
      exampleBundle([{ name: 'manifest.json', content: manifest }]),
    );

    expect(RunOrigin.safeParse(origin).success).toBe(true);
    expect(JSON.stringify(origin)).not.toMatch(/\\u0000|\u202e/);
    expect(await refused('c.json', run)).toBe(
      'c.json cannot be opened. The beginning of the check is missing, without which the rest cannot be read.',
    );
  });

  it('says why it does not open a file', async () => {
    await mkdir(path.join(folder, 'folder.rungs'));
    await writeFile(path.join(folder, 'large.rungs'), '');
    await truncate(path.join(folder, 'large.rungs'), 209_715_201);

    expect(await refused('none.rungs')).toBe('none.rungs cannot be read: there is no such file.');
    expect(await refused('folder.rungs')).toBe('folder.rungs is not a file.');
    expect(await refused('large.rungs')).toBe('large.rungs is larger than 200 MB.');
    expect(await refused('empty.rungs', '')).toBe('empty.rungs cannot be opened. The file is empty.');
    expect(await refused('cut.rungs', exampleBundle().subarray(0, 900))).toBe(
      'cut.rungs cannot be opened. It is incomplete: its end is missing. Ask for it to be sent again.',
    );
    expect(await refused('other.json', '{"name":"x"}')).toBe(
      'other.json cannot be opened. It is not a saved check of Rungs.',
    );
    expect(await refused('text.txt', 'SIP/2.0 200 OK')).toBe(
      'text.txt cannot be opened. It is not a bundle of Rungs.',
    );
  });
});
