import { hmac } from '@noble/hashes/hmac.js';
import { md5 } from '@noble/hashes/legacy.js';
import { concatBytes } from '../../lib/concat-bytes.ts';
import { hasFlag } from './flags.ts';
import { md4 } from './md4.ts';
import { upperCaseOf, utf16leOf, utf16leOfUtf8 } from './utf16.ts';
import { wipe } from './wipe.ts';

/** What both sides sign with, for each direction. Whoever received them wipes them with wipeSessionKeys. */
export interface NtlmSessionKeys {
  readonly clientSignKey: Uint8Array;
  readonly clientSealKey: Uint8Array;
  readonly serverSignKey: Uint8Array;
  readonly serverSealKey: Uint8Array;
  /** As agreed; they say how strong the keys are and whether a checksum is encrypted. */
  readonly flags: number;
}

/** Takes the password in UTF-8; its owner wipes it. Returns the 16 bytes of MD4(UTF-16LE), which the caller wipes. */
export function ntHash(passwordUtf8: Uint8Array): Uint8Array {
  const utf16 = utf16leOfUtf8(passwordUtf8);
  const hash = md4(utf16);
  wipe(utf16);
  return hash;
}

/**
 * NTOWFv2 ([MS-NLMP] 3.3.2): the user in upper case, the domain as typed. Of a UPN all is the user, and the domain empty.
 * The caller wipes hash and result.
 */
export function responseKeyNt(hash: Uint8Array, user: string, domain: string): Uint8Array {
  return hmacMd5(hash, utf16leOf(upperCaseOf(user) + domain));
}

export interface NtlmV2Input {
  /** 8 bytes each; time is a FILETIME. */
  readonly serverChallenge: Uint8Array;
  readonly clientChallenge: Uint8Array;
  readonly time: Uint8Array;
  /** With its end mark. */
  readonly targetInfo: Uint8Array;
}

/** Returns the whole response and its first 16 bytes, the proof, from which the session key comes. [MS-NLMP] 3.3.2. */
export function ntlmV2Response(
  responseKey: Uint8Array,
  input: NtlmV2Input,
): { readonly response: Uint8Array; readonly proof: Uint8Array } {
  const blob = concatBytes(
    Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0),
    input.time,
    input.clientChallenge,
    new Uint8Array(4),
    input.targetInfo,
    new Uint8Array(4),
  );
  const proof = ntlmV2Proof(responseKey, input.serverChallenge, blob);
  return { response: concatBytes(proof, blob), proof };
}

/** NTProofStr over what follows it in the response. */
export function ntlmV2Proof(
  responseKey: Uint8Array,
  serverChallenge: Uint8Array,
  blob: Uint8Array,
): Uint8Array {
  return hmacMd5(responseKey, serverChallenge, blob);
}

export function lmV2Response(
  responseKey: Uint8Array,
  serverChallenge: Uint8Array,
  clientChallenge: Uint8Array,
): Uint8Array {
  return concatBytes(hmacMd5(responseKey, serverChallenge, clientChallenge), clientChallenge);
}

/** With NTLMv2 this is the key exchange key as well ([MS-NLMP] 3.4.5.1). The caller wipes it. */
export function sessionBaseKey(responseKey: Uint8Array, proof: Uint8Array): Uint8Array {
  return hmacMd5(responseKey, proof);
}

/** Of extended session security only ([MS-NLMP] 3.4.5.2, 3.4.5.3). The caller wipes exportedSessionKey and the keys. */
export function deriveSessionKeys(exportedSessionKey: Uint8Array, flags: number): NtlmSessionKeys {
  const sealBase = exportedSessionKey.subarray(0, sealKeyBits(flags) / 8);
  return {
    clientSignKey: keyOf(exportedSessionKey, 'session key to client-to-server signing key magic constant\0'),
    clientSealKey: keyOf(sealBase, 'session key to client-to-server sealing key magic constant\0'),
    serverSignKey: keyOf(exportedSessionKey, 'session key to server-to-client signing key magic constant\0'),
    serverSealKey: keyOf(sealBase, 'session key to server-to-client sealing key magic constant\0'),
    flags,
  };
}

/** The client brings a key of its own, encrypted; else the session base key is used ([MS-NLMP] 3.1.5.1.2). */
export function hasKeyExchange(flags: number): boolean {
  const isProtected = hasFlag(flags, 'NTLMSSP_NEGOTIATE_SIGN') || hasFlag(flags, 'NTLMSSP_NEGOTIATE_SEAL');
  return isProtected && hasFlag(flags, 'NTLMSSP_NEGOTIATE_KEY_EXCH');
}

export function sealKeyBits(flags: number): 128 | 56 | 40 {
  if (hasFlag(flags, 'NTLMSSP_NEGOTIATE_128')) return 128;
  return hasFlag(flags, 'NTLMSSP_NEGOTIATE_56') ? 56 : 40;
}

/** The MIC of an AUTHENTICATE_MESSAGE whose MIC field is zero. Connectionless has no NEGOTIATE_MESSAGE: null. */
export function messageIntegrityCode(
  exportedSessionKey: Uint8Array,
  negotiate: Uint8Array | null,
  challenge: Uint8Array,
  authenticateWithoutMic: Uint8Array,
): Uint8Array {
  return hmacMd5(exportedSessionKey, negotiate ?? new Uint8Array(0), challenge, authenticateWithoutMic);
}

export function wipeSessionKeys(keys: NtlmSessionKeys): void {
  wipe(keys.clientSignKey, keys.clientSealKey, keys.serverSignKey, keys.serverSealKey);
}

export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = hmac.create(md5, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function keyOf(base: Uint8Array, constant: string): Uint8Array {
  const input = concatBytes(base, new TextEncoder().encode(constant));
  const key = md5(input);
  wipe(input);
  return key;
}
