import * as z from 'zod';
import { HistoryEntry } from '../ipc/history-commands.ts';

/** As many runs are kept; each one more pushes the oldest out. */
export const HISTORY_ENTRIES = 50;

const KeptEntry = z.strictObject({ ...HistoryEntry.shape, keptAt: z.iso.datetime() });
export type KeptEntry = z.infer<typeof KeptEntry>;

/** What stands in the history's own file; the runs lie beside it, a file each. */
export const HistoryIndex = z.strictObject({
  format: z.literal('rungs/history'),
  version: z.literal(1),
  isKept: z.boolean(),
  /** Newest first. */
  entries: z.array(KeptEntry).max(HISTORY_ENTRIES),
});
export type HistoryIndex = z.infer<typeof HistoryIndex>;
