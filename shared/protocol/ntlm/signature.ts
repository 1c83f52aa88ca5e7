import { md5 } from '@noble/hashes/legacy.js';
import { concatBytes } from '../../lib/concat-bytes.ts';
import { isEqualInConstantTime } from './equal-bytes.ts';
import { hmacMd5 } from './keys.ts';
import { viewOf } from './message-bytes.ts';
import { rc4Once, type Rc4 } from './rc4.ts';
import { wipe } from './wipe.ts';

/** Version 4, checksum 8, sequence number 4 ([MS-NLMP] 2.2.2.9.2). */
export const NTLM_SIGNATURE_BYTES = 16;

/** What SIP hands in for every message in both directions; its own counters (cnum, snum) keep replays out. */
export const NTLM_SIP_SEQUENCE = 100;

const VERSION = 1;

export type NtlmSignatureProblem = 'unexpected-length' | 'malformed' | 'mismatch';

/**
 * Connectionless: RC4 gets a key of its own for each message, MD5(sealing key || sequence number), and encrypts the first
 * eight bytes of the checksum. Source: [MS-NLMP] 3.4.4.2, 3.4.
 */
export function connectionlessSignature(
  signKey: Uint8Array,
  sealKey: Uint8Array,
  sequence: number,
  message: Uint8Array,
): Uint8Array {
  const sequenceBytes = uint32(sequence);
  const keyInput = concatBytes(sealKey, sequenceBytes);
  const messageKey = md5(keyInput);
  const checksum = rc4Once(messageKey, hmacMd5(signKey, sequenceBytes, message).subarray(0, 8));
  wipe(keyInput, messageKey);
  return concatBytes(uint32(VERSION), checksum, sequenceBytes);
}

/** Takes the sequence number from the signature: it is the sender's choice. Returns what is wrong, or null. */
export function connectionlessSignatureProblem(
  signKey: Uint8Array,
  sealKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): NtlmSignatureProblem | null {
  const problem = shapeProblem(signature);
  if (problem !== null) return problem;
  const sequence = viewOf(signature).getUint32(12, true);
  const expected = connectionlessSignature(signKey, sealKey, sequence, message);
  return isEqualInConstantTime(expected, signature) ? null : 'mismatch';
}

/**
 * One direction of a connection: sequence numbers count up, and one RC4 stream runs through all messages.
 * After a wrong signature the stream is out of step, so nothing behind it can be right either.
 * Source: [MS-NLMP] 3.4.4.2.
 */
export interface ConnectionSigner {
  sign(message: Uint8Array): Uint8Array;
  /** Returns what is wrong, or null. */
  problemOf(message: Uint8Array, signature: Uint8Array): NtlmSignatureProblem | null;
  wipe(): void;
}

/**
 * stream: keyed with the sealing key of this direction. isKeyExchanged (hasKeyExchange): only then the checksum is encrypted.
 * Takes over both, and wipes both.
 */
export function createConnectionSigner(
  signKey: Uint8Array,
  stream: Rc4,
  isKeyExchanged: boolean,
): ConnectionSigner {
  let sequence = 0;
  function sign(message: Uint8Array): Uint8Array {
    const sequenceBytes = uint32(sequence);
    sequence += 1;
    const checksum = hmacMd5(signKey, sequenceBytes, message).subarray(0, 8);
    return concatBytes(uint32(VERSION), isKeyExchanged ? stream.apply(checksum) : checksum, sequenceBytes);
  }
  return {
    sign,
    problemOf(message, signature) {
      const problem = shapeProblem(signature);
      if (problem !== null) return problem;
      return isEqualInConstantTime(sign(message), signature) ? null : 'mismatch';
    },
    wipe() {
      stream.wipe();
      wipe(signKey);
    },
  };
}

function shapeProblem(signature: Uint8Array): NtlmSignatureProblem | null {
  if (signature.length !== NTLM_SIGNATURE_BYTES) return 'unexpected-length';
  return viewOf(signature).getUint32(0, true) === VERSION ? null : 'malformed';
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value >>> 0, true);
  return bytes;
}
