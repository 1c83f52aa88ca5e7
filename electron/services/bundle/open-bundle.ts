import { basename } from 'node:path';
import { BUNDLE_LIMITS } from '../../../shared/bundle/bundle-limits.ts';
import { readRunDocument, type ReadRun } from '../../../shared/bundle/read-document.ts';
import { shown } from '../../../shared/bundle/shown.ts';
import type { Manifest } from '../../../shared/bundle/manifest.ts';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import type { RunOrigin } from '../../../shared/run/origin.ts';
import { readWholeFile } from './read-whole-file.ts';
import { unpackBundle } from './unpack-bundle.ts';

export interface OpenedBundle {
  readonly events: readonly LoggedEvent[];
  readonly origin: Extract<RunOrigin, { kind: 'bundle' }>;
}

/** What RunOrigin has room for. */
const NAME_CHARACTERS = 255;
const SAVER_CHARACTERS = 320;
const TOOL_CHARACTERS = 100;

/** Opens a bundle, or a document that `rungs check` printed with --json or --ndjson; what it is its content tells, not its name. */
export async function openBundle(path: string): Promise<Result<OpenedBundle, { readonly sentence: string }>> {
  const fileName = shown(basename(path), NAME_CHARACTERS);
  const bytes = await readWholeFile(path, BUNDLE_LIMITS.packedBytes);
  if (!bytes.ok) return failure({ sentence: bytes.error });
  const refused = (sentence: string): Result<OpenedBundle, { readonly sentence: string }> =>
    failure({ sentence: `${fileName} cannot be opened. ${sentence}` });

  const text = textOf(bytes.value);
  if (text === null) {
    const bundle = await unpackBundle(bytes.value);
    if (!bundle.ok) return refused(bundle.error.sentence);
    return success({
      events: bundle.value.events,
      origin: originOf(fileName, bundle.value, bundle.value.manifest),
    });
  }
  const document = readRunDocument(text);
  if (!document.ok) return refused(document.error);
  return success({ events: document.value.events, origin: originOf(fileName, document.value, null) });
}

function originOf(
  fileName: string,
  { notes, tool }: ReadRun,
  manifest: Manifest | null,
): OpenedBundle['origin'] {
  const { name, version } = manifest?.tool ?? tool;
  const savedBy = manifest?.savedBy ?? null;
  return {
    kind: 'bundle',
    fileName,
    savedAt: manifest?.savedAt ?? null,
    savedBy: savedBy === null ? null : shown(savedBy, SAVER_CHARACTERS),
    tool: { name: shown(name, TOOL_CHARACTERS), version: shown(version, TOOL_CHARACTERS) },
    redaction: manifest?.redaction ?? null,
    notes: [...notes],
  };
}

/** JSON, in the encodings that shells write when output is sent to a file. null: it does not begin like that. */
function textOf(bytes: Uint8Array): string | null {
  const decoder = new TextDecoder(encodingOf(bytes));
  const beginning = decoder.decode(bytes.subarray(0, 64));
  return beginning.trimStart().startsWith('{') ? decoder.decode(bytes) : null;
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
