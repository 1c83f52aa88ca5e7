import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { visible } from '../../../shared/lib/text.ts';

/** Reads a file that is not too large. Fails with a sentence; a pipe or a device is never waited for. */
export async function readWholeFile(path: string, maxBytes: number): Promise<Result<Uint8Array, string>> {
  const name = visible(basename(path), 255);
  try {
    const found = await stat(path);
    if (!found.isFile()) return failure(`${name} is not a file.`);
    const { size } = found;
    const tooLarge = `${name} is larger than ${Math.round(maxBytes / 1_048_576)} MB.`;
    if (size > maxBytes) return failure(tooLarge);
    const file = await open(path, 'r');
    try {
      // One byte more than it has: it may be growing.
      const bytes = Buffer.alloc(size + 1);
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read) {
        read = (await file.read(bytes, length, bytes.length - length)).bytesRead;
      }
      return length > maxBytes ? failure(tooLarge) : success(bytes.subarray(0, length));
    } finally {
      await file.close();
    }
  } catch (error) {
    return failure(`${name} cannot be read: ${reasonOf(error)}.`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EBUSY: 'another program uses it',
  ENAMETOOLONG: 'its name is too long',
};

function reasonOf(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
  return REASONS[code] ?? `the operating system reports ${code}`;
}
