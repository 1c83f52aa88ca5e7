import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { BUNDLE_LIMITS } from '../../../shared/bundle/bundle-limits.ts';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { visible } from '../../../shared/lib/text.ts';
import { DIRECTORY_DAMAGED, readArchiveEnd } from './archive-end.ts';
import { nameKey, readEntryName } from './entry-name.ts';

/** A file of an archive: where its packed bytes are, and what they are said to become. */
export interface ArchiveEntry {
  readonly path: string;
  readonly packed: Uint8Array;
  readonly isDeflated: boolean;
  /** Said by the archive; what comes out has to bear it out. */
  readonly bytes: number;
  readonly crc32: number;
}

const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000;
const DESCRIPTOR_FLAG = 0x8;
/** With or without signature, with sizes of 4 or 8 bytes (APPNOTE 4.3.9). */
const DESCRIPTOR_BYTES: readonly number[] = [12, 16, 20, 24];
const ZIP64_FIELD = 0x0001;
const UNIX_HOSTS: readonly number[] = [3, 19];
const TYPE_OF_MODE = 0o170000;
const FILE_TYPES: readonly number[] = [0, 0o100000, 0o040000];

/**
 * The files of a ZIP archive, without unpacking any. Refuses, with a sentence, whatever no program that packs a bundle writes:
 * archives in which two programs would see different things are made to deceive one of them.
 */
export async function readArchiveEntries(
  bytes: Uint8Array,
): Promise<Result<readonly ArchiveEntry[], string>> {
  const end = readArchiveEnd(bytes);
  if (!end.ok) return end;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let zip: ZipFile;
  const listed: Entry[] = [];
  try {
    zip = await fromBufferPromise(buffer, { decodeStrings: false, validateEntrySizes: false });
    for await (const entry of zip.eachEntry()) listed.push(entry);
  } catch (error) {
    return failure(String(error).includes('encryption') ? ENCRYPTED : DIRECTORY_DAMAGED);
  }
  const { directoryStart, directoryEnd } = end.value;
  const directoryBytes = listed.reduce((sum, entry) => sum + lengthOf(entry), 0);
  if (directoryStart + directoryBytes !== directoryEnd) return failure(DIRECTORY_DAMAGED);

  const entries: ArchiveEntry[] = [];
  const names = new Set<string>();
  let expectedAt = 0;
  let gaps: readonly number[] = [0];
  for (const entry of [...listed].sort(byPlace)) {
    const checked = checkEntry(entry);
    if (!checked.ok) return checked;
    const { path, isFolder } = checked.value;
    if (names.has(nameKey(path))) return failure(`${visible(path)} is in it twice.`);
    names.add(nameKey(path));

    const startsAt = entry.relativeOffsetOfLocalHeader;
    if (!gaps.includes(startsAt - expectedAt)) return failure(startsAt < expectedAt ? OVERLAPPING : FOREIGN);
    const dataAt = await dataPlace(zip, entry);
    if (dataAt === null) return failure(`What it says of ${visible(path)} contradicts itself.`);
    expectedAt = dataAt + entry.compressedSize;
    if (expectedAt > directoryStart) return failure(OVERLAPPING);
    gaps = (entry.generalPurposeBitFlag & DESCRIPTOR_FLAG) === 0 ? [0] : DESCRIPTOR_BYTES;
    if (isFolder) continue;
    entries.push({
      path,
      packed: bytes.subarray(dataAt, expectedAt),
      isDeflated: entry.compressionMethod === 8,
      bytes: entry.uncompressedSize,
      crc32: entry.crc32,
    });
  }
  if (!gaps.includes(directoryStart - expectedAt)) return failure(FOREIGN);
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > BUNDLE_LIMITS.unpackedBytes) return failure(TOO_LARGE);
  if (isBomb(total, bytes.length)) return failure(BOMB);
  return success(entries);
}

const ENCRYPTED = 'It is encrypted; ask for it to be sent without a password.';
const OVERLAPPING = 'Files in it overlap one another.';
const FOREIGN = 'There is something in it that belongs to none of its files.';
const TOO_LARGE = 'It is larger than 200 MB when it is unpacked.';
const BOMB = `It unpacks to more than ${BUNDLE_LIMITS.ratio} times its size.`;

/** In the order in which they lie in the archive, which need not be that of the list. */
function byPlace(a: Entry, b: Entry): number {
  return a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader;
}

function lengthOf({ fileNameLength, extraFieldLength, fileCommentLength }: Entry): number {
  return ENTRY_BYTES + fileNameLength + extraFieldLength + fileCommentLength;
}

function isBomb(bytes: number, packedBytes: number): boolean {
  return bytes > BUNDLE_LIMITS.ratioExemptBytes && bytes > packedBytes * BUNDLE_LIMITS.ratio;
}

/** What can be told from the list of files alone. */
function checkEntry(entry: Entry): ReturnType<typeof readEntryName> {
  const { generalPurposeBitFlag: flags, compressionMethod, compressedSize, uncompressedSize } = entry;
  const name = readEntryName(entry.fileNameRaw, flags);
  if (!name.ok) return name;
  const shown = visible(name.value.path);
  if ((flags & ENCRYPTED_FLAGS) !== 0) return failure(ENCRYPTED);
  if (entry.extraFields.some(({ id }) => id === ZIP64_FIELD)) {
    return failure('It is packed in the form for very large archives (ZIP64), which a bundle never is.');
  }
  if (!isFileOrFolder(entry, name.value.isFolder)) return failure(`${shown} in it is a link or a device.`);
  if (compressionMethod !== 0 && compressionMethod !== 8) {
    return failure(`${shown} is packed in a way that Rungs does not read.`);
  }
  if (name.value.isFolder && uncompressedSize > 0) return failure(`${shown} in it is a folder with content.`);
  if (compressionMethod === 0 && compressedSize !== uncompressedSize) {
    return failure(`What it says of ${shown} contradicts itself.`);
  }
  if (uncompressedSize > BUNDLE_LIMITS.unpackedBytes) return failure(TOO_LARGE);
  return isBomb(uncompressedSize, compressedSize) ? failure(BOMB) : name;
}

/** Links, pipes and devices are told by the mode, which systems like Unix keep in the upper half (APPNOTE 4.4.15). */
function isFileOrFolder({ versionMadeBy, externalFileAttributes }: Entry, isFolder: boolean): boolean {
  const type = (externalFileAttributes >>> 16) & TYPE_OF_MODE;
  const isUnix = UNIX_HOSTS.includes(versionMadeBy >>> 8);
  if (!FILE_TYPES.includes(type)) return false;
  return !isUnix || isFolder || type !== 0o040000;
}

/** Where the packed bytes begin; null: there is no such file there, or it says something else of itself than the list does. */
async function dataPlace(zip: ZipFile, entry: Entry): Promise<number | null> {
  try {
    const local = await zip.readLocalFileHeaderPromise(entry, {});
    const isSame =
      entry.fileNameRaw.equals(local.fileName) &&
      local.compressionMethod === entry.compressionMethod &&
      (local.generalPurposeBitFlag & ENCRYPTED_FLAGS) === 0 &&
      hasDescriptor(local.generalPurposeBitFlag) === hasDescriptor(entry.generalPurposeBitFlag) &&
      (hasDescriptor(entry.generalPurposeBitFlag) ||
        (local.crc32 === entry.crc32 &&
          local.compressedSize === entry.compressedSize &&
          local.uncompressedSize === entry.uncompressedSize));
    const expected = entry.relativeOffsetOfLocalHeader + LOCAL_BYTES + local.fileName.length;
    return isSame && local.fileDataStart === expected + local.extraField.length ? local.fileDataStart : null;
  } catch {
    return null;
  }
}

function hasDescriptor(flags: number): boolean {
  return (flags & DESCRIPTOR_FLAG) !== 0;
}
