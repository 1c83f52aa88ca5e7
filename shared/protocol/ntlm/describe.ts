import type { AvPair, ObservedToken } from '../../events/token-events.ts';
import { parseAuthenticateMessage } from './authenticate-message.ts';
import { AV_IDS, avDescription, avName, avValue, type NtlmAvPair } from './av-pairs.ts';
import { parseChallengeMessage } from './challenge-message.ts';
import { epochMsOfFileTime } from './file-time.ts';
import { flagNames } from './flags.ts';
import { ntlmMessageType, type NtlmVersion } from './message-bytes.ts';
import { parseNegotiateMessage } from './negotiate-message.ts';

/** Takes an NTLM message apart for the log. Responses, keys and the MIC are counted only. Never throws. */
export function observeNtlm(bytes: Uint8Array): ObservedToken {
  const type = ntlmMessageType(bytes);
  if (type === null) return unreadable(bytes, 'it is not an NTLM message');
  if (type === 1) return observeNegotiate(bytes);
  return type === 2 ? observeChallenge(bytes) : observeAuthenticate(bytes);
}

function observeNegotiate(bytes: Uint8Array): ObservedToken {
  const parsed = parseNegotiateMessage(bytes);
  if (!parsed.ok) return unreadable(bytes, parsed.error);
  const { flags, version } = parsed.value;
  return {
    kind: 'ntlm-negotiate',
    sizeBytes: bytes.length,
    flags: [...flagNames(flags)],
    version: versionText(version),
  };
}

function observeChallenge(bytes: Uint8Array): ObservedToken {
  const parsed = parseChallengeMessage(bytes);
  if (!parsed.ok) return unreadable(bytes, parsed.error);
  const { flags, targetName, version, avPairs } = parsed.value;
  const timestamp = avValue(avPairs, AV_IDS.timestamp);
  return {
    kind: 'ntlm-challenge',
    sizeBytes: bytes.length,
    flags: [...flagNames(flags)],
    targetName: targetName === '' ? null : targetName,
    version: versionText(version),
    targetInfo: observePairs(avPairs),
    timestampMs: timestamp === null ? null : epochMsOfFileTime(timestamp),
  };
}

function observeAuthenticate(bytes: Uint8Array): ObservedToken {
  const parsed = parseAuthenticateMessage(bytes);
  if (!parsed.ok) return unreadable(bytes, parsed.error);
  const message = parsed.value;
  return {
    kind: 'ntlm-authenticate',
    sizeBytes: bytes.length,
    flags: [...flagNames(message.flags)],
    domain: message.domain,
    user: message.user,
    workstation: message.workstation,
    version: versionText(message.version),
    lmResponseBytes: message.lmResponse.length,
    ntResponseBytes: message.ntResponse.length,
    ntlmVersion: ntlmVersionOf(message.ntResponse.length),
    sessionKeyBytes: message.encryptedSessionKey.length,
    micBytes: message.mic?.length ?? 0,
    targetInfo: observePairs(message.ntlmV2?.avPairs ?? []),
  };
}

/** An NTLMv1 response has 24 bytes always; NTLMv2 more ([MS-NLMP] 2.2.2.6, 2.2.2.8). */
function ntlmVersionOf(ntResponseBytes: number): number | null {
  if (ntResponseBytes === 24) return 1;
  return ntResponseBytes > 24 ? 2 : null;
}

function observePairs(pairs: readonly NtlmAvPair[]): AvPair[] {
  return pairs.map((pair) => ({ id: pair.id, name: avName(pair.id), value: avDescription(pair) }));
}

function versionText(version: NtlmVersion | null): string | null {
  return version === null ? null : `${version.major}.${version.minor} (${version.build})`;
}

function unreadable(bytes: Uint8Array, problem: string): ObservedToken {
  return { kind: 'unreadable', sizeBytes: bytes.length, problem };
}
