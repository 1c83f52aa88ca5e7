import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readElement, readObjectIdentifier } from '../asn1/der.ts';
import { readInteger } from './der.ts';
import { enctypeName } from './enctypes.ts';
import { errorCodeName } from './error-codes.ts';
import { MECHANISM, mechanismName, readGssFrame, readKrb5Token } from './gss-token.ts';
import { readKrb5Message } from './krb5-message.ts';
import { readMicToken } from './mic-token.ts';
import { readSpnegoToken } from './spnego.ts';

const vectors = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`vectors/${name}`, import.meta.url), 'utf8'));
const { tokens } = z.object({ tokens: z.record(z.string(), z.string()) }).parse(vectors('gss-tokens.json'));
const mics = z.object({ tokens: z.array(z.object({ hex: z.string() })) }).parse(vectors('mic-tokens.json'));
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const token = (name: string): Uint8Array => unhex(tokens[name]!);

describe('context tokens of MIT krb5', () => {
  test('AP-REQ: for whom the ticket is, and how it is encrypted', () => {
    expect(readGssFrame(token('apReq'))?.mechanism).toBe(MECHANISM.krb5);
    expect(readKrb5Token(token('apReq'))).toEqual({
      kind: 'ap-req',
      wantsMutualAuthentication: false,
      realm: 'CONTOSO.TEST',
      spn: 'sip/fe01.contoso.test',
      ticket: {
        enctype: 'aes256-cts-hmac-sha1-96',
        keyVersion: 2,
        cipherBytes: expect.any(Number) as number,
      },
      authenticator: {
        enctype: 'aes256-cts-hmac-sha1-96',
        keyVersion: null,
        cipherBytes: expect.any(Number) as number,
      },
    });
    expect(readKrb5Token(token('apReqMutual'))).toMatchObject({ wantsMutualAuthentication: true });
  });

  test('the ciphers in it are counted whole', () => {
    const message = readKrb5Token(token('apReq'));

    const size =
      message?.kind === 'ap-req' ? message.ticket.cipherBytes + message.authenticator.cipherBytes : 0;
    expect(size).toBeGreaterThan(400);
    expect(size).toBeLessThan(token('apReq').length);
  });

  test('AP-REP', () => {
    expect(readKrb5Token(token('apRep'))).toMatchObject({
      kind: 'ap-rep',
      part: { enctype: 'aes256-cts-hmac-sha1-96', keyVersion: null },
    });
  });

  test('KRB-ERROR: code, name and the clock of the server', () => {
    expect(readKrb5Token(token('krbErrorRepeat'))).toMatchObject({
      kind: 'error',
      code: 34,
      name: 'KRB_AP_ERR_REPEAT',
      realm: 'CONTOSO.TEST',
      spn: 'sip/fe01.contoso.test',
    });
  });

  test('without a frame, and without a token id, it is read as well', () => {
    const { inner } = readGssFrame(token('apReq'))!;

    expect(readKrb5Token(inner)).toMatchObject({ kind: 'ap-req', spn: 'sip/fe01.contoso.test' });
    expect(readKrb5Token(inner.subarray(2))).toMatchObject({ kind: 'ap-req', spn: 'sip/fe01.contoso.test' });
  });

  test('a token of another mechanism is none of krb5', () => {
    expect(readKrb5Token(token('spnegoInit'))).toBeNull();
    expect(readKrb5Token(new TextEncoder().encode('NTLMSSP\0'))).toBeNull();
  });
});

describe('negotiation', () => {
  test('negTokenInit', () => {
    const read = readSpnegoToken(token('spnegoInit'));

    expect(read).toMatchObject({ kind: 'init', mechanisms: [MECHANISM.krb5] });
    expect(readKrb5Token(read?.inner ?? new Uint8Array(0))).toMatchObject({
      kind: 'ap-req',
      spn: 'sip/fe01.contoso.test',
    });
  });

  test('negTokenResp', () => {
    const accepted = readSpnegoToken(token('spnegoResponse'));
    const rejected = readSpnegoToken(token('spnegoReject'));

    expect(accepted).toMatchObject({
      kind: 'response',
      state: 'accept-completed',
      mechanism: MECHANISM.krb5,
      micBytes: 0,
    });
    expect(readKrb5Token(accepted?.inner ?? new Uint8Array(0))?.kind).toBe('ap-rep');
    expect(rejected).toMatchObject({ kind: 'response', state: 'reject', mechanism: null });
    expect(readKrb5Token(rejected?.inner ?? new Uint8Array(0))).toMatchObject({ name: 'KRB_AP_ERR_REPEAT' });
  });

  test('what is no negotiation', () => {
    expect(readSpnegoToken(token('apReq'))).toBeNull();
    expect(readSpnegoToken(new Uint8Array(0))).toBeNull();
  });
});

describe('signatures', () => {
  test.each(mics.tokens)('of a session with an RC4 key: $hex', ({ hex }) => {
    expect(readMicToken(unhex(hex))).toEqual({
      form: 'rfc1964',
      algorithm: 'HMAC-MD5 (RC4)',
      sentByAcceptor: null,
      sequenceNumber: null,
      checksumBytes: 8,
    });
  });

  test('of a session with an AES key', () => {
    expect(readMicToken(token('micOfInitiator'))).toMatchObject({
      form: 'rfc4121',
      sentByAcceptor: false,
      checksumBytes: 12,
    });
  });

  test('a context token is no signature', () => {
    expect(readMicToken(token('apReq'))).toBeNull();
    expect(readMicToken(unhex('0404'))).toBeNull();
  });
});

describe('pieces', () => {
  test.each([
    ['020100', 0],
    ['02020100', 256],
    ['0201ff', -1],
    ['0a0102', 2],
    ['0200', null],
    ['0207ffffffffffffff', null],
    ['0401ff', null],
  ])('the number in %s', (hex, value) => {
    const bytes = unhex(hex);

    expect(readInteger(bytes, readElement(bytes, 0))).toBe(value);
  });

  test('a length that reaches past the end is no element', () => {
    expect(readElement(unhex('3003020101'), 0)).not.toBeNull();
    expect(readElement(unhex('3004020101'), 0)).toBeNull();
    expect(readElement(unhex('3084ffffffff'), 0)).toBeNull();
    expect(readElement(unhex('3080'), 0)).toBeNull();
    expect(readElement(unhex('30'), 0)).toBeNull();
  });

  test('names', () => {
    expect(readObjectIdentifier(unhex('2b06010401823702020a'))).toBe(MECHANISM.ntlm);
    expect(mechanismName(MECHANISM.ntlm)).toBe('NTLM');
    expect(mechanismName('1.2.3')).toBe('1.2.3');
    expect([enctypeName(23), enctypeName(99)]).toEqual(['rc4-hmac', 'enctype 99']);
    expect([errorCodeName(37), errorCodeName(999)]).toEqual(['KRB_AP_ERR_SKEW', 'error 999']);
  });
});

describe('bytes from anybody', () => {
  const readAll = (bytes: Uint8Array): void => {
    readGssFrame(bytes);
    readKrb5Token(bytes);
    readKrb5Message(bytes);
    readMicToken(bytes);
    readSpnegoToken(bytes);
  };

  test('any bytes are read or not, and nothing throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), readAll), { numRuns: 500 });
  });

  test('real tokens with bytes changed or cut off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(tokens)),
        fc.array(fc.tuple(fc.nat(800), fc.nat(255)), { maxLength: 6 }),
        fc.nat(800),
        (name, changes, length) => {
          const bytes = token(name);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          readAll(bytes);
          readAll(bytes.subarray(0, length));
        },
      ),
      { numRuns: 500 },
    );
  });
});
