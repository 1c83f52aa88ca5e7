import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ObservedToken } from '../../../shared/events/token-events.ts';
import { encodeRecord } from '../../../shared/protocol/tls/reframe.ts';
import { observeToken, type TokenScheme } from './observe-token.ts';

const SCHEMES: readonly TokenScheme[] = ['ntlm', 'kerberos', 'tls-dsk', 'negotiate'];
const { tokens } = z
  .object({ tokens: z.record(z.string(), z.string()) })
  .parse(
    JSON.parse(
      readFileSync(
        new URL('../../../shared/protocol/kerberos/vectors/gss-tokens.json', import.meta.url),
        'utf8',
      ),
    ),
  );
const token = (name: string): Uint8Array => Uint8Array.from(Buffer.from(tokens[name]!, 'hex'));

/** NEGOTIATE_MESSAGE with no names ([MS-NLMP] 2.2.1.1). */
const negotiate = Uint8Array.from([
  ...new TextEncoder().encode('NTLMSSP\0'),
  ...[1, 0, 0, 0],
  ...[0x05, 0x82, 0x08, 0xa0],
  ...Array<number>(16).fill(0),
]);

describe('Kerberos', () => {
  test('a ticket is shown by its name, realm and encryption, and counted', () => {
    expect(observeToken(token('apReq'), 'kerberos')).toEqual({
      kind: 'kerberos',
      sizeBytes: token('apReq').length,
      mechanism: 'krb5',
      message: 'ap-req',
      realm: 'CONTOSO.TEST',
      spn: 'sip/fe01.contoso.test',
      ticketEnctype: 'aes256-cts-hmac-sha1-96',
      keyVersion: 2,
      error: null,
      ticketBytes: expect.any(Number) as number,
    });
  });

  test('in a negotiation it is the same, and the negotiation is said', () => {
    expect(observeToken(token('spnegoInit'), 'negotiate')).toMatchObject({
      mechanism: 'spnego',
      message: 'ap-req',
      spn: 'sip/fe01.contoso.test',
    });
    expect(observeToken(token('spnegoReject'), 'negotiate')).toMatchObject({
      mechanism: 'spnego',
      message: 'error',
      error: 'KRB_AP_ERR_REPEAT (34)',
    });
    expect(observeToken(token('apRep'), 'kerberos')).toMatchObject({ message: 'ap-rep', spn: null });
  });

  test('a bare answer of a negotiation', () => {
    expect(observeToken(Uint8Array.from([0xa1, 7, 0x30, 5, 0xa0, 3, 10, 1, 0]), 'negotiate')).toMatchObject({
      kind: 'kerberos',
      mechanism: 'spnego',
      message: 'other',
    });
  });
});

describe('NTLM', () => {
  test('plain, and wherever a negotiation carries it, it is NTLM', () => {
    const wrapped = wrapInSpnego(negotiate);

    for (const [bytes, scheme] of [
      [negotiate, 'ntlm'],
      [negotiate, 'negotiate'],
      [wrapped, 'negotiate'],
    ] as const) {
      expect(observeToken(bytes, scheme)).toMatchObject({
        kind: 'ntlm-negotiate',
        sizeBytes: negotiate.length,
      });
    }
  });
});

describe('TLS', () => {
  const random = Array<number>(32).fill(7);
  const hello = [2, 0, 0, 38, 3, 1, ...random, 0, 0, 0x2f, 0];
  // DN of CN=Pool, in DER.
  const name = [0x30, 15, 0x31, 13, 0x30, 11, 6, 3, 0x55, 4, 3, 0x0c, 4, 0x50, 0x6f, 0x6f, 0x6c];
  const request = [13, 0, 0, 23, 1, 1, 0, 19, 0, name.length, ...name];

  test('what a server answers to a hello', () => {
    const bytes = encodeRecord(22, 0x0301, Uint8Array.from([...hello, ...request, 14, 0, 0, 0]));

    expect(observeToken(bytes, 'tls-dsk')).toEqual({
      kind: 'tls',
      sizeBytes: bytes.length,
      records: [
        {
          type: 'handshake',
          version: 'TLS 1.0',
          lengthBytes: bytes.length - 5,
          messages: ['ServerHello', 'CertificateRequest', 'ServerHelloDone'],
        },
      ],
      protocol: 'TLS 1.0',
      cipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA'],
      certificates: [],
      acceptedAuthorities: ['CN=Pool'],
      alert: null,
    });
  });

  test('an alert, and what is no TLS', () => {
    expect(observeToken(Uint8Array.of(21, 3, 3, 0, 2, 2, 46), 'tls-dsk')).toMatchObject({
      kind: 'tls',
      protocol: null,
      alert: 'certificate_unknown',
      acceptedAuthorities: null,
    });
    expect(observeToken(Uint8Array.of(1, 2, 3), 'tls-dsk')).toEqual({
      kind: 'unreadable',
      sizeBytes: 3,
      problem: 'not TLS',
    });
  });

  test('a certificate that is none is shown as such', () => {
    const bytes = encodeRecord(22, 0x0303, Uint8Array.of(11, 0, 0, 7, 0, 0, 4, 0, 0, 1, 0x30));

    expect(observeToken(bytes, 'tls-dsk')).toMatchObject({
      certificates: [{ subject: '(a certificate that cannot be read)', derBase64: 'MA==' }],
    });
  });
});

test('no bytes are an invitation', () => {
  for (const scheme of SCHEMES) {
    expect(observeToken(new Uint8Array(0), scheme)).toEqual({ kind: 'empty' });
  }
});

test('whatever comes, it is an observation', () => {
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 200 }).map((body) => encodeRecord(22, 0x0303, body)),
    fc
      .tuple(
        fc.constantFrom(...Object.keys(tokens)),
        fc.array(fc.tuple(fc.nat(800), fc.nat(255)), { maxLength: 5 }),
      )
      .map(([which, changes]) => {
        const bytes = token(which);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return bytes;
      }),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => wrapInSpnego(Uint8Array.from([...negotiate, ...bytes]))),
  );

  fc.assert(
    fc.property(hostile, fc.constantFrom(...SCHEMES), (bytes, scheme) => {
      expect(ObservedToken.safeParse(observeToken(bytes, scheme)).success).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** negTokenInit with NTLM as the only mechanism (RFC 4178 4.2.1). */
function wrapInSpnego(inner: Uint8Array): Uint8Array {
  const der = (tag: number, ...parts: readonly ArrayLike<number>[]): number[] => {
    const content = parts.flatMap((part) => Array.from(part));
    return [tag, 0x82, content.length >> 8, content.length & 0xff, ...content];
  };
  const ntlm = der(6, [0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10]);
  const body = der(0x30, der(0xa0, der(0x30, ntlm)), der(0xa2, der(4, inner)));
  return Uint8Array.from(der(0x60, der(6, [0x2b, 6, 1, 5, 5, 2]), der(0xa0, body)));
}
