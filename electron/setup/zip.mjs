import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} method 0 stored, 8 deflated
 * @property {number} crc
 * @property {number} compressedBytes
 * @property {number} bytes
 * @property {number} mode Unix permission bits; 0 where the archive was made elsewhere
 * @property {number} headerAt offset of the local header
 */

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/**
 * Unpacks a ZIP file without any tool or package, since this runs where nothing is installed yet. Knows what the
 * archives that we fetch contain: stored and deflated files below 4 GiB, no encryption, no links.
 * @param {string} file
 * @param {string} folder made if need be
 * @param {(name: string) => string | undefined} placeOf where an entry goes, relative to the folder; undefined leaves it out
 */
export async function extractZip(file, folder, placeOf) {
  const archive = await open(file);
  try {
    for (const entry of await readDirectory(archive)) {
      const place = entry.name.endsWith('/') ? undefined : placeOf(entry.name);
      if (place !== undefined) {
        const start = await findBytes(archive, entry);
        await extractEntry(file, start, entry, containedPath(folder, place));
      }
    }
  } finally {
    await archive.close();
  }
}

/**
 * The central directory at the end of the file is the list that counts (APPNOTE.TXT 4.3.12, 4.3.16).
 * @param {import('node:fs/promises').FileHandle} archive
 * @returns {Promise<ZipEntry[]>}
 */
async function readDirectory(archive) {
  const { size } = await archive.stat();
  const tail = await readAt(archive, Math.max(0, size - 0xffff - 22), Math.min(size, 0xffff + 22));
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== endSignature) at--;
  if (at < 0) throw new Error('not a ZIP file: no end of central directory');
  const directory = await readAt(archive, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
  const entries = [];
  for (let here = 0, left = tail.readUInt16LE(at + 10); left > 0; left--) {
    if (directory.readUInt32LE(here) !== entrySignature) throw new Error('damaged ZIP directory');
    const nameBytes = directory.readUInt16LE(here + 28);
    if ((directory.readUInt16LE(here + 8) & 1) === 1) throw new Error('encrypted ZIP entry');
    entries.push({
      name: directory.toString('utf8', here + 46, here + 46 + nameBytes),
      method: directory.readUInt16LE(here + 10),
      crc: directory.readUInt32LE(here + 16),
      compressedBytes: directory.readUInt32LE(here + 20),
      bytes: directory.readUInt32LE(here + 24),
      mode: (directory.readUInt32LE(here + 38) >>> 16) & 0o777,
      headerAt: directory.readUInt32LE(here + 42),
    });
    here += 46 + nameBytes + directory.readUInt16LE(here + 30) + directory.readUInt16LE(here + 32);
  }
  return entries;
}

/**
 * The local header repeats the name but may carry another extra field, so only it knows where the bytes begin.
 * @param {import('node:fs/promises').FileHandle} archive
 * @param {ZipEntry} entry
 * @returns {Promise<number>}
 */
async function findBytes(archive, { headerAt }) {
  const header = await readAt(archive, headerAt, 30);
  return headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/**
 * @param {string} file
 * @param {number} start where the entry's bytes begin
 * @param {ZipEntry} entry
 * @param {string} target
 */
async function extractEntry(file, start, entry, target) {
  if (entry.method !== 0 && entry.method !== 8)
    throw new Error(`${entry.name}: unknown ZIP method ${entry.method}`);
  mkdirSync(path.dirname(target), { recursive: true });
  const end = start + entry.compressedBytes;
  const bytes = start === end ? Readable.from([]) : createReadStream(file, { start, end: end - 1 });
  const sink = createWriteStream(target, { mode: entry.mode || 0o644 });
  await (entry.method === 0
    ? pipeline(bytes, checksum(entry), sink)
    : pipeline(bytes, createInflateRaw(), checksum(entry), sink));
}

/**
 * Passes the bytes on; fails when they are not those that the directory announces.
 * @param {ZipEntry} entry
 * @returns {(source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>}
 */
function checksum({ name, bytes, crc }) {
  return async function* (source) {
    let seen = 0;
    let sum = 0;
    for await (const part of source) {
      seen += part.length;
      sum = crc32(part, sum);
      if (seen > bytes) break;
      yield part;
    }
    if (seen !== bytes || sum !== crc) throw new Error(`${name}: damaged in the ZIP file`);
  };
}

/**
 * @param {import('node:fs/promises').FileHandle} archive
 * @param {number} position
 * @param {number} length
 * @returns {Promise<Buffer>}
 */
async function readAt(archive, position, length) {
  const { buffer, bytesRead } = await archive.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('ZIP file cut short');
  return buffer;
}

/**
 * @param {string} folder
 * @param {string} place
 * @returns {string}
 */
function containedPath(folder, place) {
  const target = path.resolve(folder, place);
  if (!target.startsWith(path.resolve(folder) + path.sep)) throw new Error(`${place}: outside of the folder`);
  return target;
}
