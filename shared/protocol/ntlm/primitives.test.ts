import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEqualInConstantTime } from './equal-bytes.ts';
import { epochMsOfFileTime, fileTimeOf } from './file-time.ts';
import { flagNames, flagsOf } from './flags.ts';
import { hmacMd5 } from './keys.ts';
import { md4 } from './md4.ts';
import { Rc4, rc4Once } from './rc4.ts';
import { textOfUtf16le, upperCaseOf, utf16leOf, utf16leOfUtf8 } from './utf16.ts';
import vectors from './vectors/primitives.json' with { type: 'json' };

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

describe('MD4', () => {
  test.each(vectors.md4)('$source, "$asciiInput"', ({ asciiInput, digest }) => {
    expect(hex(md4(ascii(asciiInput)))).toBe(digest);
  });

  test.each([
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('RFC 1320 A.5, %j', (input, digest) => {
    expect(hex(md4(ascii(input)))).toBe(digest);
  });

  test('leaves its input alone', () => {
    const input = ascii('message digest');

    md4(input);

    expect(input).toEqual(ascii('message digest'));
  });
});

describe('RC4', () => {
  test.each(vectors.rc4)('$source', (vector) => {
    const key = vector.asciiKey === undefined ? unhex(vector.keyHex) : ascii(vector.asciiKey);
    const plain = vector.asciiPlain === undefined ? unhex(vector.plainHex) : ascii(vector.asciiPlain);

    expect(hex(rc4Once(key, plain))).toBe(vector.cipher);
  });

  // RFC 6229 2, key 0x0102…10 (128 bits), at 0 and at 4096.
  test('RFC 6229 with 128 bits, far into the stream too', () => {
    const cipher = new Rc4(unhex('0102030405060708090a0b0c0d0e0f10'));

    const stream = cipher.apply(new Uint8Array(4112));

    expect(hex(stream.subarray(0, 16))).toBe('9ac7cc9a609d1ef7b2932899cde41b97');
    expect(hex(stream.subarray(4096))).toBe('a36a4c301ae8ac13610ccbc12256cacc');
  });

  test('is one stream, however it is cut', () => {
    const whole = new Rc4(ascii('Key')).apply(new Uint8Array(20));
    const inParts = new Rc4(ascii('Key'));

    const parts = [inParts.apply(new Uint8Array(7)), inParts.apply(new Uint8Array(13))];

    expect(Buffer.concat(parts)).toEqual(Buffer.from(whole));
  });
});

describe('HMAC-MD5', () => {
  test.each(vectors.hmacMd5)('$source', ({ keyHex, asciiInput, digest }) => {
    expect(hex(hmacMd5(unhex(keyHex), ascii(asciiInput)))).toBe(digest);
  });

  test('agrees with another implementation on any key and message in parts', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array({ maxLength: 200 }), fc.uint8Array(), (key, one, two) => {
        const expected = createHmac('md5', key).update(one).update(two).digest('hex');

        expect(hex(hmacMd5(key, one, two))).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('UTF-16', () => {
  test('agrees with TextDecoder on any bytes, malformed ones included', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const broken = fc.array(
      fc.constantFrom(0xf0, 0xf4, 0xe0, 0xed, 0xc2, 0x9f, 0xa0, 0x80, 0xbf, 0x8f, 0x41),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          broken.map((bytes) => Uint8Array.from(bytes)),
        ),
        (utf8) => {
          expect(hex(utf16leOfUtf8(utf8))).toBe(Buffer.from(decoder.decode(utf8), 'utf16le').toString('hex'));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('names go there and back, half a pair and an odd byte are no obstacle', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(textOfUtf16le(utf16leOf(name))).toBe(name);
      }),
    );
    expect(textOfUtf16le(Uint8Array.of(0x41, 0, 0x00, 0xd8, 0x42, 0, 0x43))).toBe('A\ufffdB');
  });

  test('upper case keeps the length', () => {
    expect(upperCaseOf('alice@straße.test ñ ﬁ')).toBe('ALICE@STRAßE.TEST Ñ ﬁ');
  });
});

describe('FILETIME', () => {
  test('a known date', () => {
    expect(hex(fileTimeOf(Date.UTC(2017, 9, 24, 13, 28, 50)))).toBe('00151907cc4cd301');
    expect(epochMsOfFileTime(unhex('00151907cc4cd301'))).toBe(Date.UTC(2017, 9, 24, 13, 28, 50));
  });

  test('times before 1601 are zero, other lengths no time', () => {
    expect(hex(fileTimeOf(-1e15))).toBe('0000000000000000');
    expect(epochMsOfFileTime(new Uint8Array(7))).toBeNull();
  });
});

describe('flags', () => {
  test('those of a real client, by name', () => {
    expect(flagNames(0x62988255)).toEqual([
      'NTLMSSP_NEGOTIATE_UNICODE',
      'NTLMSSP_REQUEST_TARGET',
      'NTLMSSP_NEGOTIATE_SIGN',
      'NTLMSSP_NEGOTIATE_DATAGRAM',
      'NTLMSSP_NEGOTIATE_NTLM',
      'NTLMSSP_NEGOTIATE_ALWAYS_SIGN',
      'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY',
      'NTLMSSP_NEGOTIATE_IDENTIFY',
      'NTLMSSP_NEGOTIATE_TARGET_INFO',
      'NTLMSSP_NEGOTIATE_VERSION',
      'NTLMSSP_NEGOTIATE_128',
      'NTLMSSP_NEGOTIATE_KEY_EXCH',
    ]);
  });

  test('the highest bit is a bit like the others, a reserved one shows as its number', () => {
    expect(flagNames(0x8000_0108)).toEqual(['0x00000008', '0x00000100', 'NTLMSSP_NEGOTIATE_56']);
    expect(flagsOf('NTLMSSP_NEGOTIATE_56', 'NTLMSSP_NEGOTIATE_UNICODE')).toBe(0x8000_0001);
  });
});

test('bytes of different length are never equal', () => {
  expect(isEqualInConstantTime(ascii('ab'), ascii('abc'))).toBe(false);
  expect(isEqualInConstantTime(ascii('abd'), ascii('abc'))).toBe(false);
  expect(isEqualInConstantTime(ascii('abc'), ascii('abc'))).toBe(true);
});
