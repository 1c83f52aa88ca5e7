import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChallenges } from './challenge.ts';
import { isToken, trimBlanks } from './characters.ts';
import { parseCSeq, parseDeltaSeconds, parseRetryAfter } from './header-grammar.ts';
import { expandHeaderName } from './header-names.ts';
import { withHeader, type SipMessage } from './message.ts';
import { parseNameAddrList } from './name-addr.ts';
import { offeredSchemes } from './offered-schemes.ts';
import { parseSipMessage } from './parse-message.ts';
import { serializeSipMessage } from './serialize-message.ts';
import { parseSipDate } from './sip-date.ts';
import { parseSipUri, serializeSipUri } from './sip-uri.ts';
import { isRequestUri } from './start-line.ts';
import { createSipFramer, type FramedItem } from './stream-framer.ts';
import { parseViaList } from './via.ts';

const token = fc.string({ unit: oneOf("aZ09-.!%*_+`'~"), minLength: 1, maxLength: 12 });
const oneLine = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replace(/[\r\n]/g, ' '));
const headers = fc.array(
  fc.record({
    name: token.filter((name) => expandHeaderName(name) === name && name.toLowerCase() !== 'content-length'),
    value: oneLine.map(trimBlanks),
  }),
  { maxLength: 8 },
);
const body = fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes));
const request = fc.record({
  kind: fc.constant('request' as const),
  method: token.filter((method) => !/^SIP\//i.test(method)),
  requestUri: oneLine.filter(isRequestUri),
  headers,
  body,
});
const response = fc.record({
  kind: fc.constant('response' as const),
  status: fc.integer({ min: 100, max: 699 }),
  reason: oneLine,
  headers,
  body,
});
const message: fc.Arbitrary<SipMessage> = fc.oneof(request, response);

const vectors = readdirSync(new URL('./vectors/rfc4475/', import.meta.url))
  .filter((name) => name.endsWith('.dat'))
  .map((name) => new Uint8Array(readFileSync(new URL(`./vectors/rfc4475/${name}`, import.meta.url))));

/** A real message with some bytes replaced, doubled, or cut out: closer to the edges than noise. */
const mutatedVector = fc
  .tuple(
    fc.constantFrom(...vectors),
    fc.array(
      fc.record({
        at: fc.nat(4000),
        remove: fc.nat(4),
        insert: fc.oneof(
          fc.uint8Array({ maxLength: 4 }),
          fc.constantFrom(
            ...['\r', '\n', '\r\n', '"', '<', '>', ';', ',', '\\', ':', ' ', '%', '\0'].map(ascii),
          ),
        ),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  )
  .map(([bytes, edits]) =>
    edits.reduce<Uint8Array>((result, { at, remove, insert }) => {
      const place = at % (result.length + 1);
      return Uint8Array.of(...result.subarray(0, place), ...insert, ...result.subarray(place + remove));
    }, bytes),
  );

describe('parse and serialize', () => {
  test('what is written is read back as it was', () => {
    fc.assert(
      fc.property(message, (original) => {
        const bytes = serializeSipMessage(original);
        const outcome = parseSipMessage(bytes);

        const expected = withHeader(original, 'Content-Length', String(original.body.length));
        expect(outcome).toEqual({ ok: true, message: expected, sizeBytes: bytes.length });
        expect(serializeSipMessage(expected)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('whatever parses can be written, and then reads the same', () => {
    fc.assert(
      fc.property(mutatedVector, (bytes) => {
        const first = parseSipMessage(bytes);
        fc.pre(first.ok);
        const second = parseSipMessage(serializeSipMessage(first.message));

        expect(second.ok && second.message.body).toEqual(first.message.body);
        expect(second.ok && withoutContentLength(second.message)).toEqual(
          withoutContentLength(first.message),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('a SIP URI that parses is written as it was', () => {
    const uri = fc
      .tuple(
        fc.constantFrom('sip', 'sips'),
        fc.option(fc.string({ unit: oneOf("abc09-_.!~*'()&=+$,;?/:"), minLength: 1, maxLength: 10 })),
        fc.constantFrom('a.test', '192.0.2.1', '[2001:db8::1]', 'HOST_1'),
        fc.option(fc.integer({ min: 1, max: 65_535 })),
        fc.array(fc.constantFrom(';lr', ';transport=tls', ';opaque=user:epid:21nY-_AA', ';%6c=%41')),
        fc.constantFrom('', '?Route=%3Csip:a%3E&x='),
      )
      .map(
        ([scheme, user, host, port, parameters, after]) =>
          `${scheme}:${user === null ? '' : `${user}@`}${host}${port === null ? '' : `:${port}`}${parameters.join('')}${after}`,
      );
    fc.assert(
      fc.property(uri, (text) => {
        const parsed = parseSipUri(text);
        fc.pre(!/^sips?:(:.*)@/.test(text));

        expect(parsed === null ? null : serializeSipUri(parsed)).toBe(acceptsUser(text) ? text : null);
      }),
      { numRuns: 500 },
    );
  });
});

describe('framing', () => {
  const piece = fc.oneof(
    { weight: 6, arbitrary: message.map(serializeSipMessage) },
    { weight: 3, arbitrary: fc.constantFrom('\r\n', '\r\n\r\n', '\n').map(ascii) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('HTTP/1.1 400 Bad Request\r\n', '\rx', 'a b c\nrest').map(ascii),
    },
    { weight: 2, arbitrary: mutatedVector },
  );

  test('however the stream is cut, the items are the same', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 5 }),
        fc.array(fc.nat(3000), { maxLength: 20 }),
        (pieces, cuts) => {
          const stream = concatenate(pieces);
          const whole = createSipFramer().push(stream);

          expect(frame(stream, cuts)).toEqual(whole);
          expect(frame(stream, stream.keys())).toEqual(whole);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('written messages come out one by one, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
        const written = messages.map(serializeSipMessage);

        const items = createSipFramer().push(concatenate(written));

        expect(items.map((item) => (item.kind === 'message' ? item.bytes : item))).toEqual(written);
      }),
    );
  });
});

describe('hostile input', () => {
  test.each([
    ['noise', fc.uint8Array({ maxLength: 2000 })],
    ['broken messages', mutatedVector],
  ])('%s never throws', (_name, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (bytes) => {
        const framer = createSipFramer();
        framer.push(bytes);
        framer.pending();
        const outcome = parseSipMessage(bytes);
        if (!outcome.ok) expect(outcome.error.offset).toBeLessThanOrEqual(bytes.length);
        if (outcome.ok && outcome.message.kind === 'response') offeredSchemes(outcome.message);
        for (const value of outcome.ok ? outcome.message.headers.map((header) => header.value) : [])
          readAs(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('header values of 64 KiB made of one character or one pair are read in linear time', () => {
    const characters = ['"', '\\', '<', ',', ';', '=', ' ', '%', '@', ':', '?', 'a', '1', '['];
    for (const first of characters) {
      for (const second of characters) readAs((first + second).repeat(32_768));
    }
  });

  test('header values of grammar characters never throw', () => {
    const value = fc.string({ unit: oneOf('"\\<>,;= %@:?a1[]/*sipSIP2.0\t'), maxLength: 60 });
    fc.assert(
      fc.property(value, (text) => {
        readAs(text);
        readAs(`sip:${text}`);
        readAs(`NTLM realm=${text}`);
      }),
      { numRuns: 3000 },
    );
  });
});

function readAs(value: string): void {
  parseNameAddrList(value);
  parseViaList(value);
  parseCSeq(value);
  parseDeltaSeconds(value);
  parseRetryAfter(value);
  parseSipDate(value);
  parseSipUri(value);
  parseChallenges(value);
}

function oneOf(characters: string): fc.Arbitrary<string> {
  return fc.constantFrom(...Array.from(characters));
}

function acceptsUser(text: string): boolean {
  const password = /^sips?:[^:@]*:([^@]*)@/.exec(text)?.[1] ?? '';
  return !/[:;?/]/.test(password);
}

function frame(stream: Uint8Array, cuts: Iterable<number>): readonly FramedItem[] {
  const framer = createSipFramer();
  const places = [...new Set([...cuts].map((cut) => Math.min(cut, stream.length)))].sort((a, b) => a - b);
  return [0, ...places].flatMap((from, index) =>
    framer.push(stream.slice(from, places[index] ?? stream.length)),
  );
}

function withoutContentLength(message: SipMessage): SipMessage {
  return {
    ...message,
    headers: message.headers.filter(({ name }) => name.toLowerCase() !== 'content-length'),
  };
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.of(...pieces.flatMap((piece) => [...piece]));
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test('the generators produce what they promise', () => {
  expect(fc.sample(token, 50).every(isToken)).toBe(true);
});
