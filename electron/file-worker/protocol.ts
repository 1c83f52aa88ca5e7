import * as z from 'zod';
import { BundlePreview, RedactionLevel } from '../../shared/ipc/export-commands.ts';
import { ImportProgress } from '../../shared/ipc/open-commands.ts';
import { RunOrigin } from '../../shared/run/origin.ts';

/**
 * What the shell and a file worker say to each other. A worker does one thing at a time; what it shall not go on with ends with
 * its process. Logs cross in pieces of JSON text, each answered with 'more', so that neither side is ever busy with more than one.
 */

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const count = z.int().min(0);
const tool = z.strictObject({ name: z.string(), version: z.string() });
const piece = z.strictObject({ kind: z.literal('piece'), events: z.string() });
const more = z.strictObject({ kind: z.literal('more') });

/** A run whose log follows in pieces: so many events. */
const FollowingRun = z.strictObject({ events: count, origin: RunOrigin });
export type FollowingRun = z.infer<typeof FollowingRun>;

const MakeBundle = z.strictObject({
  kind: z.literal('make-bundle'),
  /** A preview says what would be in it; a file comes back packed. */
  as: z.enum(['preview', 'file']),
  level: RedactionLevel,
  savedAt: z.number(),
  tool,
  /** Whether the shell prints the report, and so is asked for it. */
  isPrinted: z.boolean(),
  own: FollowingRun,
  comparedWith: FollowingRun.nullable(),
});
export type MakeBundle = z.infer<typeof MakeBundle>;

/** From the shell. */
export const Order = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open-file'), path: z.string(), tool }),
  z.strictObject({ kind: z.literal('open-text'), text: z.string(), tool }),
  /** Of the log that was read last. */
  z.strictObject({ kind: z.literal('choose-sign-in'), signIn: count }),
  MakeBundle,
  z.strictObject({ kind: z.literal('draw-ladder'), events: count }),
  z.strictObject({ kind: z.literal('printed'), pdf: bytes }),
  z.strictObject({ kind: z.literal('not-printed'), sentence: z.string() }),
  piece,
  more,
]);
export type Order = z.infer<typeof Order>;

/** From the worker, which has read what strangers wrote. */
export const Answer = z.discriminatedUnion('kind', [
  /** The file is a log, which is being read. */
  z.strictObject({ kind: z.literal('reading'), fileName: z.string(), totalBytes: count }),
  /** Of a log or a text; follows by itself until it has been read or refused. */
  z.strictObject({ kind: z.literal('progress'), progress: ImportProgress }),
  z.strictObject({ kind: z.literal('opened'), run: FollowingRun }),
  z.strictObject({ kind: z.literal('refused'), sentence: z.string() }),
  z.strictObject({ kind: z.literal('print'), html: z.string() }),
  z.strictObject({ kind: z.literal('previewed'), preview: BundlePreview.omit({ fileName: true }) }),
  z.strictObject({
    kind: z.literal('packed'),
    packed: bytes,
    notes: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('drawn'),
    svg: z.string(),
    width: z.number(),
    height: z.number(),
  }),
  piece,
  more,
]);
export type Answer = z.infer<typeof Answer>;
