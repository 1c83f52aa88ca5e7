import * as z from 'zod';
import { Nothing, RunId } from './run-id.ts';

export const RedactionLevel = z.enum(['standard', 'strict']);
export type RedactionLevel = z.infer<typeof RedactionLevel>;

/** The run to take along, and one to compare it with in the report. */
const BundleRequest = z.strictObject({
  runId: RunId,
  level: RedactionLevel,
  comparedWith: RunId.nullable(),
});

/** What the receiver will see, before anything is written. */
export const BundlePreview = z.strictObject({
  /** The name that is proposed for the file. */
  fileName: z.string().max(255),
  /** Packed, without what is only made when it is saved. */
  packedBytes: z.int().min(0),
  files: z
    .array(
      z.strictObject({
        path: z.string().max(255),
        /** What it is and for whom, in a few words. */
        about: z.string().max(200),
        /** Unpacked; null: made when it is saved. */
        bytes: z.int().min(0).nullable(),
        /** The beginning of a text, as it will be; null where it is no text. */
        beginning: z.string().max(40_000).nullable(),
        isWhole: z.boolean(),
      }),
    )
    .max(200),
  /** How many of what stand behind pseudonyms, such as 3 "host names"; empty in standard. */
  replaced: z.array(z.strictObject({ what: z.string().max(60), count: z.int().min(1) })).max(20),
});
export type BundlePreview = z.infer<typeof BundlePreview>;

export const SaveReply = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('saved'),
    fileName: z.string(),
    folder: z.string(),
    bytes: z.int(),
    /** What of it could not be made, such as the PDF; a sentence each. */
    notes: z.array(z.string().max(2_000)).max(20),
  }),
  z.strictObject({ kind: z.literal('cancelled') }),
  z.strictObject({ kind: z.literal('failed'), sentence: z.string() }),
]);
export type SaveReply = z.infer<typeof SaveReply>;

export const exportCommands = {
  'bundle.preview': { input: BundleRequest, reply: BundlePreview },
  /** Asks where to, and writes. */
  'bundle.save': { input: BundleRequest, reply: SaveReply },
  /** Called while the mouse drags: writes it into a temporary folder and hands it to the operating system. */
  'bundle.drag': { input: BundleRequest, reply: Nothing },
  /** The whole ladder as one self-contained SVG, with its size in CSS pixels. */
  'ladder.draw': {
    input: z.strictObject({ runId: RunId }),
    reply: z.strictObject({ svg: z.string(), width: z.number(), height: z.number() }),
  },
  'clipboard.write-picture': {
    input: z.strictObject({ png: z.instanceof(Uint8Array).refine(({ length }) => length <= 33_554_432) }),
    reply: Nothing,
  },
} as const;
