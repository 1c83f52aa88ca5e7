import { contentOf, readChildren, readElement, type DerElement } from '../asn1/der.ts';

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  generalizedTime: 0x18,
  generalString: 0x1b,
  sequence: 0x30,
} as const;

/** As many elements as are read of one sequence; real tokens stay far below. */
const MAX_CHILDREN = 256;
const MAX_TEXT_BYTES = 1_024;

/** [n] of a sequence: context tags are constructed in Kerberos and SPNEGO, whose tagging is explicit (RFC 4120 A, RFC 4178 A). */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** [APPLICATION n], constructed. */
export function applicationTag(number: number): number {
  return 0x60 | number;
}

/** What a sequence holds under [n], without that tag; null when it is not there. */
export function field(bytes: Uint8Array, sequence: DerElement | null, number: number): DerElement | null {
  if (sequence === null) return null;
  const tagged = readChildren(bytes, sequence, MAX_CHILDREN).find(({ tag }) => tag === contextTag(number));
  return tagged === undefined ? null : readElement(bytes, tagged.contentStart, tagged.end);
}

/** A number of up to six bytes, two's complement (X.690 8.3); null if it is none. */
export function readInteger(bytes: Uint8Array, element: DerElement | null): number | null {
  if (element === null || (element.tag !== TAG.integer && element.tag !== TAG.enumerated)) return null;
  const content = contentOf(bytes, element);
  const [first] = content;
  if (first === undefined || content.length > 6) return null;
  const magnitude = content.reduce((value, byte) => value * 256 + byte, 0);
  return first >= 0x80 ? magnitude - 2 ** (8 * content.length) : magnitude;
}

/** A KerberosString (RFC 4120 5.2.1), which is UTF-8 in practice; null if it is none. */
export function readString(bytes: Uint8Array, element: DerElement | null): string | null {
  if (element?.tag !== TAG.generalString) return null;
  return new TextDecoder('utf-8').decode(contentOf(bytes, element).subarray(0, MAX_TEXT_BYTES));
}
