/** One DER element. start is its tag, contentStart and end bound its content, all as offsets into the same bytes. */
export interface DerElement {
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

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

/**
 * Reads the element at an offset (X.690 8.1, definite lengths, one-byte tags: all that GSS tokens use).
 * Returns null for anything else, or when the element does not fit before the limit.
 */
export function readElement(bytes: Uint8Array, offset: number, limit = bytes.length): DerElement | null {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || offset + 2 > limit || (tag & 0x1f) === 0x1f) return null;
  let contentStart = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const lengthBytes = first & 0x7f;
    if (lengthBytes === 0 || lengthBytes > 4 || contentStart + lengthBytes > limit) return null;
    length = 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[contentStart + i] ?? 0);
    contentStart += lengthBytes;
  }
  const end = contentStart + length;
  return end > limit ? null : { tag, start: offset, contentStart, end };
}

/** The elements inside a constructed one; as far as they can be read. */
export function readChildren(bytes: Uint8Array, parent: DerElement): readonly DerElement[] {
  const children: DerElement[] = [];
  let offset = parent.contentStart;
  while (offset < parent.end && children.length < MAX_CHILDREN) {
    const child = readElement(bytes, offset, parent.end);
    if (child === null) break;
    children.push(child);
    offset = child.end;
  }
  return children;
}

export function contentOf(bytes: Uint8Array, element: DerElement): Uint8Array {
  return bytes.subarray(element.contentStart, element.end);
}

/** What a sequence holds under [n], without that tag; null when it is not there. */
export function field(bytes: Uint8Array, sequence: DerElement | null, number: number): DerElement | null {
  if (sequence === null) return null;
  const tagged = readChildren(bytes, sequence).find(({ tag }) => tag === contextTag(number));
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

/** Dotted decimal; an arc beyond 2^53 comes out inexact, which matches no OID that we know. */
export function readObjectIdentifier(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content.subarray(0, 64)) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length === 0) {
      const root = Math.min(2, Math.floor(arc / 40));
      arcs.push(root, arc - root * 40);
    } else {
      arcs.push(arc);
    }
    arc = 0;
  }
  return arcs.join('.');
}
