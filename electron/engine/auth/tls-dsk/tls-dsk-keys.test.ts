import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createTlsDskKeys, macHashOf } from './tls-dsk-keys.ts';

const { handshakes } = z
  .object({
    handshakes: z.array(
      z.object({
        cipherSuite: z.string(),
        mac: z.string(),
        keyBlock128: z.string(),
        requestBuffer: z.string(),
        response: z.string(),
        responseBuffer: z.string(),
        rspauth: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('vectors/tls-dsk.json', import.meta.url), 'utf8')));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A Buffer, as the TLS library gives its key block. */
const unhex = (text: string): Uint8Array => Buffer.from(text, 'hex');

describe.each(handshakes)('keys of $cipherSuite', (vector) => {
  const hash = macHashOf(vector.cipherSuite)!;
  const createKeys = () => createTlsDskKeys(unhex(vector.keyBlock128), hash);

  test('the hash is that of the suite', () => {
    expect(`hmac-${hash}`).toBe(vector.mac);
  });

  test('a request is signed with the key of the client', () => {
    const signature = createKeys().sign(utf8(vector.requestBuffer));

    expect(Buffer.from(signature).toString('hex')).toBe(vector.response);
  });

  test('an answer is checked with the key of the server', () => {
    const keys = createKeys();
    const signature = unhex(vector.rspauth);
    const wrong = unhex(vector.rspauth);
    wrong[0]! ^= 1;
    const lengths = { macBytes: signature.length, expectedMacBytes: signature.length };

    expect(keys.verify(utf8(vector.responseBuffer), signature)).toEqual({
      valid: true,
      macBytes: signature.length,
    });
    expect(keys.verify(utf8(vector.responseBuffer), wrong)).toEqual({
      valid: false,
      problem: 'mismatch',
      ...lengths,
    });
    expect(keys.verify(utf8(vector.requestBuffer), signature)).toMatchObject({ problem: 'mismatch' });
    expect(keys.verify(utf8(vector.responseBuffer), signature.slice(4))).toEqual({
      valid: false,
      problem: 'unexpected-length',
      ...lengths,
      macBytes: signature.length - 4,
    });
    expect(keys.verify(utf8(vector.responseBuffer), new Uint8Array(0))).toMatchObject({
      problem: 'unexpected-length',
    });
  });
});

test('the block that keys are made of is zeroed, and wiped keys sign nothing', () => {
  const block = unhex(handshakes[0]!.keyBlock128);
  const keys = createTlsDskKeys(block, 'sha1');
  const message = utf8(handshakes[0]!.responseBuffer);

  keys.wipe();

  expect(block.every((byte) => byte === 0)).toBe(true);
  expect(keys.verify(message, unhex(handshakes[0]!.rspauth))).toMatchObject({ problem: 'mismatch' });
});

test.each([
  ['TLS_RSA_WITH_RC4_128_MD5', 'md5'],
  ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'sha1'],
  ['TLS_RSA_WITH_AES_128_GCM_SHA256', 'sha256'],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'sha384'],
  ['TLS_RSA_WITH_AES_128_CCM', null],
  ['', null],
])('the hash of %s is %s', (suite, hash) => {
  expect(macHashOf(suite)).toBe(hash);
});
