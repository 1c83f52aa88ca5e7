import { describe, expect, test } from 'vitest';
import { buildAuthenticateMessage, parseAuthenticateMessage } from './authenticate-message.ts';
import { avDescription, avName, serializeAvPairs } from './av-pairs.ts';
import { buildChallengeMessage, parseChallengeMessage, type ChallengeMessage } from './challenge-message.ts';
import { composeAnswer } from './client.ts';
import {
  deriveSessionKeys,
  lmV2Response,
  ntHash,
  ntlmV2Response,
  responseKeyNt,
  sessionBaseKey,
} from './keys.ts';
import { Rc4, rc4Once } from './rc4.ts';
import { verifyAuthenticate } from './server.ts';
import {
  connectionlessSignature,
  connectionlessSignatureProblem,
  createConnectionSigner,
} from './signature.ts';
import nlmp from './vectors/ntlm-ms-nlmp.json' with { type: 'json' };
import sip from './vectors/ntlm-sip.json' with { type: 'json' };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const { common, ntlmv2 } = nlmp;
const ocs = sip.v4_ocs2007r2;

function challengeOf(message: string): ChallengeMessage {
  const parsed = parseChallengeMessage(unhex(message));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

describe('[MS-NLMP] 4.2.4', () => {
  const responseKey = responseKeyNt(ntHash(utf8(common.password)), common.user, common.domain);
  const { response, proof } = ntlmV2Response(responseKey, {
    serverChallenge: unhex(common.serverChallenge),
    clientChallenge: unhex(common.clientChallenge),
    time: unhex(common.time),
    targetInfo: unhex(ntlmv2.targetInfo),
  });
  const baseKey = sessionBaseKey(responseKey, proof);
  const exportedSessionKey = unhex(common.randomSessionKey);
  const keys = deriveSessionKeys(exportedSessionKey, Number(ntlmv2.challengeFlags));

  test('hash, responses and keys', () => {
    expect({
      ntHash: hex(ntHash(utf8(common.password))),
      ntowfv2: hex(responseKey),
      ntProofStr: hex(proof),
      ntChallengeResponse: hex(response),
      lmV2Response: hex(
        lmV2Response(responseKey, unhex(common.serverChallenge), unhex(common.clientChallenge)),
      ),
      sessionBaseKey: hex(baseKey),
      encryptedSessionKey: hex(rc4Once(baseKey, exportedSessionKey)),
      clientSignKey: hex(keys.clientSignKey),
      clientSealKey: hex(keys.clientSealKey),
      serverSignKey: hex(keys.serverSignKey),
      serverSealKey: hex(keys.serverSealKey),
    }).toEqual({
      ntHash: nlmp.ntlmv1.ntowfv1,
      ntowfv2: ntlmv2.ntowfv2,
      ntProofStr: ntlmv2.ntProofStr,
      ntChallengeResponse: ntlmv2.ntChallengeResponse,
      lmV2Response: ntlmv2.lmV2Response,
      sessionBaseKey: ntlmv2.sessionBaseKey,
      encryptedSessionKey: ntlmv2.encryptedSessionKey,
      clientSignKey: ntlmv2.clientSignKey,
      clientSealKey: ntlmv2.clientSealKey,
      serverSignKey: ntlmv2.serverSignKey,
      serverSealKey: ntlmv2.serverSealKey,
    });
  });

  test('both messages, byte for byte', () => {
    const challenge = buildChallengeMessage({
      flags: Number(ntlmv2.challengeFlags),
      serverChallenge: unhex(common.serverChallenge),
      targetName: common.serverName,
      targetInfo: unhex(ntlmv2.targetInfo),
      version: { major: 6, minor: 0, build: 6000, revision: 15 },
    });
    const authenticate = buildAuthenticateMessage({
      flags: 0xe2888235,
      domain: common.domain,
      user: common.user,
      workstation: common.workstation,
      lmResponse: unhex(ntlmv2.lmV2Response),
      ntResponse: response,
      encryptedSessionKey: unhex(ntlmv2.encryptedSessionKey),
      version: { major: 5, minor: 1, build: 2600, revision: 15 },
      hasMic: false,
    });

    expect(hex(challenge)).toBe(ntlmv2.challengeMessage);
    expect(hex(authenticate)).toBe(ntlmv2.authenticateMessage);
  });

  test('the signature of a wrapped message: checksum behind the data in one RC4 stream', () => {
    const stream = new Rc4(keys.clientSealKey);
    const plaintext = unhex(common.plaintextUtf16le);
    expect(hex(stream.apply(plaintext))).toBe(ntlmv2.wrapData);

    const signature = createConnectionSigner(keys.clientSignKey.slice(), stream, true).sign(plaintext);

    expect(hex(signature)).toBe(ntlmv2.wrapSignature);
  });

  test('the server accepts the published AUTHENTICATE_MESSAGE', () => {
    const verdict = verifyAuthenticate({
      mode: 'connection',
      negotiate: null,
      challengeMessage: unhex(ntlmv2.challengeMessage),
      serverChallenge: unhex(common.serverChallenge),
      authenticate: unhex(ntlmv2.authenticateMessage),
      ntHashOf: () => ntHash(utf8(common.password)),
    });

    expect(verdict).toMatchObject({ ok: true, user: 'User', domain: 'Domain', workstation: 'COMPUTER' });
    expect(verdict.ok && hex(verdict.keys.clientSignKey)).toBe(ntlmv2.clientSignKey);
  });
});

describe('[MS-NLMP] 4.2.3 (without key exchange)', () => {
  const vector = nlmp.ntlmv1ExtendedSessionSecurity;

  test('keys of a weak session, and a checksum that is not encrypted', () => {
    const keys = deriveSessionKeys(unhex(vector.keyExchangeKey), Number(vector.challengeFlags));
    const stream = new Rc4(keys.clientSealKey);
    const plaintext = unhex(common.plaintextUtf16le);

    expect(hex(keys.clientSignKey)).toBe(vector.clientSignKey);
    expect(hex(keys.clientSealKey)).toBe(vector.clientSealKey);
    expect(hex(stream.apply(plaintext))).toBe(vector.wrapData);
    expect(hex(createConnectionSigner(keys.clientSignKey, stream, false).sign(plaintext))).toBe(
      vector.wrapSignature,
    );
  });

  test('the messages are read; an NTLMv1 response is not accepted', () => {
    const parsed = parseAuthenticateMessage(unhex(vector.authenticateMessage));
    expect(parsed).toMatchObject({
      ok: true,
      value: { user: 'User', ntlmV2: null, version: { build: 2600 } },
    });

    const verdict = verifyAuthenticate({
      mode: 'connection',
      negotiate: null,
      challengeMessage: unhex(vector.challengeMessage),
      serverChallenge: unhex(common.serverChallenge),
      authenticate: unhex(vector.authenticateMessage),
      ntHashOf: () => ntHash(utf8(common.password)),
    });

    expect(verdict).toMatchObject({ ok: false, why: 'not-ntlmv2', user: 'User' });
  });

  test('a CHALLENGE_MESSAGE without target information, byte for byte', () => {
    const challenge = buildChallengeMessage({
      flags: Number(vector.challengeFlags),
      serverChallenge: unhex(common.serverChallenge),
      targetName: common.serverName,
      targetInfo: null,
      version: { major: 6, minor: 0, build: 6000, revision: 15 },
    });

    expect(hex(challenge)).toBe(vector.challengeMessage);
  });
});

describe('Communicator 2007 R2 against OCS 2007 R2, over SIP', () => {
  const answer = composeAnswer(
    {
      mode: 'connectionless',
      negotiate: null,
      challenge: unhex(ocs.challengeMessage),
      user: ocs.user,
      domain: ocs.domain,
      workstation: ocs.workstation,
      ntHash: ntHash(utf8(ocs.password)),
      clientChallenge: unhex(ocs.clientChallenge),
      exportedSessionKey: unhex(ocs.exportedSessionKey),
      nowMs: 0,
      withMic: false,
      version: { major: 5, minor: 2, build: 3790, revision: 15 },
    },
    challengeOf(ocs.challengeMessage),
    unhex(ocs.time),
  );
  if (!answer.ok) throw new Error(answer.error);
  const { message, keys } = answer.value;

  test('the AUTHENTICATE_MESSAGE, byte for byte', () => {
    expect(hex(message)).toBe(ocs.authenticateMessage);
  });

  test('all keys', () => {
    expect({
      clientSignKey: hex(keys.clientSignKey),
      clientSealKey: hex(keys.clientSealKey),
      serverSignKey: hex(keys.serverSignKey),
      serverSealKey: hex(keys.serverSealKey),
    }).toEqual({
      clientSignKey: ocs.clientSignKey,
      clientSealKey: ocs.clientSealKey,
      serverSignKey: ocs.serverSignKey,
      serverSealKey: ocs.serverSealKey,
    });
  });

  test('both signatures', () => {
    const request = utf8(ocs.request.signatureBuffer);
    const response = utf8(ocs.response.signatureBuffer);
    const { clientSignKey, clientSealKey, serverSignKey, serverSealKey } = keys;

    expect(hex(connectionlessSignature(clientSignKey, clientSealKey, ocs.seqNum, request))).toBe(
      ocs.request.response,
    );
    expect(
      connectionlessSignatureProblem(serverSignKey, serverSealKey, response, unhex(ocs.response.rspauth)),
    ).toBeNull();
    expect(
      connectionlessSignatureProblem(clientSignKey, clientSealKey, response, unhex(ocs.response.rspauth)),
    ).toBe('mismatch');
  });

  test('the server accepts the captured message', () => {
    const verdict = verifyAuthenticate({
      mode: 'connectionless',
      negotiate: null,
      challengeMessage: unhex(ocs.challengeMessage),
      serverChallenge: unhex(ocs.serverChallenge),
      authenticate: unhex(ocs.authenticateMessage),
      ntHashOf: (user, domain) => (user === 'User' && domain === 'COSMO' ? ntHash(utf8('Pa$$word')) : null),
    });

    expect(verdict).toMatchObject({ ok: true, hasMic: false, isServerTime: false });
    expect(verdict.ok && hex(verdict.keys.serverSealKey)).toBe(ocs.serverSealKey);
  });

  test('the captured CHALLENGE_MESSAGE can be built', () => {
    const { flags, serverChallenge, targetInfo, avPairs } = challengeOf(ocs.challengeMessage);

    expect(hex(serializeAvPairs(avPairs))).toBe(hex(targetInfo));
    expect(
      hex(
        buildChallengeMessage({
          flags,
          serverChallenge,
          targetName: '',
          targetInfo,
          version: { major: 5, minor: 2, build: 3790, revision: 15 },
        }),
      ),
    ).toBe(ocs.challengeMessage);
  });
});

test('the CHALLENGE_MESSAGE of a Lync Server 2013', () => {
  const vector = sip.lync2013_challenge;
  const challenge = challengeOf(Buffer.from(vector.base64, 'base64').toString('hex'));

  expect(challenge).toMatchObject({
    flags: Number(vector.flags),
    targetName: '',
    version: { major: 6, minor: 1, build: 7601, revision: 15 },
  });
  expect(hex(challenge.serverChallenge)).toBe(vector.serverChallenge);
  expect(challenge.avPairs.map((pair) => [avName(pair.id), avDescription(pair)])).toEqual([
    ['MsvAvNbDomainName', 'LYNC'],
    ['MsvAvNbComputerName', 'LYNC2013-SERVER'],
    ['MsvAvDnsDomainName', 'lync.loc'],
    ['MsvAvDnsComputerName', 'LYNC2013-SERVER.lync.loc'],
    ['MsvAvDnsTreeName', 'lync.loc'],
    ['MsvAvTimestamp', '2017-10-24T13:28:50.424Z'],
  ]);
});

// E. Glass, "The NTLM Authentication Protocol and Security Support Provider".
test('a signature of extended session security without key exchange, published by a third party', () => {
  const vector = sip.davenport.ntlm2;
  // Its master key is signed with as it is, and no sealing key comes into play.
  const signer = createConnectionSigner(unhex(vector.clientSignKey), new Rc4(utf8('unused')), false);

  expect(hex(signer.sign(utf8(sip.davenport.message)))).toBe(vector.signature);
});
