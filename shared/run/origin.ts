import * as z from 'zod';

const sentence = z.string().max(2_000);
const instant = z.iso.datetime();

/** Layouts of client and server logs that can be read. */
export const LogFormat = z.enum(['uccapi', 'sipstack', 'cls', 'sipe', 'sip-text']);
export type LogFormat = z.infer<typeof LogFormat>;

/** Where the log of a run comes from. Only a live one has happened here and now; the others are for reading. */
export const RunOrigin = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('live') }),
  z.strictObject({
    kind: z.literal('bundle'),
    fileName: z.string().max(255),
    /** null: the file does not say. */
    savedAt: instant.nullable(),
    /** Who saved it, on which computer; null: it does not say, or that was taken out. */
    savedBy: z.string().max(320).nullable(),
    tool: z.strictObject({ name: z.string().max(100), version: z.string().max(100) }),
    redaction: z.enum(['standard', 'strict']).nullable(),
    /** What of it could not be read or is not as it was saved, a sentence each. */
    notes: z.array(sentence).max(50),
  }),
  z.strictObject({
    kind: z.literal('log'),
    fileName: z.string().max(255),
    format: LogFormat,
    /** What this log cannot show, and what is odd about it, a sentence each. */
    notes: z.array(sentence).max(50),
  }),
  /** A run of this computer, from its history. */
  z.strictObject({ kind: z.literal('history'), keptAt: instant }),
]);
export type RunOrigin = z.infer<typeof RunOrigin>;
