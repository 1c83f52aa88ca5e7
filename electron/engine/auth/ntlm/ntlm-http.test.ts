import { describe, expect, test } from 'vitest';
import { AV_IDS, avText, serializeAvPairs } from '../../../../shared/protocol/ntlm/av-pairs.ts';
import { buildChallengeMessage } from '../../../../shared/protocol/ntlm/challenge-message.ts';
import { fileTimeOf } from '../../../../shared/protocol/ntlm/file-time.ts';
import { ntHash } from '../../../../shared/protocol/ntlm/keys.ts';
import { OUR_NTLM_VERSION } from '../../../../shared/protocol/ntlm/message-bytes.ts';
import { verifyAuthenticate, type NtlmVerdict } from '../../../../shared/protocol/ntlm/server.ts';
import { createNtlmHttp, type NtlmHttp } from './ntlm-http.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const serverChallenge = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

function clientOf(): NtlmHttp {
  return createNtlmHttp({
    user: 'alice@contoso.test',
    domain: '',
    workstation: 'PC',
    password: utf8('Tr0ub4dor'),
    entropy: { bytes: (length) => new Uint8Array(length).fill(5) },
    nowMs: 1_700_000_000_000,
  });
}

function challengeOf(hasTimestamp: boolean): Uint8Array {
  const name = avText(AV_IDS.nbDomainName, 'CONTOSO');
  const timestamp = { id: AV_IDS.timestamp, value: fileTimeOf(1_700_000_000_000) };
  return buildChallengeMessage({
    flags: 0xe2898215,
    serverChallenge,
    targetName: 'CONTOSO',
    targetInfo: serializeAvPairs(hasTimestamp ? [name, timestamp] : [name]),
    version: OUR_NTLM_VERSION,
  });
}

function judge(negotiate: Uint8Array, challengeMessage: Uint8Array, authenticate: Uint8Array): NtlmVerdict {
  return verifyAuthenticate({
    mode: 'connection',
    negotiate,
    challengeMessage,
    serverChallenge,
    authenticate,
    ntHashOf: () => ntHash(utf8('Tr0ub4dor')),
  });
}

describe('createNtlmHttp', () => {
  test.each([true, false])('is accepted, with a MIC where there is a timestamp: %s', (hasTimestamp) => {
    const client = clientOf();
    const challenge = challengeOf(hasTimestamp);

    const answer = client.authenticate(challenge);

    if (!answer.ok) throw new Error(answer.error);
    expect(judge(client.negotiate(), challenge, answer.value)).toMatchObject({
      ok: true,
      user: 'alice@contoso.test',
      hasMic: hasTimestamp,
    });
    expect(judge(new Uint8Array(40), challenge, answer.value).ok).toBe(!hasTimestamp);
  });

  test('answers once, and only what it can read', () => {
    const client = clientOf();

    expect(client.authenticate(client.negotiate())).toMatchObject({ ok: false });
    expect(client.authenticate(challengeOf(false))).toMatchObject({ ok: true });
    expect(client.authenticate(challengeOf(false))).toEqual({
      ok: false,
      error: 'The server sent a second challenge.',
    });
  });
});
