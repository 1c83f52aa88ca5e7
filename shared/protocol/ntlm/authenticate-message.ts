import { failure, success, type Result } from '../../lib/result.ts';
import { AV_FLAG_MIC, avFlags, parseAvPairs, type NtlmAvPair } from './av-pairs.ts';
import { hasFlag } from './flags.ts';
import {
  headProblem,
  nameText,
  NTLM_SIGNATURE,
  payloadField,
  putPayloadField,
  putVersion,
  readVersion,
  viewOf,
  type NtlmVersion,
  type PayloadField,
} from './message-bytes.ts';
import { utf16leOf } from './utf16.ts';

export interface AuthenticateMessage {
  readonly flags: number;
  readonly domain: string;
  readonly user: string;
  readonly workstation: string;
  readonly lmResponse: Uint8Array;
  readonly ntResponse: Uint8Array;
  readonly encryptedSessionKey: Uint8Array;
  readonly version: NtlmVersion | null;
  /** What an NTLMv2 response carries besides its proof; null for NTLMv1, no response, or one that cannot be read. */
  readonly ntlmV2: NtlmV2ClientChallenge | null;
  /** 16 bytes; null unless MsvAvFlags announces it and there is room for it. */
  readonly mic: Uint8Array | null;
  /** MsvAvFlags says that there is a MIC. */
  readonly isMicAnnounced: boolean;
}

/** NTLMv2_CLIENT_CHALLENGE ([MS-NLMP] 2.2.2.7). */
export interface NtlmV2ClientChallenge {
  /** FILETIME. */
  readonly time: Uint8Array;
  readonly clientChallenge: Uint8Array;
  readonly avPairs: readonly NtlmAvPair[];
}

export interface AuthenticateFields {
  readonly flags: number;
  readonly domain: string;
  readonly user: string;
  readonly workstation: string;
  readonly lmResponse: Uint8Array;
  readonly ntResponse: Uint8Array;
  readonly encryptedSessionKey: Uint8Array;
  readonly version: NtlmVersion;
  /** Leaves 16 zero bytes at MIC_OFFSET, to be filled over the whole message. */
  readonly hasMic: boolean;
}

export const MIC_OFFSET = 72;
const MIC_BYTES = 16;
/** Up to the flags; what stands behind them depends on the sender's age. */
const LEAST_BYTES = 64;
const PROOF_BYTES = 16;
const CLIENT_CHALLENGE_HEAD_BYTES = 28;

/**
 * Layout ([MS-NLMP] 2.2.1.3): signature, 3, then fields of LM @12, NT @20, domain @28, user @36, workstation @44 and
 * session key @52, flags @60, version @64, MIC @72, payload @72 or @88. The payload's order is that of the real client.
 */
export function buildAuthenticateMessage(fields: AuthenticateFields): Uint8Array {
  const parts: readonly (readonly [at: number, bytes: Uint8Array])[] = [
    [28, utf16leOf(fields.domain)],
    [36, utf16leOf(fields.user)],
    [44, utf16leOf(fields.workstation)],
    [12, fields.lmResponse],
    [20, fields.ntResponse],
    [52, fields.encryptedSessionKey],
  ];
  const headBytes = fields.hasMic ? MIC_OFFSET + MIC_BYTES : MIC_OFFSET;
  const message = new Uint8Array(parts.reduce((size, [, bytes]) => size + bytes.length, headBytes));
  const view = viewOf(message);
  message.set(NTLM_SIGNATURE);
  view.setUint32(8, 3, true);
  let offset = headBytes;
  for (const [at, bytes] of parts) {
    if (bytes.length > 0xffff) throw new Error('buildAuthenticateMessage: a field is too long');
    putPayloadField(view, at, bytes.length, offset);
    message.set(bytes, offset);
    offset += bytes.length;
  }
  view.setUint32(60, fields.flags, true);
  if (hasFlag(fields.flags, 'NTLMSSP_NEGOTIATE_VERSION')) putVersion(view, 64, fields.version);
  return message;
}

/** Responses and key are views of the bytes given. Fails with the reason in plain words. */
export function parseAuthenticateMessage(bytes: Uint8Array): Result<AuthenticateMessage, string> {
  const problem = headProblem(bytes, 3, LEAST_BYTES);
  if (problem !== null) return failure(problem);
  const flags = viewOf(bytes).getUint32(60, true);
  const lm = payloadField(bytes, 12);
  const nt = payloadField(bytes, 20);
  const domain = payloadField(bytes, 28);
  const user = payloadField(bytes, 36);
  const workstation = payloadField(bytes, 44);
  const key = payloadField(bytes, 52);
  if (!lm || !nt || !domain || !user || !workstation || !key) return failure('a field reaches past its end');
  const payloadStart = payloadStartOf([lm, nt, domain, user, workstation, key]);
  const isUnicode = hasFlag(flags, 'NTLMSSP_NEGOTIATE_UNICODE');
  const hasVersion = hasFlag(flags, 'NTLMSSP_NEGOTIATE_VERSION') && payloadStart >= MIC_OFFSET;
  const ntlmV2 = readClientChallenge(nt.bytes);
  const isMicAnnounced = ntlmV2 !== null && (avFlags(ntlmV2.avPairs) & AV_FLAG_MIC) !== 0;
  return success({
    flags,
    domain: nameText(domain.bytes, isUnicode),
    user: nameText(user.bytes, isUnicode),
    workstation: nameText(workstation.bytes, isUnicode),
    lmResponse: lm.bytes,
    ntResponse: nt.bytes,
    encryptedSessionKey: key.bytes,
    version: hasVersion ? readVersion(bytes, 64) : null,
    ntlmV2,
    mic:
      isMicAnnounced && payloadStart >= MIC_OFFSET + MIC_BYTES
        ? bytes.subarray(MIC_OFFSET, MIC_OFFSET + MIC_BYTES)
        : null,
    isMicAnnounced,
  });
}

function payloadStartOf(fields: readonly PayloadField[]): number {
  return Math.min(...fields.map(({ offset }) => offset));
}

/** Proof 16, 01 01, reserved 6, time 8, client challenge 8, reserved 4, AV pairs. */
function readClientChallenge(ntResponse: Uint8Array): NtlmV2ClientChallenge | null {
  const blob = ntResponse.subarray(PROOF_BYTES);
  if (blob.length < CLIENT_CHALLENGE_HEAD_BYTES || blob[0] !== 1 || blob[1] !== 1) return null;
  const avPairs = parseAvPairs(blob.subarray(CLIENT_CHALLENGE_HEAD_BYTES));
  if (avPairs === null) return null;
  return { time: blob.slice(8, 16), clientChallenge: blob.slice(16, 24), avPairs };
}
