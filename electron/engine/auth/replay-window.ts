/** How far numbers may lie behind the newest one ([MS-SIP] 3.1.1). */
const SIZE = 256;
/** Unsigned 32 bits, decimal. */
const NUMBER = /^\d{1,10}$/;
const LARGEST = 0xffff_ffff;

/** The numbers that a peer has used to sign: each may come once, somewhat out of order ([MS-SIP] 3.1.1, 3.1.5.1). */
export interface ReplayWindow {
  /** Takes a number as it stands in the message. replayed: seen, or too old to tell. */
  take(snum: string): 'fresh' | 'replayed' | 'malformed';
}

export function createReplayWindow(): ReplayWindow {
  const seen = new Set<number>();
  let highest = SIZE;
  return {
    take(snum) {
      const number = NUMBER.test(snum) ? Number(snum) : -1;
      if (number < 0 || number > LARGEST) return 'malformed';
      if (seen.has(number) || number <= highest - SIZE) return 'replayed';
      seen.add(number);
      if (number > highest) {
        highest = number;
        for (const one of seen) if (one <= highest - SIZE) seen.delete(one);
      }
      return 'fresh';
    },
  };
}
