/** Thrown inside the decoder only; its caller turns it into data. */
export class DnsFormatError extends Error {
  override readonly name = 'DnsFormatError';
}

const MAX_NAME_OCTETS = 255;
/** 127 labels are the most that 255 octets hold; more jumps than that serve no name. */
const MAX_POINTERS = 127;

/** Reads big-endian fields and names from one DNS message; every read past its end is a DnsFormatError. */
export class ByteReader {
  offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.offset;
  }

  readUint8(): number {
    const value = this.#bytes[this.offset];
    if (value === undefined) throw new DnsFormatError('the message ends too early');
    this.offset += 1;
    return value;
  }

  readUint16(): number {
    return this.readUint8() * 0x100 + this.readUint8();
  }

  readUint32(): number {
    return this.readUint16() * 0x1_0000 + this.readUint16();
  }

  skip(count: number): void {
    if (count > this.remaining) throw new DnsFormatError('the message ends too early');
    this.offset += count;
  }

  /**
   * Reads a name, RFC 1035 3.1 and 4.1.4, without the final dot.
   * A pointer must point backwards, to before the part of the name that it ends: so every name ends, and the work is bounded.
   */
  readName(): string {
    const labels: string[] = [];
    let at = this.offset;
    let end: number | null = null;
    let segmentStart = at;
    let pointers = 0;
    let octets = 1;
    for (;;) {
      const length = this.#byteAt(at);
      if (length === 0) break;
      if ((length & 0xc0) === 0xc0) {
        const target = (length & 0x3f) * 0x100 + this.#byteAt(at + 1);
        end ??= at + 2;
        pointers += 1;
        if (target >= segmentStart) throw new DnsFormatError('a name points forward or to itself');
        if (pointers > MAX_POINTERS) throw new DnsFormatError('a name has too many pointers');
        at = target;
        segmentStart = target;
        continue;
      }
      if (length > 63) throw new DnsFormatError('a label has a reserved length');
      octets += length + 1;
      if (octets > MAX_NAME_OCTETS) throw new DnsFormatError('a name is longer than 255 octets');
      labels.push(this.#labelAt(at + 1, length));
      at += length + 1;
    }
    this.offset = end ?? at + 1;
    return labels.join('.');
  }

  #byteAt(offset: number): number {
    const value = this.#bytes[offset];
    if (value === undefined) throw new DnsFormatError('a name reaches past the end of the message');
    return value;
  }

  /** Presentation form, RFC 1035 5.1: what is no plain character is escaped, so that a label can't pretend to be two. */
  #labelAt(offset: number, length: number): string {
    let label = '';
    for (let index = 0; index < length; index += 1) {
      const octet = this.#byteAt(offset + index);
      if (octet === 0x2e || octet === 0x5c) label += `\\${String.fromCharCode(octet)}`;
      else if (octet <= 0x20 || octet >= 0x7f) label += `\\${String(octet).padStart(3, '0')}`;
      else label += String.fromCharCode(octet);
    }
    return label;
  }
}
