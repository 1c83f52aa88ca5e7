import { open, type FileHandle } from 'node:fs/promises';
import { failure, success, type Result } from '../../../shared/lib/result.ts';

const PIECE_BYTES = 524_288;

/**
 * Bytes of a file up to but not including `end`. While one piece is looked at, the next one is read into another buffer: a piece is
 * only valid until the next one is asked for. Fails as the file system does, and when it is aborted.
 */
export async function* readAhead(
  path: string,
  offset: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const size = Math.min(PIECE_BYTES, end - offset);
  if (size <= 0) return;
  const file = await open(path, 'r');
  let [buffer, other] = [new Uint8Array(size), new Uint8Array(size)];
  let place = offset;
  let coming = readPiece(file, buffer, place);
  try {
    for (;;) {
      const read = await coming;
      signal.throwIfAborted();
      if (!read.ok) throw read.error;
      if (read.value.length === 0) return;
      place += read.value.length;
      [buffer, other] = [other, buffer];
      coming = readPiece(file, buffer.subarray(0, end - place), place);
      yield read.value;
    }
  } finally {
    await coming;
    await file.close();
  }
}

/** Never rejects: nobody may be waiting yet. */
async function readPiece(
  file: FileHandle,
  buffer: Uint8Array,
  place: number,
): Promise<Result<Uint8Array, unknown>> {
  if (buffer.length === 0) return success(buffer);
  try {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, place);
    return success(buffer.subarray(0, bytesRead));
  } catch (error) {
    return failure(error);
  }
}
