import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureVerdict } from '../security-context.ts';

/** RFC 5705, without context, equals the key block that servers take from Schannel (SecPkgContext_EapKeyBlock). */
export const EXPORT_LABEL = 'client EAP encryption';
export const KEY_BLOCK_BYTES = 128;

const CLIENT_KEY_START = 64;
const SERVER_KEY_START = 96;

export type MacHash = 'md5' | 'sha1' | 'sha256' | 'sha384';

/** The keys of one association: the client signs with its own, the server's signatures are checked with the other. */
export interface TlsDskKeys {
  readonly hash: MacHash;
  sign(message: Uint8Array): Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): SignatureVerdict;
  wipe(): void;
}

/**
 * The hash in a cipher suite's name: TLS_RSA_WITH_AES_256_CBC_SHA means HMAC-SHA1. An AEAD suite has none but that of its PRF.
 * null: the name ends in no hash, or in one that no version of TLS-DSK is known to use.
 */
export function macHashOf(cipherSuite: string): MacHash | null {
  switch (cipherSuite.slice(cipherSuite.lastIndexOf('_') + 1)) {
    case 'MD5':
      return 'md5';
    case 'SHA':
      return 'sha1';
    case 'SHA256':
      return 'sha256';
    case 'SHA384':
      return 'sha384';
    default:
      return null;
  }
}

/**
 * Takes 128 bytes of exported key material: 64 unused, 32 of the client, 32 of the server ([MS-SIPAE] 3.2.5.1). The block is
 * zeroed.
 */
export function createTlsDskKeys(block: Uint8Array, hash: MacHash): TlsDskKeys {
  // Not by slice: that of a Buffer shares its memory, which is zeroed next.
  const clientKey = new Uint8Array(block.subarray(CLIENT_KEY_START, SERVER_KEY_START));
  const serverKey = new Uint8Array(block.subarray(SERVER_KEY_START, KEY_BLOCK_BYTES));
  block.fill(0);
  return {
    hash,
    sign: (message) => new Uint8Array(createHmac(hash, clientKey).update(message).digest()),
    verify(message, signature) {
      const expected = createHmac(hash, serverKey).update(message).digest();
      const lengths = { macBytes: signature.length, expectedMacBytes: expected.length };
      if (signature.length !== expected.length) {
        return { valid: false, problem: 'unexpected-length', ...lengths };
      }
      if (!timingSafeEqual(expected, signature)) return { valid: false, problem: 'mismatch', ...lengths };
      return { valid: true, macBytes: signature.length };
    },
    wipe() {
      clientKey.fill(0);
      serverKey.fill(0);
    },
  };
}
