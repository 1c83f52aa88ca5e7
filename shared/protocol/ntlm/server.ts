import { AV_IDS, avValue } from './av-pairs.ts';
import { MIC_OFFSET, parseAuthenticateMessage, type AuthenticateMessage } from './authenticate-message.ts';
import { isEqualInConstantTime } from './equal-bytes.ts';
import { epochMsOfFileTime } from './file-time.ts';
import { hasFlag } from './flags.ts';
import {
  deriveSessionKeys,
  hasKeyExchange,
  lmV2Response,
  messageIntegrityCode,
  ntlmV2Proof,
  responseKeyNt,
  sessionBaseKey,
  wipeSessionKeys,
  type NtlmSessionKeys,
} from './keys.ts';
import { rc4Once } from './rc4.ts';
import { wipe } from './wipe.ts';

export interface NtlmServerInput {
  readonly mode: 'connectionless' | 'connection';
  /** The NEGOTIATE_MESSAGE received; null when connectionless. */
  readonly negotiate: Uint8Array | null;
  /** The CHALLENGE_MESSAGE as sent, and the 8 bytes in it. */
  readonly challengeMessage: Uint8Array;
  readonly serverChallenge: Uint8Array;
  readonly authenticate: Uint8Array;
  /** Returns the NT hash, which stays the directory's to wipe; null for an account that it does not have. */
  readonly ntHashOf: (user: string, domain: string) => Uint8Array | null;
}

export type NtlmRefusal =
  | 'unreadable'
  /** No user and no response. */
  | 'anonymous'
  /** Extended session security, or connectionless the key exchange or the datagram flag, is not agreed. */
  | 'flags'
  | 'not-ntlmv2'
  | 'unknown-account'
  | 'wrong-nt-response'
  | 'wrong-lm-response'
  | 'no-session-key'
  /** MsvAvFlags announces a MIC, and there is none. */
  | 'missing-mic'
  | 'wrong-mic';

export type NtlmVerdict =
  | {
      readonly ok: true;
      readonly user: string;
      readonly domain: string;
      readonly workstation: string;
      /** The caller wipes them with wipeSessionKeys. */
      readonly keys: NtlmSessionKeys;
      readonly hasMic: boolean;
      /** The response's clock, and whether it is the challenge's own timestamp. */
      readonly timeMs: number | null;
      readonly isServerTime: boolean;
    }
  | {
      readonly ok: false;
      readonly why: NtlmRefusal;
      /** null: the message could not be read so far. */
      readonly user: string | null;
      readonly domain: string | null;
      readonly detail: string | null;
    };

/**
 * Checks an AUTHENTICATE_MESSAGE as a strict server does: NTLMv2 proof, LMv2 response unless it is empty or zero, session key,
 * and the MIC where it is announced. Never throws. Source: [MS-NLMP] 3.2.5.1.2, 3.2.5.2.2.
 */
export function verifyAuthenticate(input: NtlmServerInput): NtlmVerdict {
  const parsed = parseAuthenticateMessage(input.authenticate);
  if (!parsed.ok) return { ok: false, why: 'unreadable', user: null, domain: null, detail: parsed.error };
  const message = parsed.value;
  const { user, domain } = message;
  const refuse = (why: NtlmRefusal): NtlmVerdict => ({ ok: false, why, user, domain, detail: null });

  if (user === '' && message.ntResponse.length === 0) return refuse('anonymous');
  if (!hasNeededFlags(message, input.mode)) return refuse('flags');
  if (message.ntlmV2 === null) return refuse('not-ntlmv2');
  const hash = input.ntHashOf(user, domain);
  if (hash === null) return refuse('unknown-account');
  const responseKey = responseKeyFor(message, hash, input.serverChallenge);
  if (responseKey === null) return refuse('wrong-nt-response');

  const exchangeKey = sessionBaseKey(responseKey, message.ntResponse.subarray(0, 16));
  const exportedSessionKey = exportedKeyOf(message, exchangeKey);
  const why = remainingProblem(input, message, responseKey, exportedSessionKey);
  const keys = exportedSessionKey && deriveSessionKeys(exportedSessionKey, message.flags);
  wipe(responseKey, exchangeKey, exportedSessionKey);
  if (keys === null) return refuse('no-session-key');
  if (why !== null) {
    wipeSessionKeys(keys);
    return refuse(why);
  }
  const { avPairs, time } = message.ntlmV2;
  const serverTime = avValue(avPairs, AV_IDS.timestamp);
  return {
    ok: true,
    user,
    domain,
    workstation: message.workstation,
    keys,
    hasMic: message.mic !== null,
    timeMs: epochMsOfFileTime(time),
    isServerTime: serverTime !== null && isEqualInConstantTime(serverTime, time),
  };
}

function hasNeededFlags({ flags }: AuthenticateMessage, mode: NtlmServerInput['mode']): boolean {
  if (!hasFlag(flags, 'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY')) return false;
  return mode === 'connection' || (hasFlag(flags, 'NTLMSSP_NEGOTIATE_DATAGRAM') && hasKeyExchange(flags));
}

/** Clients may leave the domain out of the key though they name it in the message ([MS-NLMP] 3.2.5.1.2). */
function responseKeyFor(
  message: AuthenticateMessage,
  hash: Uint8Array,
  serverChallenge: Uint8Array,
): Uint8Array | null {
  const proof = message.ntResponse.subarray(0, 16);
  const blob = message.ntResponse.subarray(16);
  for (const domain of new Set([message.domain, ''])) {
    const key = responseKeyNt(hash, message.user, domain);
    if (isEqualInConstantTime(ntlmV2Proof(key, serverChallenge, blob), proof)) return key;
    wipe(key);
  }
  return null;
}

/** Returns a key of its own to wipe; null when the message brings none of 16 bytes. */
function exportedKeyOf(message: AuthenticateMessage, exchangeKey: Uint8Array): Uint8Array | null {
  if (!hasKeyExchange(message.flags)) return exchangeKey.slice();
  return message.encryptedSessionKey.length === 16 ? rc4Once(exchangeKey, message.encryptedSessionKey) : null;
}

function remainingProblem(
  input: NtlmServerInput,
  message: AuthenticateMessage,
  responseKey: Uint8Array,
  exportedSessionKey: Uint8Array | null,
): NtlmRefusal | null {
  if (!isLmResponseRight(message.lmResponse, responseKey, input.serverChallenge)) return 'wrong-lm-response';
  if (exportedSessionKey === null) return 'no-session-key';
  if (!message.isMicAnnounced) return null;
  if (message.mic === null) return 'missing-mic';
  // Not slice(): of a Buffer that is a view, and the message itself would lose its MIC.
  const withoutMic = Uint8Array.from(input.authenticate);
  withoutMic.fill(0, MIC_OFFSET, MIC_OFFSET + message.mic.length);
  const expected = messageIntegrityCode(
    exportedSessionKey,
    input.negotiate,
    input.challengeMessage,
    withoutMic,
  );
  return isEqualInConstantTime(expected, message.mic) ? null : 'wrong-mic';
}

/** Absent or zero is right: a client that sends a MIC sends no LM response. Its client challenge may be one of its own. */
function isLmResponseRight(
  lmResponse: Uint8Array,
  responseKey: Uint8Array,
  serverChallenge: Uint8Array,
): boolean {
  if (lmResponse.every((byte) => byte === 0)) return true;
  const expected = lmV2Response(responseKey, serverChallenge, lmResponse.subarray(16));
  return lmResponse.length === 24 && isEqualInConstantTime(expected, lmResponse);
}
