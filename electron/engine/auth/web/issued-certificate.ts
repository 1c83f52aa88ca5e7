import { failure, success, type Result } from '../../../../shared/lib/result.ts';
import { dateTime } from '../../../../shared/lib/date.ts';
import { isReadableByLibrary, readX509, type X509 } from '../../transport/x509-certificate.ts';
import { contentOf, readElement, readObjectIdentifier } from '../../../../shared/protocol/asn1/der.ts';
import { contextTag, encodedElement, readChildren, TAG } from '../../transport/x509-der.ts';
import { attributeOf } from '../../transport/x509-names.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CONTENT_TAG = contextTag(0, true);

/**
 * The certificates of an answer: one as X.509, or those of a PKCS#7 (RFC 2315 9.1) in its order.
 * Returns an empty list when the bytes are neither.
 *
 *     ContentInfo ::= SEQUENCE { OID signedData, [0] SEQUENCE { version, SET, SEQUENCE, [0] certificates, … } }
 */
export function certificatesIn(der: Uint8Array, maxCertificates: number): readonly X509[] {
  const outer = readElement(der, 0);
  if (outer?.tag !== TAG.sequence) return [];
  const [first, content] = readChildren(der, outer);
  if (first?.tag !== TAG.objectIdentifier) {
    const certificate = readX509(der.subarray(0, outer.end));
    return certificate.fields === null ? [] : [certificate];
  }
  if (readObjectIdentifier(contentOf(der, first)) !== SIGNED_DATA || content?.tag !== CONTENT_TAG) return [];
  const [signedData] = readChildren(der, content);
  if (signedData === undefined) return [];
  const list = readChildren(der, signedData).find(({ tag }) => tag === CONTENT_TAG);
  if (list === undefined) return [];
  return readChildren(der, list)
    .slice(0, maxCertificates)
    .map((element) => readX509(encodedElement(der, element)))
    .filter(({ fields }) => fields !== null);
}

/** Ours among them, leaf first: the one for our key. null: none is. */
export function withOursFirst(certificates: readonly X509[], publicKeyInfo: string): readonly X509[] | null {
  const ours = certificates.find(({ fields }) => fields?.publicKeyInfo === publicKeyInfo);
  return ours === undefined ? null : [ours, ...certificates.filter((each) => each !== ours)];
}

/** Whether a certificate can do what it was asked for, at a time by the server's clock. Fails with a sentence. */
export function checkIssued(
  { fields, der }: X509,
  address: string,
  atMs: number,
): Result<{ readonly notBeforeMs: number; readonly notAfterMs: number }, string> {
  if (fields === null || !isReadableByLibrary(der)) return failure('The certificate cannot be read.');
  const name = (attributeOf(fields.subject, 'CN') ?? '').replace(/^sip:/i, '');
  if (name.toLowerCase() !== address.toLowerCase()) {
    return failure(
      `The certificate is for ${name === '' ? 'nobody' : name.slice(0, 320)}, not for ${address}.`,
    );
  }
  const { notBeforeMs, notAfterMs } = fields;
  if (notAfterMs <= atMs) return failure(`The certificate expired on ${dateTime(notAfterMs)}.`);
  if (notBeforeMs > atMs + CLOCK_TOLERANCE_MS) {
    return failure(`The certificate is not valid before ${dateTime(notBeforeMs)}.`);
  }
  return success({ notBeforeMs, notAfterMs });
}

/** A certificate made this moment must not fail by the second that the clocks are not known to. */
const CLOCK_TOLERANCE_MS = 60_000;
