import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificatesOfPem } from '../../transport/x509-certificate.ts';
import { certificatesIn } from './issued-certificate.ts';

const ROOT = certificatesOfPem(
  readFileSync(new URL('../../probes/connectivity/fixtures/root.pem', import.meta.url), 'utf8'),
)[0]!;

/** DER of short contents. */
const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');
const signedData = (...certificates: readonly Uint8Array[]): Buffer =>
  tlv(
    0x30,
    SIGNED_DATA,
    tlv(
      0xa0,
      tlv(0x30, Buffer.from('020101', 'hex'), tlv(0x31), tlv(0x30), tlv(0xa0, ...certificates), tlv(0x31)),
    ),
  );

describe('what a certificate service sends', () => {
  it('may be one certificate, or several in PKCS#7, bounded in number', () => {
    expect(certificatesIn(ROOT, 32)).toHaveLength(1);
    expect(certificatesIn(signedData(ROOT, ROOT), 32)).toHaveLength(2);
    expect(certificatesIn(signedData(ROOT, ROOT, ROOT), 2)).toHaveLength(2);
    expect(certificatesIn(signedData(), 32)).toEqual([]);
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.uint8Array().map((bytes) => signedData(bytes)),
        ),
        fc.nat(ROOT.length - 1),
        fc.nat(255),
        (bytes, at, value) => {
          certificatesIn(bytes, 32);
          const damaged = Uint8Array.from(ROOT);
          damaged[at] = value;
          certificatesIn(damaged, 32);
          certificatesIn(signedData(damaged), 32);
        },
      ),
    );
  });
});
