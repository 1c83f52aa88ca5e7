/** Zeroes key material. Whoever created or took over the bytes calls it; functions here wipe what they make on the way. */
export function wipe(...arrays: readonly (Uint8Array | null)[]): void {
  for (const bytes of arrays) bytes?.fill(0);
}
