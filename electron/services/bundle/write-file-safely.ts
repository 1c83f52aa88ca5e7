import { basename, dirname, join } from 'node:path';
import { visible } from '../../../shared/lib/text.ts';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { randomHex, systemEntropy, type Entropy } from '../../engine/entropy.ts';
import { systemFiles, type FileSystem, type OpenFile } from './file-system.ts';

/** Names of our own that nobody guesses beforehand. */
const LEFTOVER = /^\.rungs-[0-9a-f]{32}\.tmp$/;
/** No save takes that long: whoever began to write such a file has been ended in the middle of it. */
const LEFTOVER_AFTER_MS = 3_600_000;
const MAX_REMOVED = 100;

interface SavingPorts {
  readonly files: FileSystem;
  readonly entropy: Entropy;
}

/**
 * Writes a file whole or not at all: beside its target first, flushed, then renamed over it. What was there before stays as it is
 * until then, whatever happens. Removes what a save that was killed may have left in the same folder.
 */
export async function writeFileSafely(
  path: string,
  bytes: Uint8Array,
  { files, entropy }: SavingPorts = { files: systemFiles, entropy: systemEntropy },
): Promise<Result<{ readonly bytes: number }, { readonly sentence: string }>> {
  const folder = dirname(path);
  const temporary = join(folder, `.rungs-${randomHex(entropy, 16)}.tmp`);
  let isCreated = false;
  try {
    const file = await files.open(temporary, 'wx', 0o600);
    isCreated = true;
    const writtenAtMs = await finished(file, bytes);
    await files.rename(temporary, path);
    await flushFolder(folder, files);
    await removeLeftovers(folder, writtenAtMs, files);
    return success({ bytes: bytes.length });
  } catch (error) {
    if (isCreated) await files.unlink(temporary).catch(() => undefined);
    return failure({ sentence: await sentenceOf(error, path, files) });
  }
}

/** Writes, flushes and closes. Returns when that was by the clock of the file system, which need not be ours. */
async function finished(file: OpenFile, bytes: Uint8Array): Promise<number> {
  let isOpen = true;
  try {
    await file.writeFile(bytes);
    await file.sync().catch((error: unknown) => {
      if (!CANNOT_FLUSH.includes(codeOf(error))) throw error;
    });
    const { mtimeMs } = await file.stat();
    isOpen = false;
    // Some file systems say only now that there was no room.
    await file.close();
    return mtimeMs;
  } finally {
    if (isOpen) await file.close().catch(() => undefined);
  }
}

/** File systems that know no flushing, as some network and container ones. */
const CANNOT_FLUSH: readonly string[] = ['EINVAL', 'ENOSYS', 'ENOTSUP'];

/** So that the new name outlives a power failure. Windows has no such thing, and the file is whole without it. */
async function flushFolder(folder: string, files: FileSystem): Promise<void> {
  try {
    const handle = await files.open(folder, 'r');
    await handle.sync().catch(() => undefined);
    await handle.close();
  } catch {
    // The file is in its place; more cannot be done for it.
  }
}

async function removeLeftovers(folder: string, nowMs: number, files: FileSystem): Promise<void> {
  const names = await files.readdir(folder).catch(() => []);
  for (const name of names.filter((one) => LEFTOVER.test(one)).slice(0, MAX_REMOVED)) {
    const path = join(folder, name);
    const found = await files.stat(path).catch(() => null);
    if (found === null || found.isDirectory() || nowMs - found.mtimeMs < LEFTOVER_AFTER_MS) continue;
    await files.unlink(path).catch(() => undefined);
  }
}

async function sentenceOf(error: unknown, path: string, files: FileSystem): Promise<string> {
  const name = visible(basename(path), 255);
  const code = codeOf(error);
  const target = await files.stat(path).catch(() => null);
  // How the system calls that depends on the system.
  const reason = target?.isDirectory() === true ? REASONS['EISDIR'] : REASONS[code];
  return `${name} could not be saved: ${reason ?? `the operating system reports ${code}`}. Nothing was changed.`;
}

const PROTECTED =
  'this folder, or the file that is there already, may not be written, or another program has it open';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the space that you may use on this disk is full',
  EACCES: PROTECTED,
  EPERM: PROTECTED,
  EROFS: 'this disk may only be read',
  ENOENT: 'its folder is not there any more',
  ENOTDIR: 'its folder is not there any more',
  EISDIR: 'a folder has that name',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'another program uses the file',
  EFBIG: 'this disk cannot hold a file of that size',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : String(error);
}
