import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractFromTarball, integrityOf } from './tarball.mjs';

describe('a tarball', () => {
  let folder: string;
  let tarball: string;
  let target: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rungs-tar-'));
    tarball = path.join(folder, 'x.tgz');
    target = path.join(folder, 'out');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives out one file, wherever it stands', async () => {
    const wanted = 'all the bytes '.repeat(10_000);
    await writeFile(
      tarball,
      gzipSync(tarOf({ 'package/package.json': '{}', 'package/x.zip': wanted, 'package/z': 'z' })),
    );

    await extractFromTarball(tarball, 'package/x.zip', target);

    expect(await readFile(target, 'utf8')).toBe(wanted);
  });

  it('says when the file is not in it, and when it is cut short', async () => {
    await writeFile(tarball, gzipSync(tarOf({ 'package/package.json': '{}' })));
    await expect(extractFromTarball(tarball, 'package/x.zip', target)).rejects.toThrow('not in the archive');

    await writeFile(tarball, gzipSync(tarOf({ 'package/x.zip': 'x'.repeat(5000) }).subarray(0, 2000)));
    await expect(extractFromTarball(tarball, 'package/x.zip', target)).rejects.toThrow('cut short');
  });

  it('has the integrity value that a registry states for the same bytes', async () => {
    await writeFile(tarball, 'abc');

    // The SHA-512 of "abc" in FIPS 180-2, appendix C.1, as base64.
    expect(await integrityOf(tarball)).toBe(
      'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==',
    );
  });
});

function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const header = Buffer.alloc(512);
    header.write(name);
    header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
    const content = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    content.write(text);
    return [header, content];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
