import * as z from 'zod';
import { Verdict } from '../run/document.ts';
import { OpenReply } from './open-commands.ts';
import { Nothing } from './run-id.ts';

const HistoryId = z.string().min(1).max(64);

/** A run of this computer that was kept. */
export const HistoryEntry = z.strictObject({
  id: HistoryId,
  address: z.string().max(320),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  verdict: Verdict,
  server: z.string().max(300).nullable(),
  /** The practice scenario, or null for the real network. */
  scenario: z.string().max(64).nullable(),
  bytes: z.int(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const HistoryList = z.strictObject({
  /** Whether runs are kept from now on. */
  isKept: z.boolean(),
  /** Newest first. */
  entries: z.array(HistoryEntry).max(50),
  /** A sentence when the store was damaged and has been moved aside, or cannot be written. */
  notice: z.string().max(2_000).nullable(),
});
export type HistoryList = z.infer<typeof HistoryList>;

export const historyCommands = {
  'history.list': { input: Nothing, reply: HistoryList },
  'history.open': { input: z.strictObject({ id: HistoryId }), reply: OpenReply },
  'history.delete': { input: z.strictObject({ id: HistoryId }), reply: HistoryList },
  'history.empty': { input: Nothing, reply: HistoryList },
  'history.keep': { input: z.strictObject({ isKept: z.boolean() }), reply: HistoryList },
} as const;
