import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { base64OfPem, pemCertificates, pemOf } from './pem.ts';

const block = (body: string): string => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;

describe('pemCertificates', () => {
  it('takes every certificate and nothing around it', () => {
    expect(
      pemCertificates(`# Root A\r\n${block('AA')}junk ${block('BB')}-----BEGIN CERTIFICATE-----\nCC`),
    ).toEqual([block('AA'), block('BB')]);
  });

  it('reads what it wrote, and anything else without fault', () => {
    fc.assert(
      fc.property(fc.array(fc.base64String()), fc.string(), (bodies, noise) => {
        expect(pemCertificates(bodies.map((body) => noise + block(body)).join(''))).toHaveLength(
          bodies.length,
        );
        expect(pemCertificates(noise)).toEqual([]);
      }),
    );
  });
});

test('a certificate is the same behind PEM and back', () => {
  expect(pemOf('A'.repeat(65))).toBe(block(`${'A'.repeat(64)}\nA`));
  fc.assert(
    fc.property(fc.base64String({ minLength: 4 }), (derBase64) => {
      expect(pemCertificates(pemOf(derBase64)).map(base64OfPem)).toEqual([derBase64]);
    }),
  );
});
