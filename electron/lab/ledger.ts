import type { LabEntry, LabLedger } from './lab.ts';

/** What is kept; a lab that stands for days forgets its oldest entries first. */
const KEPT_ENTRIES = 10_000;

/** Clients choose these texts. */
const LONGEST_TEXT = 512;

/** The writing end; nodes get only `note`. */
export interface LedgerBook extends LabLedger {
  readonly note: (entry: Omit<LabEntry, 'at'>) => void;
  /** Ends every follow(). */
  close(): void;
}

export type Note = LedgerBook['note'];

export function createLedger(): LedgerBook {
  const entries: LabEntry[] = [];
  let forgotten = 0;
  let isClosed = false;
  let wakeFollowers: (() => void)[] = [];

  function wake(): void {
    const woken = wakeFollowers;
    wakeFollowers = [];
    for (const follower of woken) follower();
  }

  async function* follow(): AsyncGenerator<LabEntry> {
    let next = 0;
    for (;;) {
      next = Math.max(next, forgotten);
      const entry = entries[next - forgotten];
      if (entry !== undefined) {
        next += 1;
        yield entry;
      } else if (isClosed) {
        return;
      } else {
        await new Promise<void>((resolve) => wakeFollowers.push(resolve));
      }
    }
  }

  return {
    entries,
    follow,
    note(entry) {
      if (isClosed) return;
      entries.push({ ...entry, at: Date.now(), what: entry.what.slice(0, LONGEST_TEXT) });
      if (entries.length > KEPT_ENTRIES) {
        entries.shift();
        forgotten += 1;
      }
      wake();
    },
    close() {
      isClosed = true;
      wake();
    },
  };
}
