import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ObservedToken } from '../../events/token-events.ts';
import { parseAuthenticateMessage } from './authenticate-message.ts';
import { parseAvPairs, serializeAvPairs } from './av-pairs.ts';
import { buildChallengeMessage, parseChallengeMessage } from './challenge-message.ts';
import { openConnection, respondToChallenge } from './client.ts';
import { observeNtlm } from './describe.ts';
import { MAX_NTLM_MESSAGE_BYTES, NTLM_SIGNATURE } from './message-bytes.ts';
import { parseNegotiateMessage } from './negotiate-message.ts';
import { verifyAuthenticate } from './server.ts';
import nlmp from './vectors/ntlm-ms-nlmp.json' with { type: 'json' };
import sip from './vectors/ntlm-sip.json' with { type: 'json' };

const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const real = [
  openConnection(),
  ...[
    nlmp.ntlmv1.challengeMessage,
    nlmp.ntlmv1.authenticateMessage,
    nlmp.ntlmv2.challengeMessage,
    nlmp.ntlmv2.authenticateMessage,
    sip.v4_ocs2007r2.challengeMessage,
    sip.v4_ocs2007r2.authenticateMessage,
  ].map(unhex),
];

/** Any bytes, any bytes behind a right beginning, and real messages with some bytes changed and the end cut off. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.constantFrom(1, 2, 3), fc.uint8Array({ maxLength: 300 }))
    .map(([type, rest]) => Uint8Array.from([...NTLM_SIGNATURE, type, 0, 0, 0, ...rest])),
  fc
    .tuple(
      fc.constantFrom(...real),
      fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), { maxLength: 6 }),
      fc.nat({ max: 400 }),
    )
    .map(([message, changes, size]) => {
      const bytes = message.slice(0, Math.max(12, size));
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      return bytes;
    }),
);

test('any bytes are taken apart without harm, and what comes out fits the log', () => {
  fc.assert(
    fc.property(hostile, (bytes) => {
      const token = observeNtlm(bytes);

      expect(ObservedToken.safeParse(token).error).toBeUndefined();
      expect(token).toMatchObject({ sizeBytes: bytes.length });
    }),
    { numRuns: 3000 },
  );
});

test('any bytes as challenge or answer end in a result', () => {
  fc.assert(
    fc.property(hostile, fc.boolean(), (bytes, withMic) => {
      const answer = respondToChallenge({
        mode: 'connection',
        negotiate: null,
        challenge: bytes,
        user: 'alice',
        domain: '',
        workstation: '',
        ntHash: new Uint8Array(16),
        clientChallenge: new Uint8Array(8),
        exportedSessionKey: new Uint8Array(16),
        nowMs: 0,
        withMic,
      });
      const verdict = verifyAuthenticate({
        mode: 'connection',
        negotiate: null,
        challengeMessage: bytes,
        serverChallenge: new Uint8Array(8),
        authenticate: bytes,
        ntHashOf: () => new Uint8Array(16),
      });

      expect(typeof answer.ok).toBe('boolean');
      expect(verdict.ok).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

describe('lengths and offsets', () => {
  function withField(message: Uint8Array, at: number, length: number, offset: number): Uint8Array {
    const bytes = message.slice();
    const view = new DataView(bytes.buffer);
    view.setUint16(at, length, true);
    view.setUint32(at + 4, offset, true);
    return bytes;
  }

  const challenge = unhex(nlmp.ntlmv2.challengeMessage);
  const authenticate = unhex(nlmp.ntlmv2.authenticateMessage);

  test.each([
    ['one byte too far', 1, 0],
    ['an offset of 4 GiB', 2, 0xffff_0000],
    ['all of 64 KiB', 0xffff, -20],
  ])('%s', (_name, length, behindEnd) => {
    const negotiate = openConnection();
    expect(
      parseChallengeMessage(withField(challenge, 12, length, challenge.length + behindEnd)),
    ).toMatchObject({ ok: false });
    expect(
      parseChallengeMessage(withField(challenge, 40, length, challenge.length + behindEnd)),
    ).toMatchObject({ ok: false });
    expect(
      parseNegotiateMessage(withField(negotiate, 16, length, negotiate.length + behindEnd)),
    ).toMatchObject({
      ok: false,
    });
    for (const at of [12, 20, 28, 36, 44, 52]) {
      expect(
        parseAuthenticateMessage(withField(authenticate, at, length, authenticate.length + behindEnd)),
      ).toEqual({
        ok: false,
        error: 'a field reaches past its end',
      });
    }
  });

  test('an empty field may point anywhere', () => {
    expect(parseChallengeMessage(withField(challenge, 12, 0, 0xffff_ffff))).toMatchObject({
      ok: true,
      value: { targetName: '', version: { build: 6000 } },
    });
  });

  test('messages of old clients and servers, which end early', () => {
    expect(parseNegotiateMessage(openConnection().subarray(0, 16))).toMatchObject({
      ok: true,
      value: { domain: '', version: null },
    });
    expect(parseChallengeMessage(challenge.subarray(0, 32))).toMatchObject({ ok: false });
    expect(parseChallengeMessage(withField(challenge, 12, 0, 0).subarray(0, 32))).toMatchObject({
      ok: true,
      value: { avPairs: [], version: null },
    });
  });

  test('more than we read', () => {
    const huge = new Uint8Array(MAX_NTLM_MESSAGE_BYTES + 1);
    huge.set(challenge);

    expect(parseChallengeMessage(huge)).toMatchObject({ ok: false });
    expect(observeNtlm(huge)).toMatchObject({ kind: 'unreadable', sizeBytes: 65_537 });
  });
});

test('target information that fits no answer once there is a MIC is told, not tried', () => {
  const answerTo = (length: number, withMic: boolean) =>
    respondToChallenge({
      mode: 'connection',
      negotiate: openConnection(),
      challenge: buildChallengeMessage({
        flags: 0xe2898235,
        serverChallenge: new Uint8Array(8),
        targetName: '',
        targetInfo: serializeAvPairs([
          { id: 7, value: new Uint8Array(8) },
          { id: 200, value: new Uint8Array(length) },
        ]),
        version: { major: 10, minor: 0, build: 1, revision: 15 },
      }),
      user: 'alice',
      domain: '',
      workstation: '',
      ntHash: new Uint8Array(16),
      clientChallenge: new Uint8Array(8),
      exportedSessionKey: new Uint8Array(16),
      nowMs: 0,
      withMic,
    });

  expect(answerTo(65_459, true)).toMatchObject({ ok: true });
  expect(answerTo(65_460, false)).toMatchObject({ ok: true });
  expect(answerTo(65_460, true)).toEqual({
    ok: false,
    error: 'The target information of the challenge is longer than an answer can carry.',
  });
});

describe('AV pairs', () => {
  test('go there and back, unknown ones too', () => {
    const pair = fc.record({
      id: fc.integer({ min: 1, max: 0xffff }),
      value: fc.uint8Array({ maxLength: 30 }).map((bytes) => Uint8Array.from(bytes)),
    });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
        expect(parseAvPairs(serializeAvPairs(pairs))).toEqual(pairs);
      }),
    );
  });

  test.each([
    ['no end mark', '0100020041'],
    ['a value that reaches past the end', '01000300410000000000'.slice(0, 12)],
    ['nothing', ''],
    ['endlessly many', `${'0b000000'.repeat(65)}00000000`],
  ])('%s', (_name, bytes) => {
    expect(parseAvPairs(unhex(bytes))).toBeNull();
  });
});
