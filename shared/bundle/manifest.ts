import * as z from 'zod';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { failure, success, type Result } from '../lib/result.ts';
import type { BundleFile } from './bundle-file.ts';
import { BUNDLE_LIMITS } from './bundle-limits.ts';

const MANIFEST_VERSION = 1;

/** manifest.json: who saved the bundle and when, and each file as it was then. Later versions may add fields. */
export const Manifest = z.object({
  format: z.literal('rungs/bundle'),
  version: z.literal(MANIFEST_VERSION),
  savedAt: z.iso.datetime(),
  /** Who saved it, on which computer; null: not told. */
  savedBy: z.string().max(320).nullable(),
  tool: z.object({ name: z.string().max(100), version: z.string().max(100) }),
  redaction: z.enum(['standard', 'strict']),
  /** Everything but the manifest itself. */
  files: z
    .array(
      z.object({
        path: z.string().max(BUNDLE_LIMITS.nameBytes),
        bytes: z.int().min(0),
        /** SHA-256, lower-case hex. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(BUNDLE_LIMITS.entries),
});
export type Manifest = z.infer<typeof Manifest>;

export interface SavingFacts {
  /** Epoch ms. */
  readonly savedAt: number;
  readonly savedBy: string | null;
  readonly tool: { readonly name: string; readonly version: string };
  readonly redaction: 'standard' | 'strict';
}

export function manifestOf(
  files: readonly BundleFile[],
  { savedAt, savedBy, tool, redaction }: SavingFacts,
): Manifest {
  return {
    format: 'rungs/bundle',
    version: MANIFEST_VERSION,
    savedAt: new Date(savedAt).toISOString(),
    savedBy,
    tool: { ...tool },
    redaction,
    files: files.map(({ path, content }) => {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return { path, bytes: bytes.length, sha256: bytesToHex(sha256(bytes)) };
    }),
  };
}

/** newer: of a version that this program does not know. */
type ManifestFailure = { readonly kind: 'newer'; readonly version: number } | { readonly kind: 'unreadable' };

const Head = z.object({ format: z.literal('rungs/bundle'), version: z.int() });

/** Reads a manifest.json from outside; the text is bounded by whoever unpacked it. */
export function readManifest(text: string): Result<Manifest, ManifestFailure> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failure({ kind: 'unreadable' });
  }
  const head = Head.safeParse(value);
  if (head.success && head.data.version > MANIFEST_VERSION) {
    return failure({ kind: 'newer', version: head.data.version });
  }
  const manifest = Manifest.safeParse(value);
  return manifest.success ? success(manifest.data) : failure({ kind: 'unreadable' });
}
