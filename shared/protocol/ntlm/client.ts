import { failure, success, type Result } from '../../lib/result.ts';
import { buildAuthenticateMessage, MIC_OFFSET } from './authenticate-message.ts';
import { AV_FLAG_MIC, AV_IDS, avValue, serializeAvPairs, withAvFlag } from './av-pairs.ts';
import { parseChallengeMessage, type ChallengeMessage } from './challenge-message.ts';
import { fileTimeOf } from './file-time.ts';
import { flagsOf, hasFlag, type NtlmFlag } from './flags.ts';
import {
  deriveSessionKeys,
  hasKeyExchange,
  lmV2Response,
  messageIntegrityCode,
  ntlmV2Response,
  responseKeyNt,
  sessionBaseKey,
  type NtlmSessionKeys,
} from './keys.ts';
import { OUR_NTLM_VERSION, type NtlmVersion } from './message-bytes.ts';
import { buildNegotiateMessage } from './negotiate-message.ts';
import { rc4Once } from './rc4.ts';
import { wipe } from './wipe.ts';

/** connectionless: SIP, where the server's challenge comes first. connection: HTTP, where NEGOTIATE_MESSAGE does. */
export type NtlmMode = 'connectionless' | 'connection';

export interface NtlmClientInput {
  readonly mode: NtlmMode;
  /** The NEGOTIATE_MESSAGE that was sent; null when connectionless. */
  readonly negotiate: Uint8Array | null;
  readonly challenge: Uint8Array;
  readonly user: string;
  readonly domain: string;
  readonly workstation: string;
  /** Of ntHash. The caller wipes it. */
  readonly ntHash: Uint8Array;
  /** 8 random bytes. */
  readonly clientChallenge: Uint8Array;
  /** 16 random bytes; the caller wipes them. Not used where no key exchange is agreed. */
  readonly exportedSessionKey: Uint8Array;
  /** Used when the challenge has no timestamp. */
  readonly nowMs: number;
  /** Puts a MIC into the message. On a connection only where the challenge has a timestamp, as Windows does. */
  readonly withMic: boolean;
  /** What we say to be; a Windows 10 when left out. */
  readonly version?: NtlmVersion;
}

export interface NtlmClientAnswer {
  /** The AUTHENTICATE_MESSAGE. */
  readonly message: Uint8Array;
  /** The caller wipes them with wipeSessionKeys. */
  readonly keys: NtlmSessionKeys;
}

/** The NEGOTIATE_MESSAGE of a connection: what Windows asks for, without the character set and keys of before NT. */
export function openConnection(version: NtlmVersion = OUR_NTLM_VERSION): Uint8Array {
  return buildNegotiateMessage(CONNECTION_FLAGS, version);
}

/**
 * Answers a CHALLENGE_MESSAGE with NTLMv2. What the server does not offer is left out; it fails, with the reason in plain words,
 * when that is something we cannot do without, or the challenge cannot be read. A challenge without target information is
 * answered too. Wipes everything it makes but its result.
 * Source: [MS-NLMP] 3.1.5.1.2, 3.1.5.2.1, 3.3.2.
 */
export function respondToChallenge(input: NtlmClientInput): Result<NtlmClientAnswer, string> {
  const challenge = parseChallengeMessage(input.challenge);
  if (!challenge.ok) return failure(`The challenge cannot be read: ${challenge.error}.`);
  const missing = REQUIRED[input.mode].filter((flag) => !hasFlag(challenge.value.flags, flag));
  if (missing.length > 0) return failure(`The challenge does not offer ${missing.join(', ')}.`);
  return composeAnswer(input, challenge.value, timestampOf(challenge.value) ?? fileTimeOf(input.nowMs));
}

/** As respondToChallenge for a challenge that suits, at a time given as FILETIME. */
export function composeAnswer(
  input: NtlmClientInput,
  challenge: ChallengeMessage,
  time: Uint8Array,
): Result<NtlmClientAnswer, string> {
  const { user, domain, workstation, clientChallenge } = input;
  if (Math.max(user.length, domain.length, workstation.length) > MAX_NAME_LENGTH) {
    return failure('A name is longer than NTLM can carry.');
  }
  const { serverChallenge } = challenge;
  const flags = ((WANTED[input.mode] & challenge.flags) | flagsOf('NTLMSSP_REQUEST_TARGET')) >>> 0;
  const hasMic = input.withMic && (input.mode === 'connectionless' || timestampOf(challenge) !== null);
  const targetInfo = targetInfoFor(challenge, hasMic);
  if (targetInfo.length > MAX_TARGET_INFO_BYTES) {
    return failure('The target information of the challenge is longer than an answer can carry.');
  }
  const responseKey = responseKeyNt(input.ntHash, user, domain);
  const { response, proof } = ntlmV2Response(responseKey, {
    serverChallenge,
    clientChallenge,
    time,
    targetInfo,
  });
  const exchangeKey = sessionBaseKey(responseKey, proof);
  const isKeyExchanged = hasKeyExchange(flags);
  const exportedSessionKey = isKeyExchanged ? input.exportedSessionKey : exchangeKey;
  const message = buildAuthenticateMessage({
    flags,
    domain,
    user,
    workstation,
    // With a MIC the LM response says nothing: 24 zeros ([MS-NLMP] 3.1.5.1.2).
    lmResponse: hasMic ? new Uint8Array(24) : lmV2Response(responseKey, serverChallenge, clientChallenge),
    ntResponse: response,
    encryptedSessionKey: isKeyExchanged ? rc4Once(exchangeKey, input.exportedSessionKey) : new Uint8Array(0),
    version: input.version ?? OUR_NTLM_VERSION,
    hasMic,
  });
  if (hasMic) {
    message.set(
      messageIntegrityCode(exportedSessionKey, input.negotiate, input.challenge, message),
      MIC_OFFSET,
    );
  }
  const keys = deriveSessionKeys(exportedSessionKey, flags);
  wipe(responseKey, exchangeKey, response, proof);
  return success({ message, keys });
}

/** Far above any account; keeps every field of the message within its 16-bit length. */
const MAX_NAME_LENGTH = 1024;

/** It goes into a field with a 16-bit length, behind 16 + 28 bytes and in front of 4. Real ones have less than 1 KiB. */
const MAX_TARGET_INFO_BYTES = 0xffff - 48;

/** Asked for by the real client over SIP: 0x62988255, as captured against OCS 2007 R2. */
const CONNECTIONLESS_FLAGS = flagsOf(
  'NTLMSSP_NEGOTIATE_UNICODE',
  'NTLMSSP_REQUEST_TARGET',
  'NTLMSSP_NEGOTIATE_SIGN',
  'NTLMSSP_NEGOTIATE_DATAGRAM',
  'NTLMSSP_NEGOTIATE_NTLM',
  'NTLMSSP_NEGOTIATE_ALWAYS_SIGN',
  'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY',
  'NTLMSSP_NEGOTIATE_IDENTIFY',
  'NTLMSSP_NEGOTIATE_TARGET_INFO',
  'NTLMSSP_NEGOTIATE_VERSION',
  'NTLMSSP_NEGOTIATE_128',
  'NTLMSSP_NEGOTIATE_KEY_EXCH',
);

const CONNECTION_FLAGS = flagsOf(
  'NTLMSSP_NEGOTIATE_UNICODE',
  'NTLMSSP_REQUEST_TARGET',
  'NTLMSSP_NEGOTIATE_SIGN',
  'NTLMSSP_NEGOTIATE_NTLM',
  'NTLMSSP_NEGOTIATE_ALWAYS_SIGN',
  'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY',
  'NTLMSSP_NEGOTIATE_TARGET_INFO',
  'NTLMSSP_NEGOTIATE_VERSION',
  'NTLMSSP_NEGOTIATE_128',
  'NTLMSSP_NEGOTIATE_KEY_EXCH',
  'NTLMSSP_NEGOTIATE_56',
);

const WANTED: Readonly<Record<NtlmMode, number>> = {
  connectionless: CONNECTIONLESS_FLAGS,
  connection: CONNECTION_FLAGS,
};

/** [MS-NLMP] 2.2.2.5: connectionless needs the key exchange. Without extended session security there are no keys of ours. */
const REQUIRED: Readonly<Record<NtlmMode, readonly NtlmFlag[]>> = {
  connectionless: [
    'NTLMSSP_NEGOTIATE_UNICODE',
    'NTLMSSP_NEGOTIATE_SIGN',
    'NTLMSSP_NEGOTIATE_DATAGRAM',
    'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY',
    'NTLMSSP_NEGOTIATE_KEY_EXCH',
  ],
  connection: ['NTLMSSP_NEGOTIATE_UNICODE', 'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY'],
};

function timestampOf(challenge: ChallengeMessage): Uint8Array | null {
  const value = avValue(challenge.avPairs, AV_IDS.timestamp);
  return value?.length === 8 ? value : null;
}

/** The server's own bytes wherever nothing is to be added. */
function targetInfoFor(challenge: ChallengeMessage, hasMic: boolean): Uint8Array {
  if (hasMic) return serializeAvPairs(withAvFlag(challenge.avPairs, AV_FLAG_MIC));
  return challenge.targetInfo.length === 0 ? serializeAvPairs([]) : challenge.targetInfo;
}
