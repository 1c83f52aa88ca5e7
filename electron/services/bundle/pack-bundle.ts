import { once } from 'node:events';
import { ZipFile } from 'yazl';
import type { BundleFile } from '../../../shared/bundle/bundle-file.ts';

const REGULAR_FILE = 0o100644;

/** Packs files in the order given. The same files and time give the same bytes, wherever and whenever that is done. */
export async function packBundle(files: readonly BundleFile[], savedAt: number): Promise<Uint8Array> {
  const zip = new ZipFile();
  const failed = once(zip, 'error').then(([error]: unknown[]) => {
    throw error;
  });
  // Listened to from the start; without a failure it never ends.
  failed.catch(() => undefined);
  const mtime = asLocalTime(savedAt);
  for (const { path, content } of files) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : asBuffer(content);
    // The other form of time would be written with this computer's idea of UTC beside the local one.
    zip.addBuffer(bytes, path, { mtime, mode: REGULAR_FILE, forceDosTimestamp: true });
  }
  zip.end();
  return Promise.race([collected(zip.outputStream), failed]);
}

/** ZIP knows no time zones and yazl writes local time: UTC is given as if it were that, so that everybody packs alike. */
function asLocalTime(epochMs: number): Date {
  const utc = new Date(epochMs);
  return new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
  );
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

async function collected(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}
