import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCertificateRequest, readCertificates } from './certificates.ts';
import { cipherSuiteName } from './cipher-suites.ts';
import { readClientHello, readServerHello } from './hello.ts';
import { splitRecords } from './raw-records.ts';
import { flightEnd, readFlight } from './records.ts';
import { encodeRecord, reframeFlight } from './reframe.ts';

const TLS12 = 0x0303;
const u8 = (value: number): number[] => [value];
const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const u24 = (value: number): number[] => [value >> 16, ...u16(value & 0xffff)];
const message = (type: number, body: readonly number[]): number[] => [type, ...u24(body.length), ...body];
const record = (type: number, body: readonly number[], version = TLS12): number[] => [
  ...encodeRecord(type, version, Uint8Array.from(body)),
];
const random = Array<number>(32).fill(7);

const serverName = [
  ...u16(0),
  ...u16(14),
  ...u16(12),
  ...u8(0),
  ...u16(9),
  ...new TextEncoder().encode('fe01.test'),
];
const clientHello = message(1, [
  ...u16(TLS12),
  ...random,
  ...u8(0),
  ...[...u16(4), ...u16(0x0035), ...u16(0xabcd)],
  ...[1, 0],
  ...[...u16(serverName.length + 4), ...u16(35), ...u16(0), ...serverName],
]);
const serverHello = message(2, [...u16(TLS12), ...random, ...u8(0), ...u16(0xc030), 0]);
const certificate = message(11, [...u24(12), ...u24(2), 1, 2, ...u24(4), 3, 4, 5, 6]);
const request = message(13, [1, 1, ...u16(2), 4, 1, ...u16(5), ...u16(3), 0x30, 1, 0]);
const done = message(14, []);
const flight = [...serverHello, ...certificate, ...request, ...done];

describe('a flight', () => {
  test('of a client that begins', () => {
    expect(readFlight(Uint8Array.from(record(22, clientHello, 0x0301)))).toMatchObject({
      records: [
        { type: 'handshake', version: 'TLS 1.0', lengthBytes: clientHello.length, messages: ['ClientHello'] },
      ],
      alert: null,
      problem: null,
      end: 'client-hello',
    });
  });

  test('of a server, one message to a record', () => {
    const bytes = [serverHello, certificate, request, done].flatMap((body) => record(22, body));

    expect(readFlight(Uint8Array.from(bytes))).toMatchObject({
      records: [
        { messages: ['ServerHello'] },
        { messages: ['Certificate'] },
        { messages: ['CertificateRequest'] },
        { messages: ['ServerHelloDone'] },
      ],
      end: 'server-hello-done',
    });
  });

  test('that ends under keys', () => {
    const bytes = [...record(22, message(4, [0])), ...record(20, [1]), ...record(22, [9, 9, 9, 9])];

    expect(readFlight(Uint8Array.from(bytes))).toMatchObject({
      records: [
        { messages: ['NewSessionTicket'] },
        { type: 'change_cipher_spec', messages: ['ChangeCipherSpec'] },
        { type: 'handshake', messages: ['encrypted'] },
      ],
      end: 'finished',
    });
  });

  test('that breaks off, and a warning that does not', () => {
    expect(readFlight(Uint8Array.from(record(21, [2, 48])))).toMatchObject({
      records: [{ type: 'alert', messages: ['unknown_ca'] }],
      alert: 'unknown_ca',
      end: 'alert',
    });
    expect(readFlight(Uint8Array.from(record(21, [1, 112])))).toMatchObject({ alert: null, end: null });
    expect(readFlight(Uint8Array.from(record(21, [1, 0])))).toMatchObject({ alert: 'close_notify' });
  });

  test('an encrypted alert is not guessed at', () => {
    const bytes = [...record(20, [1]), ...record(21, [2, 40])];

    expect(readFlight(Uint8Array.from(bytes))).toMatchObject({ alert: null, end: null });
  });

  test.each([
    ['nothing', [], null],
    ['text', [...new TextEncoder().encode('SIP/2.0 401')], 'not TLS'],
    ['half a header', [22, 3], 'a record is cut off'],
    ['half a record', [22, 3, 3, 0, 9, 1], 'a record is cut off'],
    ['half a message', record(22, [11, 0, 0, 9, 1]), 'a handshake message is cut off'],
    ['a record too long', [22, 3, 3, 0xff, 0xff], 'a record is longer than TLS allows'],
    ['text after a record', [...record(22, done), 65], 'a record that is not TLS'],
    [
      'endless empty records',
      Array<number[]>(400).fill([22, 3, 3, 0, 0]).flat(),
      'more records than a handshake has',
    ],
  ])('%s is no whole flight', (_, bytes, problem) => {
    expect(readFlight(Uint8Array.from(bytes))).toMatchObject({ problem, end: null });
  });

  test('it ends with its last byte, not before', () => {
    const bytes = Uint8Array.from(
      [serverHello, certificate, request, done].flatMap((body) => record(22, body)),
    );

    for (let length = 0; length < bytes.length; length++)
      expect(flightEnd(bytes.subarray(0, length))).toBeNull();
    expect(flightEnd(bytes)).toBe('server-hello-done');
  });

  test('however it is cut into records, the messages are the same', () => {
    const whole = readFlight(Uint8Array.from(record(22, flight)));

    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sizes) => {
        const bytes: number[] = [];
        let offset = 0;
        for (let i = 0; offset < flight.length; i++) {
          const size = sizes[i % sizes.length]!;
          bytes.push(...record(22, flight.slice(offset, offset + size)));
          offset += size;
        }
        const cut = readFlight(Uint8Array.from(bytes));
        expect(cut.messages).toEqual(whole.messages);
        expect(cut.records.flatMap(({ messages }) => messages)).toEqual(
          whole.records.flatMap(({ messages }) => messages),
        );
        expect(reframeFlight(Uint8Array.from(bytes))).toEqual(Uint8Array.from(record(22, flight)));
      }),
    );
  });
});

describe('one record for the clear messages', () => {
  test('what is under keys stays as it is', () => {
    const clear = [...record(22, serverHello), ...record(22, done)];
    const rest = [...record(20, [1]), ...record(22, [1, 2]), ...record(22, [3, 4])];

    expect(reframeFlight(Uint8Array.from([...clear, ...rest]))).toEqual(
      Uint8Array.from([...record(22, [...serverHello, ...done]), ...rest]),
    );
  });

  test('what is longer than a record takes several', () => {
    const body = Array<number>(10_000).fill(5);
    const bytes = Uint8Array.from([...record(22, body), ...record(22, body)]);

    expect(splitRecords(reframeFlight(bytes)).records.map((one) => one.body.length)).toEqual([16_384, 3_616]);
  });

  test('what is no TLS comes back unchanged', () => {
    const bytes = Uint8Array.of(1, 2, 3);

    expect(reframeFlight(bytes)).toEqual(bytes);
  });
});

describe('messages', () => {
  const bodyOf = (encoded: readonly number[]): Uint8Array => Uint8Array.from(encoded.slice(4));

  test('ClientHello', () => {
    const hello = readClientHello(bodyOf(clientHello));

    expect(hello).toEqual({
      version: TLS12,
      random: Uint8Array.from(random),
      sessionIdBytes: 0,
      cipherSuites: [0x0035, 0xabcd],
      extensions: [35, 0],
      serverName: 'fe01.test',
    });
    expect(hello?.cipherSuites.map(cipherSuiteName)).toEqual(['TLS_RSA_WITH_AES_256_CBC_SHA', '0xabcd']);
  });

  test('ServerHello', () => {
    expect(readServerHello(bodyOf(serverHello))).toEqual({
      version: TLS12,
      random: Uint8Array.from(random),
      sessionIdBytes: 0,
      cipherSuite: 0xc030,
    });
    expect(readServerHello(Uint8Array.of(3, 3))).toBeNull();
  });

  test('Certificate, in its order', () => {
    expect(readCertificates(bodyOf(certificate))).toEqual({
      certificates: [Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6)],
      isTruncated: false,
    });
    expect(readCertificates(Uint8Array.of(0, 0, 5, 0, 0, 9, 1, 1))).toBeNull();
  });

  test('more certificates than are read are left out', () => {
    const many = Array<number[]>(40)
      .fill([...u24(1), 9])
      .flat();
    const large = [...u24(200_000), ...Array<number>(200_000).fill(1)];

    expect(readCertificates(Uint8Array.from([...u24(many.length), ...many]))).toMatchObject({
      certificates: { length: 32 },
      isTruncated: true,
    });
    expect(readCertificates(Uint8Array.from([...u24(large.length * 2), ...large, ...large]))).toMatchObject({
      certificates: { length: 1 },
      isTruncated: true,
    });
  });

  test('CertificateRequest, with signature algorithms and, in older versions, without', () => {
    const authorities = [Uint8Array.of(0x30, 1, 0)];

    expect(readCertificateRequest(bodyOf(request), TLS12)).toEqual({ authorities });
    expect(readCertificateRequest(Uint8Array.of(1, 1, ...u16(5), ...u16(3), 0x30, 1, 0), 0x0301)).toEqual({
      authorities,
    });
    expect(readCertificateRequest(Uint8Array.of(1, 1, 0, 0), 0x0301)).toEqual({ authorities: [] });
  });

  test('any bytes are read or not, and nothing throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0x0301, TLS12), (bytes, version) => {
        readClientHello(bytes);
        readServerHello(bytes);
        readCertificates(bytes);
        readCertificateRequest(bytes, version);
        readFlight(bytes);
        readFlight(encodeRecord(22, version, bytes));
        reframeFlight(bytes);
      }),
      { numRuns: 500 },
    );
  });
});
