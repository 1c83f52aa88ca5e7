import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { joinRotated } from '../../../shared/import/log-reader.ts';
import { readAhead } from './read-ahead.ts';

/** Bytes of a log, of one file or of several that follow one another. */
export interface LogSource {
  readonly fileName: string;
  /** Names, oldest first. */
  readonly files: readonly string[];
  readonly totalBytes: number;
  /**
   * Bytes of one of the files, by its number, up to but not including `end`. A piece is only valid until the next one is asked for.
   * Fails as the file system does.
   */
  read(file: number, offset: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A log on disk, with those beside it that the client has moved aside when they were full. Nothing is ever written. */
export async function fileSource(path: string): Promise<LogSource> {
  const folder = dirname(path);
  const files = joinRotated(sameSeries(basename(path), await readdir(folder).catch(() => [])));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
  return {
    fileName: basename(path),
    files,
    totalBytes: sizes.reduce((sum, size) => sum + size, 0),
    // What is written while it is read would make it longer than it was.
    read: (file, offset, end, signal) =>
      readAhead(join(folder, files[file] ?? ''), offset, Math.min(end, sizes[file] ?? 0), signal),
  };
}

/** The log itself, and those that its client has put aside under the next numbers. */
function sameSeries(fileName: string, beside: readonly string[]): readonly string[] {
  const series = seriesOf(fileName);
  const others = beside.filter((name) => name !== fileName && series !== null && seriesOf(name) === series);
  return [fileName, ...others];
}

function seriesOf(name: string): string | null {
  return /^(.{0,250}-uccapi)-\d{1,9}\.uccapilog$/i.exec(name)?.[1]?.toLowerCase() ?? null;
}

/** Text that somebody has pasted. */
export function textSource(text: string): LogSource {
  const bytes = new TextEncoder().encode(text);
  return {
    fileName: 'pasted text',
    files: ['pasted text'],
    totalBytes: bytes.length,
    async *read(_file, offset, end) {
      yield await Promise.resolve(bytes.subarray(offset, Math.min(end, bytes.length)));
    },
  };
}
