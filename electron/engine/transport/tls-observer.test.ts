import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertName } from '../../../shared/protocol/tls/alert-names.ts';
import { protocolName } from '../../../shared/protocol/tls/raw-records.ts';
import { alertInErrorText } from './tls-alerts.ts';
import { classifyTlsFailure, type FailedHandshake } from './tls-failure.ts';
import { createTlsObserver, type TlsObservation } from './tls-observer.ts';
import { printableBytes } from './printable-bytes.ts';

const serverHello = [2, 0, 0, 38, 3, 3, ...Array<number>(32).fill(9), 0, 0xc0, 0x2f, 0];
const certificateRequest = [13, 0, 0, 4, 1, 1, 0, 0];

describe('what the bytes of a server show', () => {
  test('a flight of TLS 1.2, however it is cut into records and portions', () => {
    const messages = [...serverHello, 11, 0, 0, 3, 0, 0, 0, ...certificateRequest, 14, 0, 0, 0];
    const bytes = [
      ...record(22, messages.slice(0, 7)),
      ...record(22, messages.slice(7, 50)),
      ...record(22, messages.slice(50)),
      ...record(21, [2, 40]),
    ];

    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 }), (sizes) => {
        expect(observe(Uint8Array.from(bytes), sizes)).toMatchObject({
          bytesReceived: bytes.length,
          isTls: true,
          alert: 40,
          serverHelloVersion: 0x0303,
          requestedCertificate: true,
        });
      }),
    );
  });

  test('nothing is read out of encrypted records', () => {
    const bytes = [...record(22, serverHello), ...record(20, [1]), ...record(21, [2, 40])];

    expect(observe(Uint8Array.from(bytes), [])).toMatchObject({ isTls: true, alert: null });
  });

  test('a warning and close_notify are no reason', () => {
    const bytes = [...record(21, [1, 112]), ...record(21, [1, 0])];

    expect(observe(Uint8Array.from(bytes), [])).toMatchObject({ isTls: true, alert: null });
  });

  test('text of any kind is no TLS, from its first byte on', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const bytes = new TextEncoder().encode(text);
        fc.pre((bytes[0] ?? 0) >= 0x20);
        expect(observe(bytes, [1]).isTls).toBe(false);
      }),
    );
  });

  test('any bytes in any portions give the same answer as all at once, and a classification', () => {
    fc.assert(
      fc.property(
        tlsLikeBytes(),
        fc.array(fc.integer({ min: 1, max: 9 })),
        fc.boolean(),
        (bytes, sizes, timedOut) => {
          const observation = observe(bytes, sizes);
          expect(observation).toEqual(observe(bytes, []));
          const facts = classifyTlsFailure({ observation, ending: null, timedOut, error: null });
          expect(facts.detail).not.toBe('');
          expect(facts.banner === null || /^[\x20-\x7e]*$/.test(facts.banner)).toBe(true);
        },
      ),
    );
  });
});

describe('why it failed', () => {
  const nothing = observe(new Uint8Array(0), []);
  const withAlert = (alert: number): TlsObservation => ({ ...nothing, bytesReceived: 7, isTls: true, alert });
  const error = (code: string): Error => Object.assign(new Error('it failed'), { code });

  test.each<[string, Partial<FailedHandshake>, object]>([
    ['a fatal alert', { observation: withAlert(48) }, { failure: 'alert', alert: 'unknown_ca' }],
    ['protocol_version', { observation: withAlert(70) }, { failure: 'version', alert: 'protocol_version' }],
    ['certificate_required', { observation: withAlert(116) }, { failure: 'client-certificate' }],
    [
      'handshake_failure after a request for a certificate',
      { observation: { ...withAlert(40), requestedCertificate: true } },
      { failure: 'client-certificate', alert: 'handshake_failure' },
    ],
    [
      'an alert only the library saw',
      { error: error('ERR_SSL_TLSV1_ALERT_ACCESS_DENIED') },
      { alert: 'access_denied' },
    ],
    [
      'a version only the library saw',
      { error: error('ERR_SSL_UNSUPPORTED_PROTOCOL') },
      { failure: 'version' },
    ],
    [
      'an older ServerHello',
      { observation: { ...nothing, serverHelloVersion: 0x0302 } },
      { failure: 'version' },
    ],
    ['no byte in time', { timedOut: true }, { failure: 'silence' }],
    [
      'some bytes and then none',
      { timedOut: true, observation: { ...nothing, bytesReceived: 90 } },
      { failure: 'other' },
    ],
    ['a reset', { ending: 'reset', error: error('ECONNRESET') }, { failure: 'reset' }],
    ['a reset that shows when we write', { error: error('ECONNRESET') }, { failure: 'reset' }],
    ['a hang-up', { ending: 'closed', error: error('ECONNRESET') }, { failure: 'closed' }],
    [
      'our own objection',
      { ending: 'closed', error: error('ERR_SSL_DH_KEY_TOO_SMALL') },
      { failure: 'other' },
    ],
    ['nothing at all', {}, { failure: 'other' }],
  ])('%s', (_name, failed, expected) => {
    const facts = classifyTlsFailure({
      observation: nothing,
      ending: null,
      timedOut: false,
      error: null,
      ...failed,
    });

    expect(facts).toMatchObject(expected);
  });

  test.each([
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'protocol_version'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'handshake_failure'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'certificate_required'],
    ['ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED', 'certificate_required'],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'unrecognized_name'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'bad_certificate'],
    [
      'write EPROTO 1:error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE:x',
      'handshake_failure',
    ],
    [
      'error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:rec_layer_s3.c',
      'handshake_failure',
    ],
    ['tlsv1 alert user cancelled', 'user_canceled'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', null],
    ['', null],
  ])('%s speaks of %s', (text, alert) => {
    expect(alertInErrorText(text)).toBe(alert);
  });

  test('an objection of the TLS library is told without its addresses and source files', () => {
    const objection = Object.assign(
      new Error('80DC:error:0A00009F:SSL routines:f:length mismatch:../x.c:1:'),
      {
        code: 'ERR_SSL_LENGTH_MISMATCH',
        reason: 'length mismatch',
      },
    );

    expect(
      classifyTlsFailure({ observation: nothing, ending: null, timedOut: false, error: objection }).detail,
    ).toBe('ERR_SSL_LENGTH_MISMATCH (length mismatch)');
  });

  test('numbers without a name keep their number', () => {
    expect([alertName(70), alertName(200), protocolName(0x0301), protocolName(0x0202)]).toEqual([
      'protocol_version',
      'alert_200',
      'TLS 1.0',
      'version 0x0202',
    ]);
  });
});

test('bytes are shown so that they are safe anywhere', () => {
  const bytes = Uint8Array.of(0x48, 0x69, 0x0d, 0x0a, 0x09, 0x5c, 0x1b, 0x7f, 0xc3);

  expect(printableBytes(bytes)).toBe('Hi\\r\\n\\t\\\\\\x1b\\x7f\\xc3');
  expect(printableBytes(new Uint8Array(1_000), 3)).toBe('\\x00\\x00\\x00');
});

function record(type: number, body: readonly number[]): number[] {
  return [type, 3, 3, body.length >> 8, body.length & 0xff, ...body];
}

function observe(bytes: Uint8Array, sizes: readonly number[]): TlsObservation {
  const observer = createTlsObserver();
  let at = 0;
  for (const size of sizes) {
    observer.push(bytes.subarray(at, at + size));
    at = Math.min(bytes.length, at + size);
  }
  observer.push(bytes.subarray(at));
  return observer.observation();
}

/** Bytes that often begin like TLS records, so that the reader is reached and not only its door. */
function tlsLikeBytes(): fc.Arbitrary<Uint8Array> {
  const records = fc
    .array(fc.tuple(fc.constantFrom(20, 21, 22, 23), fc.array(fc.nat(255), { maxLength: 20 })), {
      maxLength: 5,
    })
    .map((parts) => Uint8Array.from(parts.flatMap(([type, body]) => record(type, body))));
  return fc.oneof(records, fc.uint8Array({ maxLength: 60 }));
}
