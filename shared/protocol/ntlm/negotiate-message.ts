import { failure, success, type Result } from '../../lib/result.ts';
import { hasFlag } from './flags.ts';
import {
  headProblem,
  nameText,
  NTLM_SIGNATURE,
  payloadField,
  putVersion,
  readVersion,
  viewOf,
  type NtlmVersion,
} from './message-bytes.ts';

export interface NegotiateMessage {
  readonly flags: number;
  readonly domain: string;
  readonly workstation: string;
  readonly version: NtlmVersion | null;
}

const HEAD_BYTES = 40;

/** Names are left out, as Windows does: both offsets zero. Source: [MS-NLMP] 2.2.1.1. */
export function buildNegotiateMessage(flags: number, version: NtlmVersion): Uint8Array {
  const message = new Uint8Array(HEAD_BYTES);
  const view = viewOf(message);
  message.set(NTLM_SIGNATURE);
  view.setUint32(8, 1, true);
  view.setUint32(12, flags, true);
  if (hasFlag(flags, 'NTLMSSP_NEGOTIATE_VERSION')) putVersion(view, 32, version);
  return message;
}

/** Takes 16 bytes and more: old clients end behind the flags, or behind the names. Fails with the reason in plain words. */
export function parseNegotiateMessage(bytes: Uint8Array): Result<NegotiateMessage, string> {
  const problem = headProblem(bytes, 1, 16);
  if (problem !== null) return failure(problem);
  const flags = viewOf(bytes).getUint32(12, true);
  const hasNames = bytes.length >= 32;
  const domain = hasNames ? payloadField(bytes, 16) : NOTHING;
  const workstation = hasNames ? payloadField(bytes, 24) : NOTHING;
  if (domain === null || workstation === null) return failure('a name reaches past its end');
  const hasVersion = hasFlag(flags, 'NTLMSSP_NEGOTIATE_VERSION') && bytes.length >= HEAD_BYTES;
  return success({
    flags,
    // In the code page always: no character set is agreed yet.
    domain: nameText(domain.bytes, false),
    workstation: nameText(workstation.bytes, false),
    version: hasVersion ? readVersion(bytes, 32) : null,
  });
}

const NOTHING = { bytes: new Uint8Array(0), offset: 0 };
