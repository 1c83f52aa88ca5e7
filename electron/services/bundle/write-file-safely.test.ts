import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemFiles, type FileSystem, type OpenFile } from './file-system.ts';
import { writeFileSafely } from './write-file-safely.ts';

const OLD = 'what was there before';
const NEW = new TextEncoder().encode('what is saved now');
const entropy = { bytes: (length: number) => new Uint8Array(length).fill(0xab) };
const TEMPORARY = `.rungs-${'ab'.repeat(16)}.tmp`;

let room = '';
let rooms = 0;
beforeAll(async () => {
  room = await mkdtemp(path.join(tmpdir(), 'rungs-saving-'));
});
afterAll(() => rm(room, { recursive: true, force: true }));

async function newFolder(): Promise<string> {
  rooms += 1;
  const folder = path.join(room, String(rooms));
  await mkdir(folder);
  return folder;
}

function failing(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(`${code}: it failed`), { code }));
}

type Call = 'open' | 'write' | 'sync' | 'stat' | 'close' | 'rename';

/** The real file system, of which one call fails. A write fails in the middle, as on a disk that becomes full. */
function filesFailingAt(call: Call, code: string): FileSystem {
  const fails = (one: Call, really: () => Promise<void>): Promise<void> =>
    one === call ? failing(code) : really();
  return {
    ...systemFiles,
    async open(file, flags, mode): Promise<OpenFile> {
      if (call === 'open') return failing(code);
      const handle = await systemFiles.open(file, flags, mode);
      if (flags === 'r') return handle;
      return {
        writeFile: async (bytes) => {
          if (call !== 'write') return handle.writeFile(bytes);
          await handle.writeFile(bytes.subarray(0, 5));
          return failing(code);
        },
        sync: () => fails('sync', () => handle.sync()),
        stat: () => (call === 'stat' ? failing(code) : handle.stat()),
        close: async () => {
          await handle.close();
          await fails('close', () => Promise.resolve());
        },
      };
    },
    rename: (from, to) => fails('rename', () => systemFiles.rename(from, to)),
  };
}

describe('writeFileSafely', () => {
  it('writes a new file, and over an old one, for its owner alone', async () => {
    const folder = await newFolder();
    const target = path.join(folder, 'a.rungs');

    expect(await writeFileSafely(target, new TextEncoder().encode(OLD))).toEqual({
      ok: true,
      value: { bytes: OLD.length },
    });
    expect(await writeFileSafely(target, NEW)).toEqual({ ok: true, value: { bytes: NEW.length } });

    expect(new Uint8Array(await readFile(target))).toEqual(NEW);
    expect(await readdir(folder)).toEqual(['a.rungs']);
    if (process.platform !== 'win32') expect((await stat(target)).mode & 0o777).toBe(0o600);
  });

  it.each<[Call, string, string]>([
    [
      'open',
      'EACCES',
      'this folder, or the file that is there already, may not be written, or another program has it open',
    ],
    ['open', 'EROFS', 'this disk may only be read'],
    ['open', 'EMFILE', 'the operating system reports EMFILE'],
    ['write', 'ENOSPC', 'the disk is full'],
    ['write', 'EDQUOT', 'the space that you may use on this disk is full'],
    ['write', 'EFBIG', 'this disk cannot hold a file of that size'],
    ['write', 'EIO', 'the operating system reports EIO'],
    ['sync', 'ENOSPC', 'the disk is full'],
    ['stat', 'EIO', 'the operating system reports EIO'],
    ['close', 'ENOSPC', 'the disk is full'],
    ['rename', 'EBUSY', 'another program uses the file'],
    [
      'rename',
      'EPERM',
      'this folder, or the file that is there already, may not be written, or another program has it open',
    ],
  ])('leaves the old file and nothing else when %s fails with %s', async (call, code, reason) => {
    const folder = await newFolder();
    const target = path.join(folder, 'a.rungs');
    await writeFile(target, OLD);

    const written = await writeFileSafely(target, NEW, { files: filesFailingAt(call, code), entropy });

    expect(written).toEqual({
      ok: false,
      error: { sentence: `a.rungs could not be saved: ${reason}. Nothing was changed.` },
    });
    expect(await readFile(target, 'utf8')).toBe(OLD);
    expect(await readdir(folder)).toEqual(['a.rungs']);
  });

  it('saves where a file system knows no flushing', async () => {
    const target = path.join(await newFolder(), 'a.rungs');

    const written = await writeFileSafely(target, NEW, { files: filesFailingAt('sync', 'EINVAL'), entropy });

    expect(written.ok).toBe(true);
  });

  it('says what is wrong with a name', async () => {
    const folder = await newFolder();
    await mkdir(path.join(folder, 'taken', 'inside'), { recursive: true });
    await writeFile(path.join(folder, 'file'), OLD);
    const sentence = async (...parts: readonly string[]): Promise<string> => {
      const written = await writeFileSafely(path.join(folder, ...parts), NEW);
      return written.ok ? 'saved' : written.error.sentence;
    };

    expect(await sentence('taken')).toBe(
      'taken could not be saved: a folder has that name. Nothing was changed.',
    );
    expect(await sentence('gone', 'a')).toBe(
      'a could not be saved: its folder is not there any more. Nothing was changed.',
    );
    expect(await sentence('file', 'a')).toBe(
      'a could not be saved: its folder is not there any more. Nothing was changed.',
    );
    expect(await sentence('n'.repeat(300))).toMatch(
      /^n+… could not be saved: the name is too long\. Nothing was changed\.$/,
    );
    expect((await readdir(folder)).sort()).toEqual(['file', 'taken']);
  });

  it('never writes through a file that somebody put where the temporary one is to be', async () => {
    const folder = await newFolder();
    await writeFile(path.join(folder, TEMPORARY), 'theirs');

    const written = await writeFileSafely(path.join(folder, 'a.rungs'), NEW, { files: systemFiles, entropy });

    expect(written).toMatchObject({
      ok: false,
      error: { sentence: expect.stringContaining('EEXIST') as string },
    });
    expect(await readFile(path.join(folder, TEMPORARY), 'utf8')).toBe('theirs');
  });

  it('removes what a killed save left an hour ago, and nothing else', async () => {
    const folder = await newFolder();
    const old = new Date(Date.now() - 7_200_000);
    const names = [TEMPORARY, `.rungs-${'cd'.repeat(16)}.tmp`, '.rungs-notes.tmp', 'old.rungs'];
    for (const name of names) await writeFile(path.join(folder, name), OLD);
    for (const name of names.filter((one) => one !== names[1]))
      await utimes(path.join(folder, name), old, old);

    await writeFileSafely(path.join(folder, 'a.rungs'), NEW);

    // The second is not an hour old: somebody may be writing it right now.
    expect((await readdir(folder)).sort()).toEqual(
      [names[1], '.rungs-notes.tmp', 'a.rungs', 'old.rungs'].sort(),
    );
  });

  it('leaves a whole file when it is killed, the old one or the new one', { timeout: 120_000 }, async () => {
    const folder = await newFolder();
    const target = path.join(folder, 'a.rungs');
    const program = fileURLToPath(new URL('testing/write-in-a-loop.ts', import.meta.url));
    for (const saves of [1, 3, 8]) {
      const child = spawn(process.execPath, ['--import', 'tsx', program, target], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      let lines = 0;
      for await (const chunk of child.stdout) {
        lines += String(chunk).split('\n').length - 1;
        // It is at the next one by now.
        if (lines >= saves) break;
      }
      child.kill('SIGKILL');
      await exited;

      const bytes = await readFile(target);
      expect(bytes.length).toBe(4_194_304);
      const [first = 0] = bytes;
      expect(bytes.every((byte) => byte === first)).toBe(true);
      expect([0x41, 0x42]).toContain(first);
    }

    // Every kill may have left one; a save of later removes them.
    const left = (await readdir(folder)).filter((name) => name.endsWith('.tmp'));
    const old = new Date(Date.now() - 7_200_000);
    for (const name of left) await utimes(path.join(folder, name), old, old);
    await writeFileSafely(target, NEW);
    expect(await readdir(folder)).toEqual(['a.rungs']);
  });
});
