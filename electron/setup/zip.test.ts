import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractZip } from './zip.mjs';

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly mode?: number;
  readonly isStored?: boolean;
  readonly crc?: number;
}

describe('extractZip', () => {
  let folder: string;
  let archive: string;
  let target: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rungs-zip-'));
    archive = path.join(folder, 'x.zip');
    target = path.join(folder, 'out');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('unpacks stored, deflated and empty files with their names, places and permissions', async () => {
    await writeFile(
      archive,
      zipOf([
        { name: 'App/', text: '' },
        { name: 'App/run', text: 'a program '.repeat(1000), mode: 0o755 },
        { name: 'App/locales/de.pak', text: 'Grüße', isStored: true },
        { name: 'App/empty', text: '', isStored: true },
        { name: 'App/resources/app/secret', text: 'not wanted' },
      ]),
    );

    await extractZip(archive, target, (name) =>
      name.includes('/app/') ? undefined : name.replace('App/', ''),
    );

    expect((await readdir(target, { recursive: true })).sort()).toEqual([
      'empty',
      'locales',
      'locales/de.pak',
      'run',
    ]);
    expect(await readFile(path.join(target, 'run'), 'utf8')).toBe('a program '.repeat(1000));
    expect(await readFile(path.join(target, 'locales/de.pak'), 'utf8')).toBe('Grüße');
    expect(await readFile(path.join(target, 'empty'), 'utf8')).toBe('');
    expect((await stat(path.join(target, 'run'))).mode & 0o777).toBe(0o755);
  });

  it('refuses a file whose bytes are not those that the directory announces', async () => {
    await writeFile(archive, zipOf([{ name: 'a', text: 'changed on the way', crc: 1 }]));

    await expect(extractZip(archive, target, (name) => name)).rejects.toThrow('damaged');
  });

  it('refuses to write outside of its folder', async () => {
    await writeFile(archive, zipOf([{ name: '../escaped', text: 'x' }]));

    await expect(extractZip(archive, target, (name) => name)).rejects.toThrow('outside');
  });

  it('says when a file is no ZIP at all or ends too early', async () => {
    await writeFile(archive, 'x'.repeat(100));
    await expect(extractZip(archive, target, (name) => name)).rejects.toThrow('not a ZIP file');

    await writeFile(archive, zipOf([{ name: 'a', text: 'some text' }]).subarray(20));
    await expect(extractZip(archive, target, (name) => name)).rejects.toThrow();
  });
});

function zipOf(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, mode = 0o644, isStored = false, crc = crc32(text) } of entries) {
    const content = Buffer.from(text);
    const bytes = isStored ? content : deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(isStored ? 0 : 8, 4);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(bytes.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), bytes]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x1e\x03'), fields, rest, Buffer.from(name)]));
    files.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, list, end]);
}
