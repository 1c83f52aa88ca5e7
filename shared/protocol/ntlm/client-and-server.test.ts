import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MIC_OFFSET, parseAuthenticateMessage } from './authenticate-message.ts';
import { AV_IDS, avText, serializeAvPairs, type NtlmAvPair } from './av-pairs.ts';
import { buildChallengeMessage } from './challenge-message.ts';
import { openConnection, respondToChallenge, type NtlmClientInput, type NtlmMode } from './client.ts';
import { fileTimeOf } from './file-time.ts';
import { flagNames, flagsOf } from './flags.ts';
import { hasKeyExchange, ntHash, type NtlmSessionKeys } from './keys.ts';
import { OUR_NTLM_VERSION } from './message-bytes.ts';
import { Rc4 } from './rc4.ts';
import { verifyAuthenticate, type NtlmVerdict } from './server.ts';
import {
  connectionlessSignature,
  connectionlessSignatureProblem,
  createConnectionSigner,
} from './signature.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const names: readonly NtlmAvPair[] = [
  avText(AV_IDS.nbDomainName, 'CONTOSO'),
  avText(AV_IDS.nbComputerName, 'FE01'),
];
const timestamp: NtlmAvPair = { id: AV_IDS.timestamp, value: fileTimeOf(1_700_000_000_000) };
const serverChallenge = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
/** What OCS and Lync offer over SIP, and what a web server answers to our NEGOTIATE_MESSAGE. */
const OFFERS: Readonly<Record<NtlmMode, number>> = { connectionless: 0xe29882f3, connection: 0xe2898215 };

interface Case extends Partial<NtlmClientInput> {
  readonly mode: NtlmMode;
  readonly offer?: number;
  readonly pairs?: readonly NtlmAvPair[] | null;
}

function exchange(given: Case): {
  readonly input: NtlmClientInput;
  readonly answer: ReturnType<typeof respondToChallenge>;
} {
  const { mode, offer = OFFERS[mode], pairs = names, ...rest } = given;
  const input: NtlmClientInput = {
    mode,
    negotiate: mode === 'connection' ? openConnection() : null,
    challenge: buildChallengeMessage({
      flags: offer,
      serverChallenge,
      targetName: 'CONTOSO',
      targetInfo: pairs === null ? null : serializeAvPairs(pairs),
      version: OUR_NTLM_VERSION,
    }),
    user: 'alice@contoso.test',
    domain: '',
    workstation: 'PC',
    ntHash: ntHash(utf8('Tr0ub4dor')),
    clientChallenge: Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1),
    exportedSessionKey: new Uint8Array(16).fill(7),
    nowMs: 1_600_000_000_000,
    withMic: mode === 'connection',
    ...rest,
  };
  return { input, answer: respondToChallenge(input) };
}

function answered(given: Case): {
  readonly input: NtlmClientInput;
  readonly message: Uint8Array;
  readonly keys: NtlmSessionKeys;
} {
  const { input, answer } = exchange(given);
  if (!answer.ok) throw new Error(answer.error);
  return { input, ...answer.value };
}

function verify(input: NtlmClientInput, authenticate: Uint8Array, password = 'Tr0ub4dor'): NtlmVerdict {
  return verifyAuthenticate({
    mode: input.mode,
    negotiate: input.negotiate,
    challengeMessage: input.challenge,
    serverChallenge,
    authenticate,
    ntHashOf: (user, domain) =>
      user === input.user && domain === input.domain ? ntHash(utf8(password)) : null,
  });
}

describe('what a server accepts', () => {
  test.each([
    ['over SIP', { mode: 'connectionless' }],
    [
      'over SIP with a timestamp: still LMv2 and no MIC',
      { mode: 'connectionless', pairs: [...names, timestamp] },
    ],
    ['over SIP with a MIC', { mode: 'connectionless', withMic: true }],
    ['over SIP without target information', { mode: 'connectionless', pairs: null }],
    ['over HTTP', { mode: 'connection' }],
    ['over HTTP with a timestamp, hence a MIC', { mode: 'connection', pairs: [...names, timestamp] }],
    ['over HTTP without signing, hence without key exchange', { mode: 'connection', offer: 0x00898201 }],
    ['56 bits', { mode: 'connectionless', offer: 0xc29882f3 }],
    ['40 bits', { mode: 'connectionless', offer: 0x429882f3 }],
  ] as const)('%s', (_name, given: Case) => {
    const { input, message, keys } = answered(given);

    const verdict = verify(input, message);

    const hasTimestamp = given.pairs?.includes(timestamp) === true;
    expect(verdict).toMatchObject({
      ok: true,
      hasMic: input.withMic && (hasTimestamp || given.mode === 'connectionless'),
      timeMs: hasTimestamp ? 1_700_000_000_000 : 1_600_000_000_000,
      isServerTime: hasTimestamp,
      keys,
    });
  });

  test('any account and password', () => {
    const word = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(word, word, word, fc.boolean(), (user, domain, password, withMic) => {
        fc.pre(user !== '');
        const mode = 'connectionless';
        const { input, message } = answered({ mode, user, domain, withMic, ntHash: ntHash(utf8(password)) });

        expect(verify(input, message, password)).toMatchObject({ ok: true, user, domain });
        expect(verify(input, message, `${password}x`)).toMatchObject({ ok: false, why: 'wrong-nt-response' });
      }),
      { numRuns: 60 },
    );
  });

  test('a client that names its domain and leaves it out of the key', () => {
    const { input, message } = answered({ mode: 'connectionless', domain: '' });
    const named = answered({ mode: 'connectionless', domain: 'CONTOSO' });
    const parsed = parseAuthenticateMessage(named.message);
    if (!parsed.ok) throw new Error(parsed.error);

    // The responses without a domain in a message that has one: the names are 14 bytes longer, everything behind moves.
    const mixed = named.message.slice();
    mixed.set(message.subarray(72 + 2 * input.user.length + 4), 72 + 14 + 2 * input.user.length + 4);

    expect(verify({ ...input, domain: 'CONTOSO' }, mixed)).toMatchObject({ ok: true, domain: 'CONTOSO' });
  });
});

describe('what a server refuses', () => {
  const { input, message } = answered({ mode: 'connection', pairs: [...names, timestamp] });

  test.each([
    ['wrong-mic', MIC_OFFSET],
    ['wrong-mic', message.length - 1],
    ['flags', 62],
  ] as const)('%s: a bit turned over at %i', (why, at) => {
    const changed = message.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x08;

    expect(verify(input, changed)).toMatchObject({ ok: false, why });
  });

  test('a MIC over another NEGOTIATE_MESSAGE', () => {
    expect(verify({ ...input, negotiate: new Uint8Array(40) }, message)).toMatchObject({ why: 'wrong-mic' });
  });

  test('an LM response of another password', () => {
    const plain = answered({ mode: 'connectionless' });
    const at = 72 + 2 * (plain.input.user.length + 2);
    plain.message[at] = (plain.message[at] ?? 0) ^ 1;

    expect(verify(plain.input, plain.message)).toMatchObject({ ok: false, why: 'wrong-lm-response' });
  });

  test('an account that it does not know, and no account at all', () => {
    const anonymous = new Uint8Array(64);
    anonymous.set(message.subarray(0, 12));

    expect(verify({ ...input, user: 'bob' }, message)).toMatchObject({ ok: false, why: 'unknown-account' });
    expect(verify(input, anonymous)).toMatchObject({ ok: false, why: 'anonymous' });
    expect(verify(input, message.subarray(0, 90))).toMatchObject({
      ok: false,
      why: 'unreadable',
      user: null,
    });
  });

  test('over SIP, a message that is not connectionless', () => {
    expect(verify({ ...input, mode: 'connectionless' }, message)).toMatchObject({ why: 'flags' });
  });

  test('a key that is missing', () => {
    const plain = answered({ mode: 'connectionless' });
    plain.message.fill(0, 52, 60);

    expect(verify(plain.input, plain.message)).toMatchObject({ ok: false, why: 'no-session-key' });
  });
});

describe('what the client does not answer', () => {
  test('a challenge without what it needs', () => {
    const without = flagsOf('NTLMSSP_NEGOTIATE_DATAGRAM', 'NTLMSSP_NEGOTIATE_KEY_EXCH');

    const { answer } = exchange({ mode: 'connectionless', offer: (0xe29882f3 & ~without) >>> 0 });

    expect(answer).toEqual({
      ok: false,
      error: 'The challenge does not offer NTLMSSP_NEGOTIATE_DATAGRAM, NTLMSSP_NEGOTIATE_KEY_EXCH.',
    });
  });

  test('what is no challenge', () => {
    const { answer } = exchange({ mode: 'connectionless', challenge: openConnection() });

    expect(answer).toEqual({
      ok: false,
      error: 'The challenge cannot be read: it is not an NTLM message of type 2.',
    });
  });

  test('names that no field can carry', () => {
    expect(exchange({ mode: 'connectionless', user: 'a'.repeat(40_000) }).answer.ok).toBe(false);
  });
});

test('the client sends the flags of the real one where OCS or Lync offer theirs', () => {
  const parsed = parseAuthenticateMessage(answered({ mode: 'connectionless' }).message);

  expect(parsed.ok && flagNames(parsed.value.flags)).toEqual(flagNames(0x62988255));
});

describe('signatures', () => {
  const { keys } = answered({ mode: 'connectionless' });

  test('connectionless: any message under any sequence number; any change is noticed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.nat({ max: 0xffff_ffff }),
        fc.nat({ max: 127 }),
        (text, sequence, bit) => {
          const { clientSignKey, clientSealKey } = keys;
          const signature = connectionlessSignature(clientSignKey, clientSealKey, sequence, text);
          const changed = signature.slice();
          changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));

          expect(connectionlessSignatureProblem(clientSignKey, clientSealKey, text, signature)).toBeNull();
          expect(connectionlessSignatureProblem(clientSignKey, clientSealKey, text, changed)).toBe(
            bit < 32 ? 'malformed' : 'mismatch',
          );
        },
      ),
    );
  });

  test('connectionless: any bytes are looked at without harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const problem = connectionlessSignatureProblem(keys.serverSignKey, keys.serverSealKey, bytes, bytes);

        expect(problem).toBe(bytes.length === 16 ? problem : 'unexpected-length');
        expect(problem).not.toBeNull();
      }),
    );
  });

  test('on a connection: in order, and never twice the same', () => {
    const signerOf = (): ReturnType<typeof createConnectionSigner> =>
      createConnectionSigner(
        keys.clientSignKey.slice(),
        new Rc4(keys.clientSealKey),
        hasKeyExchange(keys.flags),
      );
    const [sender, receiver] = [signerOf(), signerOf()];
    const [one, two] = [sender.sign(utf8('same')), sender.sign(utf8('same'))];

    expect(one).not.toEqual(two);
    expect(receiver.problemOf(utf8('same'), one)).toBeNull();
    expect(receiver.problemOf(utf8('same'), two)).toBeNull();
    expect(receiver.problemOf(utf8('same'), one)).toBe('mismatch');
    expect(receiver.problemOf(utf8('same'), one.subarray(1))).toBe('unexpected-length');
  });
});
