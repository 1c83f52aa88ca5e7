import { randomBytes } from 'node:crypto';

/** The only source of chance in the engine. */
export interface Entropy {
  bytes(length: number): Uint8Array;
}

export const systemEntropy: Entropy = { bytes: (length) => new Uint8Array(randomBytes(length)) };

/** Lower-case hex digits, two for each byte. */
export function randomHex(entropy: Entropy, byteLength: number): string {
  return Buffer.from(entropy.bytes(byteLength)).toString('hex');
}
