import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const blockBytes = 512;

/**
 * The Subresource Integrity value of a file, as registries and lockfiles write it.
 * @param {string} file
 * @returns {Promise<string>} `sha512-` and base64
 */
export async function integrityOf(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/**
 * Takes one file out of a gzipped tar archive (ustar: a 512-byte header, then the bytes padded to 512).
 * Fails when the archive has no such file or ends within it.
 * @param {string} tarball
 * @param {string} name with its folders, at most 100 bytes
 * @param {string} target
 */
export async function extractFromTarball(tarball, name, target) {
  const source = createReadStream(tarball);
  const unzipped = source.pipe(createGunzip());
  source.once('error', (error) => unzipped.destroy(error));
  const reader = new BlockReader(unzipped);
  for (;;) {
    const header = await reader.take(blockBytes);
    const entry = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    if (entry === '') throw new Error(`${name}: not in the archive`);
    const bytes = Number.parseInt(header.toString('latin1', 124, 136), 8);
    if (!Number.isSafeInteger(bytes)) throw new Error('damaged tar header');
    if (entry === name) {
      await reader.copy(bytes, target);
      source.destroy();
      unzipped.destroy();
      return;
    }
    await reader.skip(bytes + ((blockBytes - (bytes % blockBytes)) % blockBytes));
  }
}

/** Reads a stream by exact numbers of bytes. */
class BlockReader {
  /** @type {Buffer} */
  #held = Buffer.alloc(0);
  /** @type {AsyncIterator<Buffer>} */
  #parts;

  /** @param {AsyncIterable<Buffer>} stream */
  constructor(stream) {
    this.#parts = stream[Symbol.asyncIterator]();
  }

  /**
   * @param {number} bytes
   * @returns {Promise<Buffer>}
   */
  async take(bytes) {
    const parts = [];
    for await (const part of this.#next(bytes)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** @param {number} bytes */
  async skip(bytes) {
    for await (const part of this.#next(bytes)) void part;
  }

  /**
   * @param {number} bytes
   * @param {string} target
   */
  async copy(bytes, target) {
    const sink = createWriteStream(target);
    for await (const part of this.#next(bytes)) if (!sink.write(part)) await once(sink, 'drain');
    sink.end();
    await finished(sink);
  }

  /**
   * @param {number} bytes
   * @returns {AsyncGenerator<Buffer>}
   */
  async *#next(bytes) {
    for (let left = bytes; left > 0;) {
      if (this.#held.length === 0) {
        const { value, done } = await this.#parts.next();
        if (done === true) throw new Error('the archive is cut short');
        this.#held = value;
      }
      const part = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
}
