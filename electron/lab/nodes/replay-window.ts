/** How many counters below the highest may still come; as many are open at the start. */
const WIDTH = 256;

const LARGEST = 2 ** 32 - 1;

/** Receives each counter once, in nearly any order. Source: [MS-SIP] 3.1.1, 3.1.5.1 (cnum, snum). */
export interface ReplayWindow {
  /** Takes a counter as text. Returns false for what is no counter, was seen already or is too old. */
  admit(counter: string): boolean;
}

export function createReplayWindow(): ReplayWindow {
  const seen = new Set<number>();
  let top = WIDTH;
  return {
    admit(counter) {
      const number = /^\d{1,10}$/.test(counter) ? Number(counter) : 0;
      if (number < 1 || number > LARGEST || number <= top - WIDTH || seen.has(number)) return false;
      seen.add(number);
      if (number > top) {
        top = number;
        for (const old of seen) if (old <= top - WIDTH) seen.delete(old);
      }
      return true;
    },
  };
}
