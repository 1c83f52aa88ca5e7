/** One DER element. start is its tag, contentStart and end bound its content, all as offsets into the same bytes. */
export interface DerElement {
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/**
 * Reads the element at an offset (X.690 8.1, definite lengths, one-byte tags: all that certificates and GSS tokens use).
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

/** The elements inside a constructed one; as far as they can be read, and no more than most. */
export function readChildren(bytes: Uint8Array, parent: DerElement, most: number): readonly DerElement[] {
  const children: DerElement[] = [];
  let offset = parent.contentStart;
  while (offset < parent.end && children.length < most) {
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
