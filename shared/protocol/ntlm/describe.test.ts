import { expect, test } from 'vitest';
import { AV_IDS, avDescription, avText, serializeAvPairs } from './av-pairs.ts';
import { buildChallengeMessage } from './challenge-message.ts';
import { openConnection, respondToChallenge } from './client.ts';
import { observeNtlm } from './describe.ts';
import { fileTimeOf } from './file-time.ts';
import { OUR_NTLM_VERSION } from './message-bytes.ts';
import sip from './vectors/ntlm-sip.json' with { type: 'json' };

const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const ocs = sip.v4_ocs2007r2;

test('NEGOTIATE_MESSAGE', () => {
  expect(observeNtlm(openConnection())).toMatchObject({
    kind: 'ntlm-negotiate',
    sizeBytes: 40,
    version: '10.0 (19041)',
  });
});

test('CHALLENGE_MESSAGE: names and the server clock', () => {
  const challenge = new Uint8Array(Buffer.from(sip.lync2013_challenge.base64, 'base64'));

  expect(observeNtlm(challenge)).toMatchObject({
    kind: 'ntlm-challenge',
    targetName: null,
    version: '6.1 (7601)',
    timestampMs: 1_508_851_730_424.7605,
    targetInfo: expect.arrayContaining([{ id: 4, name: 'MsvAvDnsDomainName', value: 'lync.loc' }]) as unknown,
  });
});

test('AUTHENTICATE_MESSAGE: who, and of what is secret only the size', () => {
  const token = observeNtlm(unhex(ocs.authenticateMessage));

  expect(token).toMatchObject({
    kind: 'ntlm-authenticate',
    domain: 'COSMO',
    user: 'User',
    workstation: 'COSMO-OCS-R2',
    version: '5.2 (3790)',
    lmResponseBytes: 24,
    ntResponseBytes: 198,
    ntlmVersion: 2,
    sessionKeyBytes: 16,
    micBytes: 0,
  });
  expect(token.kind === 'ntlm-authenticate' && token.targetInfo.map(({ value }) => value)).toEqual([
    'COSMO',
    'COSMO-OCS-R2',
    'cosmo.local',
    'cosmo-ocs-r2.cosmo.local',
    'cosmo.local',
  ]);
  for (const secret of [ocs.ntProofStr, ocs.encryptedSessionKey, ocs.clientChallenge]) {
    expect(JSON.stringify(token)).not.toContain(secret);
  }
});

test('a MIC is counted', () => {
  const answer = respondToChallenge({
    mode: 'connectionless',
    negotiate: null,
    challenge: buildChallengeMessage({
      flags: 0xe29882f3,
      serverChallenge: new Uint8Array(8),
      targetName: 'CONTOSO',
      targetInfo: serializeAvPairs([avText(AV_IDS.nbDomainName, 'CONTOSO')]),
      version: OUR_NTLM_VERSION,
    }),
    user: 'alice',
    domain: 'CONTOSO',
    workstation: '',
    ntHash: new Uint8Array(16),
    clientChallenge: new Uint8Array(8),
    exportedSessionKey: new Uint8Array(16),
    nowMs: 0,
    withMic: true,
  });

  expect(answer.ok && observeNtlm(answer.value.message)).toMatchObject({
    micBytes: 16,
    targetInfo: [{ value: 'CONTOSO' }, { name: 'MsvAvFlags', value: '0x00000002 (a MIC is present)' }],
  });
});

test.each([
  [AV_IDS.timestamp, fileTimeOf(0), '1970-01-01T00:00:00.000Z'],
  [AV_IDS.timestamp, Uint8Array.of(1, 2), '0102'],
  [AV_IDS.flags, Uint8Array.of(7, 0, 0, 0), /^0x00000007 \(account .*, a MIC .*, the target name .*\)$/],
  [AV_IDS.channelBindings, new Uint8Array(16), 'none'],
  [AV_IDS.channelBindings, new Uint8Array(16).fill(1), '01'.repeat(16)],
  [AV_IDS.singleHost, new Uint8Array(48), '48 bytes'],
  [AV_IDS.targetName, unhex('61006200'), 'ab'],
  [77, Uint8Array.of(255), 'ff'],
])('value %i for people', (id, value, expected) => {
  expect(avDescription({ id, value })).toMatch(expected);
});

test('what is no NTLM message', () => {
  expect(observeNtlm(new Uint8Array(3))).toEqual({
    kind: 'unreadable',
    sizeBytes: 3,
    problem: 'it is not an NTLM message',
  });
});
