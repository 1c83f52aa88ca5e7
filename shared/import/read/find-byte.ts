/** Where a byte comes next; -1: nowhere. The runtime may have something faster than what every runtime has. */
export type FindByte = (bytes: Uint8Array, byte: number, from: number) => number;

export const findByte: FindByte = (bytes, byte, from) => bytes.indexOf(byte, from);

/** How often a byte occurs between two places. */
export function countByte(find: FindByte, bytes: Uint8Array, byte: number, from: number, to: number): number {
  let count = 0;
  for (let at = find(bytes, byte, from); at !== -1 && at < to; at = find(bytes, byte, at + 1)) count += 1;
  return count;
}
