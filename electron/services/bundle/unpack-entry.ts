import { createHash } from 'node:crypto';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ArchiveEntry } from './archive-entries.ts';

export interface UnpackedEntry {
  readonly sha256: string;
  readonly bytes: number;
  /** null: not asked for. */
  readonly content: Uint8Array | null;
  /** Every byte is as the archive says; else content is as far as it could be unpacked. */
  readonly isWhole: boolean;
}

/** Unpacks one file, never more of it than it is said to have. Keeps the content only where it is asked for. */
export async function unpackEntry(entry: ArchiveEntry, isKept: boolean): Promise<UnpackedEntry> {
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  let bytes = 0;
  let crc = 0;
  let isReadable = true;
  try {
    for await (const chunk of chunksOf(entry)) {
      if (bytes + chunk.length > entry.bytes) {
        isReadable = false;
        break;
      }
      bytes += chunk.length;
      crc = crc32(chunk, crc);
      hash.update(chunk);
      if (isKept) kept.push(chunk);
    }
  } catch {
    // What is packed is no deflate stream, or ends too early.
    isReadable = false;
  }
  return {
    sha256: hash.digest('hex'),
    bytes,
    content: isKept ? Buffer.concat(kept) : null,
    isWhole: isReadable && bytes === entry.bytes && crc === entry.crc32,
  };
}

const CHUNK_BYTES = 65_536;

async function* chunksOf({ packed, isDeflated }: ArchiveEntry): AsyncGenerator<Uint8Array> {
  if (isDeflated) {
    const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
    inflate.end(packed);
    for await (const chunk of inflate) if (chunk instanceof Uint8Array) yield chunk;
    // Bytes behind the end of the stream would be unpacked by nobody and seen by no check.
    if (inflate.bytesWritten !== packed.length) throw new Error('something follows the packed bytes');
  } else {
    for (let at = 0; at < packed.length; at += CHUNK_BYTES) yield packed.subarray(at, at + CHUNK_BYTES);
  }
}
