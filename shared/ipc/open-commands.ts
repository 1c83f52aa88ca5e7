import * as z from 'zod';
import { AuthMethod } from '../run/ids.ts';
import { LogFormat, RunOrigin } from '../run/origin.ts';
import { Nothing, RunId } from './run-id.ts';

const ImportId = z.string().min(1).max(64);
const sentence = z.string().max(2_000);

/** A run for reading; its log is followed like a live one's. */
export const OpenedRun = z.strictObject({
  kind: z.literal('opened'),
  runId: RunId,
  address: z.string(),
  origin: RunOrigin,
});
export type OpenedRun = z.infer<typeof OpenedRun>;

export const OpenReply = z.discriminatedUnion('kind', [
  OpenedRun,
  /** A client log, which is being read; ask import.progress. */
  z.strictObject({
    kind: z.literal('reading'),
    importId: ImportId,
    fileName: z.string(),
    totalBytes: z.int(),
  }),
  z.strictObject({ kind: z.literal('refused'), sentence }),
  z.strictObject({ kind: z.literal('cancelled') }),
]);
export type OpenReply = z.infer<typeof OpenReply>;

/** One sign-in of a log that holds several. */
export const SignInOfLog = z.strictObject({
  id: z.int().min(0),
  /** The log's own clock, as if it were UTC; null: it has none. */
  atMs: z.number().nullable(),
  address: z.string().max(320).nullable(),
  server: z.string().max(300).nullable(),
  method: AuthMethod.nullable(),
  outcome: z.enum(['signed-in', 'redirected', 'refused', 'no-answer', 'unknown']),
  /** Such as "404 Not Found" or "signed in, settings received". */
  outcomeText: z.string().max(200),
  registers: z.int().min(0),
  messages: z.int().min(0),
});
export type SignInOfLog = z.infer<typeof SignInOfLog>;

export const ImportProgress = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('reading'),
    readBytes: z.int(),
    totalBytes: z.int(),
    /** Found so far. */
    signIns: z.int(),
  }),
  z.strictObject({
    kind: z.literal('read'),
    format: LogFormat,
    /** In the order of the log. */
    signIns: z.array(SignInOfLog).max(10_000),
    notes: z.array(sentence).max(50),
  }),
  z.strictObject({ kind: z.literal('refused'), sentence }),
]);
export type ImportProgress = z.infer<typeof ImportProgress>;

/** What the operating system or the menu asks for while the page is open. */
export const ShellRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), reply: OpenReply }),
  z.strictObject({ kind: z.literal('save') }),
  z.strictObject({ kind: z.literal('history') }),
  z.strictObject({ kind: z.literal('compare') }),
]);
export type ShellRequest = z.infer<typeof ShellRequest>;

export const openCommands = {
  /** Resolves with the next request, which may take as long as the window is open. */
  'shell.next': { input: Nothing, reply: ShellRequest },
  /** Asks which file, and opens it. */
  'file.choose': { input: Nothing, reply: OpenReply },
  /** A file that was dropped on the window. */
  'file.open': { input: z.strictObject({ path: z.string().min(1).max(4_096) }), reply: OpenReply },
  /** SIP text, pasted. */
  'text.open': { input: z.strictObject({ text: z.string().min(1).max(8_388_608) }), reply: OpenReply },
  /** The newest log of an installed client on this computer. */
  'newest-log.find': {
    input: Nothing,
    reply: z.strictObject({
      log: z
        .strictObject({
          fileName: z.string(),
          folder: z.string(),
          changedAt: z.iso.datetime(),
          bytes: z.int(),
        })
        .nullable(),
    }),
  },
  'newest-log.open': { input: Nothing, reply: OpenReply },
  /** Resolves when there is something new to say, at the latest after a second. */
  'import.progress': { input: z.strictObject({ importId: ImportId }), reply: ImportProgress },
  'import.cancel': { input: z.strictObject({ importId: ImportId }), reply: Nothing },
  /** Opens one of its sign-ins. */
  'import.choose': {
    input: z.strictObject({ importId: ImportId, signIn: z.int().min(0) }),
    reply: OpenReply,
  },
} as const;
