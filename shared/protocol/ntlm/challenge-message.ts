import { failure, success, type Result } from '../../lib/result.ts';
import { parseAvPairs, type NtlmAvPair } from './av-pairs.ts';
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
} from './message-bytes.ts';
import { utf16leOf } from './utf16.ts';

export interface ChallengeMessage {
  readonly flags: number;
  readonly serverChallenge: Uint8Array;
  readonly targetName: string;
  /** As sent, with its end mark: it goes into the response byte for byte. Empty when there is none. */
  readonly targetInfo: Uint8Array;
  readonly avPairs: readonly NtlmAvPair[];
  readonly version: NtlmVersion | null;
}

export interface ChallengeFields {
  readonly flags: number;
  /** 8 bytes. */
  readonly serverChallenge: Uint8Array;
  readonly targetName: string;
  /** Of serializeAvPairs; null sends none. */
  readonly targetInfo: Uint8Array | null;
  readonly version: NtlmVersion;
}

const HEAD_BYTES = 56;

/**
 * Layout ([MS-NLMP] 2.2.1.2): signature, 2, target name fields @12, flags @20, server challenge @24, reserved @32,
 * target information fields @40, version @48, payload @56.
 */
export function buildChallengeMessage(fields: ChallengeFields): Uint8Array {
  const name = utf16leOf(fields.targetName);
  const targetInfo = fields.targetInfo ?? new Uint8Array(0);
  const message = new Uint8Array(HEAD_BYTES + name.length + targetInfo.length);
  const view = viewOf(message);
  message.set(NTLM_SIGNATURE);
  view.setUint32(8, 2, true);
  putPayloadField(view, 12, name.length, HEAD_BYTES);
  view.setUint32(20, fields.flags, true);
  message.set(fields.serverChallenge.subarray(0, 8), 24);
  if (fields.targetInfo !== null) putPayloadField(view, 40, targetInfo.length, HEAD_BYTES + name.length);
  if (hasFlag(fields.flags, 'NTLMSSP_NEGOTIATE_VERSION')) putVersion(view, 48, fields.version);
  message.set(name, HEAD_BYTES);
  message.set(targetInfo, HEAD_BYTES + name.length);
  return message;
}

/** Takes the short form without target information too. Fails with the reason in plain words. */
export function parseChallengeMessage(bytes: Uint8Array): Result<ChallengeMessage, string> {
  const problem = headProblem(bytes, 2, 32);
  if (problem !== null) return failure(problem);
  const flags = viewOf(bytes).getUint32(20, true);
  const name = payloadField(bytes, 12);
  if (name === null) return failure('its target name reaches past its end');
  const isShort = bytes.length < 48;
  const info = isShort ? { bytes: new Uint8Array(0), offset: bytes.length } : payloadField(bytes, 40);
  if (info === null) return failure('its target information reaches past its end');
  const avPairs = info.bytes.length === 0 ? [] : parseAvPairs(info.bytes);
  if (avPairs === null) return failure('its target information cannot be read');
  const payloadStart = Math.min(name.offset, info.offset);
  const hasVersion = hasFlag(flags, 'NTLMSSP_NEGOTIATE_VERSION') && payloadStart >= HEAD_BYTES;
  return success({
    flags,
    serverChallenge: bytes.slice(24, 32),
    targetName: nameText(name.bytes, hasFlag(flags, 'NTLMSSP_NEGOTIATE_UNICODE')),
    targetInfo: info.bytes,
    avPairs,
    version: hasVersion ? readVersion(bytes, 48) : null,
  });
}
