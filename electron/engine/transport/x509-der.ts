import { contentOf, readChildren as childrenOf, type DerElement } from '../../../shared/protocol/asn1/der.ts';

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** As many elements as are read of one sequence; real certificates stay far below. */
const MAX_CHILDREN = 1_000;

/** The elements inside a constructed one; as far as they can be read. */
export function readChildren(bytes: Uint8Array, parent: DerElement): readonly DerElement[] {
  return childrenOf(bytes, parent, MAX_CHILDREN);
}

/** The element with its tag and length. */
export function encodedElement(bytes: Uint8Array, element: DerElement): Uint8Array {
  return bytes.subarray(element.start, element.end);
}

export function contextTag(number: number, constructed: boolean): number {
  return 0x80 | (constructed ? 0x20 : 0) | number;
}

/** Bits of an unsigned integer without its leading zeros. */
export function integerBits(content: Uint8Array): number {
  const first = content.findIndex((byte) => byte !== 0);
  const leading = first === -1 ? undefined : content[first];
  if (leading === undefined) return 0;
  return (content.length - first - 1) * 8 + (32 - Math.clz32(leading));
}

/** UTCTime or GeneralizedTime as RFC 5280 4.1.2.5 allows them, as epoch milliseconds; null if it is neither. */
export function readTime(bytes: Uint8Array, element: DerElement): number | null {
  const text = String.fromCharCode(...contentOf(bytes, element).subarray(0, 32));
  const match =
    element.tag === TAG.utcTime
      ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?Z$/.exec(text)
      : element.tag === TAG.generalizedTime
        ? /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d{1,9})?Z$/.exec(text)
        : null;
  if (match === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const fullYear = element.tag === TAG.utcTime ? year + (year < 50 ? 2000 : 1900) : year;
  return Date.UTC(fullYear, month - 1, day, hour, minute, second);
}

/** A string type of X.520 as text; null for other types. */
export function readText(bytes: Uint8Array, element: DerElement): string | null {
  const content = contentOf(bytes, element);
  switch (element.tag) {
    case TAG.utf8String:
      return new TextDecoder('utf-8').decode(content);
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.teletexString:
      return new TextDecoder('latin1').decode(content);
    case TAG.bmpString:
      return new TextDecoder('utf-16be').decode(content);
    case TAG.universalString: {
      const points: number[] = [];
      for (let i = 0; i + 3 < content.length; i += 4) {
        const point = ((content[i + 1] ?? 0) << 16) | ((content[i + 2] ?? 0) << 8) | (content[i + 3] ?? 0);
        points.push(content[i] === 0 && point <= 0x10ffff ? point : 0xfffd);
      }
      return points.map((point) => String.fromCodePoint(point)).join('');
    }
    default:
      return null;
  }
}
