import { BUNDLE_LIMITS } from '../../../shared/bundle/bundle-limits.ts';
import { readManifest, type Manifest } from '../../../shared/bundle/manifest.ts';
import { readRunDocument, type ReadRun } from '../../../shared/bundle/read-document.ts';
import { shown } from '../../../shared/bundle/shown.ts';
import { abridged } from '../../../shared/lib/listing.ts';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { readArchiveEntries, type ArchiveEntry } from './archive-entries.ts';
import { unpackEntry, type UnpackedEntry } from './unpack-entry.ts';

export interface UnpackedBundle extends ReadRun {
  /** null: there is none, or none that can be read. */
  readonly manifest: Manifest | null;
}

const RUN = 'run.json';
const MANIFEST = 'manifest.json';
/** Of each kind, so that a note stays one that is read. */
const NAMES_TOLD = 5;
const NAME_CHARACTERS = 120;

/**
 * Takes the run out of a bundle. Everything stays in memory and within BUNDLE_LIMITS; the files that are for people and other
 * programs are unpacked for their sums only. Fails with a sentence where there is no run that can be read; what else is wrong
 * with the bundle is noted. The sums find damage and careless changes; they are no signature.
 */
export async function unpackBundle(
  bytes: Uint8Array,
): Promise<Result<UnpackedBundle, { readonly sentence: string }>> {
  const refused = (sentence: string): Result<never, { readonly sentence: string }> => failure({ sentence });
  const entries = await readArchiveEntries(bytes);
  if (!entries.ok) return refused(entries.error);
  const unpacked = await unpackAll(entries.value);
  const run = unpacked.get(RUN);
  if (run === undefined) return refused(`It holds no ${RUN}, without which it is no bundle of Rungs.`);
  if (run.content === null) return refused(`Its ${RUN} is too large.`);

  const manifest = manifestIn(unpacked.get(MANIFEST));
  if (!manifest.ok) return refused(manifest.error);
  const text = textOf(run.content);
  const document = text === null ? failure('It is damaged: it is no text.') : readRunDocument(text);
  if (!document.ok) {
    const damage = run.isWhole ? '' : ' It was damaged on the way; ask for it to be sent again.';
    return refused(`Its ${RUN} cannot be read. ${document.error}${damage}`);
  }
  const { events, notes, tool } = document.value;
  const changes =
    manifest.value.manifest === null ? damages(unpacked) : differences(manifest.value.manifest, unpacked);
  return success({
    manifest: manifest.value.manifest,
    events,
    tool,
    notes: [...manifest.value.notes, ...changes, ...notes],
  });
}

/** One after the other, so that not two of them are in memory at once. */
async function unpackAll(entries: readonly ArchiveEntry[]): Promise<ReadonlyMap<string, UnpackedEntry>> {
  const unpacked = new Map<string, UnpackedEntry>();
  for (const entry of entries) {
    const isKept =
      (entry.path === RUN && entry.bytes <= BUNDLE_LIMITS.documentBytes) ||
      (entry.path === MANIFEST && entry.bytes <= BUNDLE_LIMITS.manifestBytes);
    unpacked.set(entry.path, await unpackEntry(entry, isKept));
  }
  return unpacked;
}

interface FoundManifest {
  readonly manifest: Manifest | null;
  readonly notes: readonly string[];
}

function manifestIn(entry: UnpackedEntry | undefined): Result<FoundManifest, string> {
  const without = (what: string): Result<FoundManifest, string> =>
    success({
      manifest: null,
      notes: [`Its ${MANIFEST} ${what}: who saved it and when is not known, nor whether it was changed.`],
    });
  if (entry === undefined) return without('is missing');
  const text = entry.content === null ? null : textOf(entry.content);
  const manifest = text === null ? null : readManifest(text);
  if (manifest === null) return without('cannot be read');
  if (manifest.ok)
    return success({ manifest: manifest.value, notes: entry.isWhole ? [] : [`Its ${MANIFEST} is damaged.`] });
  if (manifest.error.kind === 'unreadable') return without('cannot be read');
  return failure(
    `It was saved by a newer Rungs (version ${manifest.error.version} of the format, this one knows 1). Update Rungs to open it.`,
  );
}

/** Every file against what the manifest says of it. */
function differences(manifest: Manifest, unpacked: ReadonlyMap<string, UnpackedEntry>): readonly string[] {
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const changed = [...unpacked].filter(([path, entry]) => {
    const file = listed.get(path);
    return path !== MANIFEST && file !== undefined && !(entry.isWhole && entry.sha256 === file.sha256);
  });
  const missing = [...listed.keys()].filter((path) => !unpacked.has(path));
  const added = [...unpacked.keys()].filter((path) => path !== MANIFEST && !listed.has(path));
  return [
    ...told(
      changed.map(([path]) => path),
      'not as it was saved',
      'not as they were saved',
      'damaged or changed afterwards',
    ),
    ...told(missing, 'missing', 'missing', 'taken out afterwards'),
    ...told(added, 'not listed', 'not listed', 'added afterwards'),
  ];
}

/** Without a manifest the archive's own sums are all there is. */
function damages(unpacked: ReadonlyMap<string, UnpackedEntry>): readonly string[] {
  const damaged = [...unpacked].filter(([path, { isWhole }]) => path !== MANIFEST && !isWhole);
  return told(
    damaged.map(([path]) => path),
    'damaged',
    'damaged',
    'it cannot be relied on',
  );
}

function told(paths: readonly string[], one: string, many: string, how: string): readonly string[] {
  if (paths.length === 0) return [];
  const names = abridged(
    paths.slice(0, NAMES_TOLD).map((path) => shown(path, NAME_CHARACTERS)),
    NAMES_TOLD,
  );
  const more = paths.length > NAMES_TOLD ? ` and ${paths.length - NAMES_TOLD} more` : '';
  return [`${names}${more} ${paths.length === 1 ? `is ${one}` : `are ${many}`}: ${how}.`];
}

/** null: the bytes are no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
