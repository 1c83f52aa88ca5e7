import { respondToChallenge } from '../../../../shared/protocol/ntlm/client.ts';
import {
  ntHash,
  sealKeyBits,
  wipeSessionKeys,
  type NtlmSessionKeys,
} from '../../../../shared/protocol/ntlm/keys.ts';
import {
  connectionlessSignature,
  connectionlessSignatureProblem,
  NTLM_SIGNATURE_BYTES,
  NTLM_SIP_SEQUENCE,
} from '../../../../shared/protocol/ntlm/signature.ts';
import { wipe } from '../../../../shared/protocol/ntlm/wipe.ts';
import type { Entropy } from '../../entropy.ts';
import type { Advance, SecurityContext } from '../security-context.ts';

export interface NtlmCredentials {
  readonly user: string;
  readonly domain: string;
  readonly workstation: string;
  /** UTF-8. Read at the moment of the challenge; its owner keeps it until then, and wipes it. */
  readonly password: Uint8Array;
  readonly entropy: Entropy;
  /** Epoch milliseconds, for a challenge without a timestamp. */
  readonly nowMs: number;
}

/**
 * NTLM as SIP carries it: connectionless, so the server begins, and an empty token asks for its challenge. No MIC, as real
 * clients do here: the specification contradicts itself about what it covers.
 * Source: [MS-SIPAE] 4.1, [MS-NLMP] 3.1.5.2.
 */
export function createNtlmContext(credentials: NtlmCredentials): SecurityContext {
  let keys: NtlmSessionKeys | null = null;
  let isOver = false;

  function answer(challenge: Uint8Array): Advance {
    const { password, entropy, ...account } = credentials;
    const hash = ntHash(password);
    const exportedSessionKey = entropy.bytes(16);
    const result = respondToChallenge({
      ...account,
      mode: 'connectionless',
      negotiate: null,
      challenge,
      ntHash: hash,
      clientChallenge: entropy.bytes(8),
      exportedSessionKey,
      withMic: false,
    });
    wipe(hash, exportedSessionKey);
    if (!result.ok) return { kind: 'failed', failure: 'unreadable', detail: result.error };
    ({ keys } = result.value);
    return { kind: 'token', token: result.value.message, isComplete: true };
  }

  function standingKeys(): NtlmSessionKeys {
    if (keys === null) throw new Error('createNtlmContext: used before it is complete, or after its end');
    return keys;
  }

  return {
    method: 'ntlm',
    get strength() {
      return keys === null ? null : `NTLMv2, extended session security, ${sealKeyBits(keys.flags)} bit`;
    },
    advance(token) {
      if (isOver) return Promise.resolve({ kind: 'failed', failure: 'cancelled', detail: 'It is closed.' });
      if (token === null)
        return Promise.resolve({ kind: 'token', token: new Uint8Array(0), isComplete: false });
      if (keys !== null) return Promise.resolve(SECOND_CHALLENGE);
      return Promise.resolve(answer(token));
    },
    sign(message) {
      const { clientSignKey, clientSealKey } = standingKeys();
      return connectionlessSignature(clientSignKey, clientSealKey, NTLM_SIP_SEQUENCE, message);
    },
    verify(message, signature) {
      const macBytes = signature.length;
      // A server may sign before there is anything to sign with.
      if (keys === null) return { valid: false, problem: 'mismatch', macBytes, expectedMacBytes: null };
      const { serverSignKey, serverSealKey } = keys;
      const problem = connectionlessSignatureProblem(serverSignKey, serverSealKey, message, signature);
      return problem === null
        ? { valid: true, macBytes }
        : { valid: false, problem, macBytes, expectedMacBytes: NTLM_SIGNATURE_BYTES };
    },
    close() {
      isOver = true;
      if (keys !== null) wipeSessionKeys(keys);
      keys = null;
    },
  };
}

/** One answer to one challenge: a second one would be a second try of the password. */
const SECOND_CHALLENGE: Advance = {
  kind: 'failed',
  failure: 'unreadable',
  detail: 'The server sent a second challenge.',
};
