import { failure, success, type Result } from '../../../../shared/lib/result.ts';
import { openConnection, respondToChallenge } from '../../../../shared/protocol/ntlm/client.ts';
import { ntHash, wipeSessionKeys } from '../../../../shared/protocol/ntlm/keys.ts';
import { wipe } from '../../../../shared/protocol/ntlm/wipe.ts';
import type { NtlmCredentials } from './ntlm-context.ts';

/** NTLM for one HTTP connection. Both messages must travel on it: the server knows the client by its connection. */
export interface NtlmHttp {
  negotiate(): Uint8Array;
  /** Once. Fails with the reason in plain words. */
  authenticate(challenge: Uint8Array): Result<Uint8Array, string>;
}

/** Sends a MIC where the challenge has a timestamp, as Windows does. Nothing is signed afterwards: TLS protects the answer. */
export function createNtlmHttp(credentials: NtlmCredentials): NtlmHttp {
  const negotiate = openConnection();
  let isAnswered = false;
  return {
    negotiate: () => negotiate,
    authenticate(challenge) {
      if (isAnswered) return failure('The server sent a second challenge.');
      const { password, entropy, ...account } = credentials;
      const hash = ntHash(password);
      const exportedSessionKey = entropy.bytes(16);
      const result = respondToChallenge({
        ...account,
        mode: 'connection',
        negotiate,
        challenge,
        ntHash: hash,
        clientChallenge: entropy.bytes(8),
        exportedSessionKey,
        withMic: true,
      });
      wipe(hash, exportedSessionKey);
      if (!result.ok) return result;
      isAnswered = true;
      wipeSessionKeys(result.value.keys);
      return success(result.value.message);
    },
  };
}
