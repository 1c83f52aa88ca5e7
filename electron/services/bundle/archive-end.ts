import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { BUNDLE_LIMITS } from '../../../shared/bundle/bundle-limits.ts';

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const MAX_COMMENT_BYTES = 0xffff;
const FILE_SIGNATURE = 0x04034b50;
const END_SIGNATURE = 0x06054b50;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;

/** Where the list of files of an archive stands, in bytes from its beginning. */
interface ArchiveEnd {
  readonly entries: number;
  readonly directoryStart: number;
  readonly directoryEnd: number;
}

export const DIRECTORY_DAMAGED = 'The list of files in it is damaged.';

/**
 * Reads the end record of a ZIP archive (APPNOTE 4.3.16), which must be the very end: bytes behind it, more than one disk and the
 * form for archives beyond 4 GB never occur in a bundle, and programs do not agree on what they mean.
 */
export function readArchiveEnd(bytes: Uint8Array): Result<ArchiveEnd, string> {
  if (bytes.length === 0) return failure('The file is empty.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = bytes.length - END_BYTES;
  if (at < 0 || view.getUint32(at, true) !== END_SIGNATURE) return failure(withoutEnd(view));
  if (view.getUint16(at + 20, true) !== 0) return failure('It is incomplete: its end is missing.');

  const [disk, directoryDisk, entriesHere, entries] = [4, 6, 8, 10].map((field) =>
    view.getUint16(at + field, true),
  );
  const directoryBytes = view.getUint32(at + 12, true);
  const directoryStart = view.getUint32(at + 16, true);
  const hasLocator =
    at >= LOCATOR_BYTES && view.getUint32(at - LOCATOR_BYTES, true) === ZIP64_LOCATOR_SIGNATURE;
  if (hasLocator || entries === 0xffff || directoryBytes === 0xffffffff || directoryStart === 0xffffffff) {
    return failure('It is packed in the form for very large archives (ZIP64), which a bundle never is.');
  }
  if (disk !== 0 || directoryDisk !== 0 || entriesHere !== entries || entries === undefined) {
    return failure('It is one part of an archive of several parts.');
  }
  if (entries > BUNDLE_LIMITS.entries) {
    return failure(`It holds ${entries} files; a bundle has at most ${BUNDLE_LIMITS.entries}.`);
  }
  if (directoryStart + directoryBytes !== at) return failure(DIRECTORY_DAMAGED);
  return success({ entries, directoryStart, directoryEnd: at });
}

/** Why there is no end record where it belongs. */
function withoutEnd(view: DataView): string {
  const earliest = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = view.byteLength - END_BYTES; at >= earliest; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE)
      return 'There is something behind the end of the archive.';
  }
  const isArchive = view.byteLength >= 4 && view.getUint32(0, true) === FILE_SIGNATURE;
  return isArchive
    ? 'It is incomplete: its end is missing. Ask for it to be sent again.'
    : 'It is not a bundle of Rungs.';
}
