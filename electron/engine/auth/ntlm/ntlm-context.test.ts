import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AV_IDS, avText, serializeAvPairs } from '../../../../shared/protocol/ntlm/av-pairs.ts';
import { buildChallengeMessage } from '../../../../shared/protocol/ntlm/challenge-message.ts';
import { ntHash, type NtlmSessionKeys } from '../../../../shared/protocol/ntlm/keys.ts';
import { OUR_NTLM_VERSION } from '../../../../shared/protocol/ntlm/message-bytes.ts';
import { verifyAuthenticate, type NtlmVerdict } from '../../../../shared/protocol/ntlm/server.ts';
import {
  connectionlessSignature,
  connectionlessSignatureProblem,
} from '../../../../shared/protocol/ntlm/signature.ts';
import type { Entropy } from '../../entropy.ts';
import type { SecurityContext } from '../security-context.ts';
import { createNtlmContext } from './ntlm-context.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const serverChallenge = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const challenge = buildChallengeMessage({
  flags: 0xe29882f3,
  serverChallenge,
  targetName: '',
  targetInfo: serializeAvPairs([avText(AV_IDS.nbDomainName, 'CONTOSO')]),
  version: OUR_NTLM_VERSION,
});

/** Counts up, so that no two draws are alike, and remembers what it has given out. */
function countingEntropy(): Entropy & { readonly drawn: Uint8Array[] } {
  const drawn: Uint8Array[] = [];
  return {
    drawn,
    bytes(length) {
      const bytes = new Uint8Array(length).fill(drawn.length + 1);
      drawn.push(bytes);
      return bytes;
    },
  };
}

function contextOf(
  password = 'Tr0ub4dor',
  user = 'alice',
  entropy: Entropy = countingEntropy(),
): SecurityContext {
  return createNtlmContext({
    user,
    domain: 'CONTOSO',
    workstation: 'PC',
    password: utf8(password),
    entropy,
    nowMs: 1_700_000_000_000,
  });
}

function judge(authenticate: Uint8Array, user = 'alice', password = 'Tr0ub4dor'): NtlmVerdict {
  return verifyAuthenticate({
    mode: 'connectionless',
    negotiate: null,
    challengeMessage: challenge,
    serverChallenge,
    authenticate,
    ntHashOf: (name, domain) => (name === user && domain === 'CONTOSO' ? ntHash(utf8(password)) : null),
  });
}

async function tokenOf(context: SecurityContext): Promise<Uint8Array> {
  const advance = await context.advance(challenge);
  if (advance.kind !== 'token') throw new Error(advance.kind);
  return advance.token;
}

async function signedIn(): Promise<{ readonly context: SecurityContext; readonly keys: NtlmSessionKeys }> {
  const context = contextOf();
  const verdict = judge(await tokenOf(context));
  if (!verdict.ok) throw new Error(verdict.why);
  return { context, keys: verdict.keys };
}

describe('createNtlmContext', () => {
  test('asks with an empty token, and is complete with its answer to the challenge', async () => {
    const context = contextOf();

    expect(await context.advance(null)).toEqual({
      kind: 'token',
      token: new Uint8Array(0),
      isComplete: false,
    });
    expect(context.strength).toBeNull();
    expect(await context.advance(challenge)).toMatchObject({ kind: 'token', isComplete: true });
    expect(context.strength).toBe('NTLMv2, extended session security, 128 bit');
  });

  test('a server takes any user with the right password, and nobody with a wrong one', async () => {
    const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(word, word, async (user, password) => {
        const token = await tokenOf(contextOf(password, user));

        expect(judge(token, user, password)).toMatchObject({ ok: true, user, hasMic: false });
        expect(judge(token, user, `${password}!`)).toMatchObject({ ok: false, why: 'wrong-nt-response' });
      }),
      { numRuns: 40 },
    );
  });

  test('each side verifies what the other signs, and refuses it when anything changed', async () => {
    const { context, keys } = await signedIn();
    const text = utf8('<NTLM><13317733>');

    const sent = context.sign(text);
    const received = connectionlessSignature(keys.serverSignKey, keys.serverSealKey, 100, text);

    expect(sent.slice(12)).toEqual(Uint8Array.of(100, 0, 0, 0));
    expect(connectionlessSignatureProblem(keys.clientSignKey, keys.clientSealKey, text, sent)).toBeNull();
    expect(context.verify(text, received)).toEqual({ valid: true, macBytes: 16 });
    expect(context.verify(utf8('<NTLM><13317734>'), received)).toEqual({
      valid: false,
      problem: 'mismatch',
      macBytes: 16,
      expectedMacBytes: 16,
    });
    expect(context.verify(text, sent)).toMatchObject({ valid: false, problem: 'mismatch' });
    expect(context.verify(text, new Uint8Array(20))).toMatchObject({
      problem: 'unexpected-length',
      macBytes: 20,
    });
    expect(context.verify(text, new Uint8Array(16))).toMatchObject({ problem: 'malformed' });
  });

  test('a server that signs before there are keys, or after their end, signs nothing', async () => {
    const early = contextOf();
    await early.advance(null);
    const { context: late } = await signedIn();
    late.close();

    for (const context of [early, late]) {
      expect(context.verify(utf8('<NTLM>'), new Uint8Array(16))).toEqual({
        valid: false,
        problem: 'mismatch',
        macBytes: 16,
        expectedMacBytes: null,
      });
    }
  });

  test('a signature under another sequence number than 100 is verified as well', async () => {
    const { context, keys } = await signedIn();
    const signature = connectionlessSignature(keys.serverSignKey, keys.serverSealKey, 7, utf8('x'));

    expect(context.verify(utf8('x'), signature)).toMatchObject({ valid: true });
  });

  test('answers one challenge only', async () => {
    const { context } = await signedIn();

    expect(await context.advance(challenge)).toMatchObject({ kind: 'failed', failure: 'unreadable' });
  });

  test.each([
    ['no bytes', new Uint8Array(0)],
    ['another protocol', utf8('HTTP/1.1 200 OK')],
    ['a challenge without what is needed', challenge.map((byte, index) => (index === 20 ? 0 : byte))],
  ])('%s: unreadable', async (_name, token) => {
    expect(await contextOf().advance(token)).toMatchObject({ kind: 'failed', failure: 'unreadable' });
  });

  test('any bytes end in an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (token) => {
        expect(await contextOf().advance(token)).toMatchObject({ kind: 'failed' });
      }),
      { numRuns: 50 },
    );
  });

  test('leaves the password to its owner, wipes the key it drew, and its own keys at the end', async () => {
    const password = utf8('Tr0ub4dor');
    const entropy = countingEntropy();
    const context = createNtlmContext({
      user: 'alice',
      domain: 'CONTOSO',
      workstation: '',
      password,
      entropy,
      nowMs: 0,
    });

    await tokenOf(context);
    context.close();

    expect(password).toEqual(utf8('Tr0ub4dor'));
    expect(entropy.drawn.filter((bytes) => bytes.length === 16)).toEqual([new Uint8Array(16)]);
    expect(context.strength).toBeNull();
    expect(() => context.sign(utf8('x'))).toThrow('after its end');
    expect(await context.advance(challenge)).toMatchObject({ kind: 'failed', failure: 'cancelled' });
  });
});
