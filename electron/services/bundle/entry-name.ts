import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { visible } from '../../../shared/lib/text.ts';
import { BUNDLE_LIMITS } from '../../../shared/bundle/bundle-limits.ts';

const UTF8_FLAG = 0x800;
/** Nothing that is not seen, or that turns the reading order round. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;
/** What Windows takes for a device, whatever stands behind the dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

interface EntryName {
  /** With /, relative, without one at the end. */
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * The name of a file in an archive. Nothing is ever written under it, but the archive will be opened with other programs too, and
 * one with such a name was not made by Rungs.
 */
export function readEntryName(raw: Uint8Array, flags: number): Result<EntryName, string> {
  if (raw.length > BUNDLE_LIMITS.nameBytes) return failure('A file in it has a name that is too long.');
  const isPlain = raw.every((byte) => byte < 0x80);
  const name = isPlain || (flags & UTF8_FLAG) !== 0 ? decoded(raw) : null;
  if (name === null) return failure('A file in it has a name that is not Unicode (UTF-8).');
  const isFolder = name.endsWith('/');
  const path = isFolder ? name.slice(0, -1) : name;
  if (path === '') return failure('A file in it has no name.');
  return isPlainPath(path)
    ? success({ path, isFolder })
    : failure(`A file in it has a name that is not allowed: ${visible(path)}`);
}

/** Two names that some file systems take for the same are. */
export function nameKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function decoded(raw: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return null;
  }
}

/** A colon is a drive, or a stream hidden in a file, on Windows. */
function isPlainPath(path: string): boolean {
  if (UNSEEN.test(path) || path.includes('\\') || path.includes(':')) return false;
  return path.split('/').every((part) => part !== '' && !/[. ]$/.test(part) && !DEVICE.test(part));
}
