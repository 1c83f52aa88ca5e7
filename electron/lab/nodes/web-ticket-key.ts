import { createHmac } from 'node:crypto';

/**
 * The proof key of a ticket, computed by both sides from their halves: P_SHA1(secret, seed), as long as the client's half.
 * Source: WS-Trust 1.3, 4.4.2 (CK/PSHA1); P_hash is that of RFC 5246 5.
 */
export function proofKey(clientEntropy: Uint8Array, serverEntropy: Uint8Array): Buffer {
  const mac = (part: Uint8Array): Buffer => createHmac('sha1', clientEntropy).update(part).digest();
  const blocks: Buffer[] = [];
  let chained: Uint8Array = serverEntropy;
  for (let length = 0; length < clientEntropy.length; length += 20) {
    chained = mac(chained);
    blocks.push(mac(Buffer.concat([chained, serverEntropy])));
  }
  return Buffer.concat(blocks).subarray(0, clientEntropy.length);
}
