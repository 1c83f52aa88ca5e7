/**
 * Reads the fields of one handshake message: big-endian numbers and vectors with their length before them (RFC 5246 4).
 * Past its end everything is null, and once null it stays so: a caller may read on and look at the end only.
 */
export class TlsReader {
  #offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** A number of one to three bytes. */
  number(width: 1 | 2 | 3): number | null {
    const bytes = this.take(width);
    return bytes === null ? null : bytes.reduce((value, byte) => value * 256 + byte, 0);
  }

  take(count: number): Uint8Array | null {
    if (count > this.remaining) {
      this.#offset = this.#bytes.length;
      return null;
    }
    const start = this.#offset;
    this.#offset += count;
    return this.#bytes.subarray(start, this.#offset);
  }

  /** A vector whose length takes so many bytes. */
  vector(lengthWidth: 1 | 2 | 3): Uint8Array | null {
    const length = this.number(lengthWidth);
    return length === null ? null : this.take(length);
  }
}
