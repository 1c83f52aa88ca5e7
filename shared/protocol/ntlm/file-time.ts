/** 1601-01-01 against 1970-01-01, in steps of 100 ns ([MS-DTYP] 2.3.3). */
const EPOCH_STEPS = 116_444_736_000_000_000n;
const STEPS_PER_MS = 10_000;

/** Takes epoch milliseconds. Returns 8 bytes, little-endian; zero for a time before 1601. */
export function fileTimeOf(epochMs: number): Uint8Array {
  const wholeMs = Math.trunc(epochMs);
  const steps = BigInt(wholeMs) * BigInt(STEPS_PER_MS) + EPOCH_STEPS;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, steps < 0n ? 0n : steps, true);
  return bytes;
}

/** Returns epoch milliseconds, with a fraction; null when it is not 8 bytes. */
export function epochMsOfFileTime(bytes: Uint8Array): number | null {
  if (bytes.length !== 8) return null;
  const steps = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  return Number(steps - EPOCH_STEPS) / STEPS_PER_MS;
}
