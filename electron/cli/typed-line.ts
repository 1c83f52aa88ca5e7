const ENTER: readonly number[] = [0x0a, 0x0d];
const BACKSPACE: readonly number[] = [0x08, 0x7f];
const CTRL_C = 0x03;
const CTRL_D = 0x04;
const CTRL_U = 0x15;
const ESCAPE = 0x1b;
const FIRST_PRINTABLE = 0x20;
/** ESC [ and ESC O begin what the arrow and function keys send (ECMA-48 5.4, 5.5). */
const LEFT_BRACKET = 0x5b;
const LETTER_O = 0x4f;
/** ECMA-48 5.4: the byte that ends a control sequence. */
const isFinal = (byte: number): boolean => byte >= 0x40 && byte <= 0x7e;
/** The second and later bytes of a character in UTF-8. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** What a terminal in raw mode sends, made into the line that the person meant. Pure, so that it can be tested without a terminal. */
export class TypedLine {
  readonly #bytes: Uint8Array;
  #length = 0;
  #key: 'none' | 'escape' | 'sequence' = 'none';

  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes);
  }

  /** Takes one byte. Says when the line is complete or given up. */
  push(byte: number): 'more' | 'done' | 'cancelled' {
    if (ENTER.includes(byte)) return 'done';
    if (byte === CTRL_C) return 'cancelled';
    if (byte === CTRL_D) return this.#length === 0 ? 'cancelled' : 'done';
    if (this.#isPartOfKey(byte)) return 'more';
    if (byte === CTRL_U) this.wipe();
    else if (BACKSPACE.includes(byte)) this.#eraseCharacter();
    else if (byte >= FIRST_PRINTABLE && this.#length < this.#bytes.length) this.#bytes[this.#length++] = byte;
    return 'more';
  }

  /** A copy of what was typed. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }

  /** Arrow and function keys send several bytes, most of them letters that nobody meant to type. */
  #isPartOfKey(byte: number): boolean {
    const before = this.#key;
    if (byte === ESCAPE) this.#key = 'escape';
    else if (before === 'escape') {
      this.#key = byte === LEFT_BRACKET || byte === LETTER_O ? 'sequence' : 'none';
      return this.#key === 'sequence';
    } else if (before === 'sequence' && isFinal(byte)) this.#key = 'none';
    return byte === ESCAPE || before === 'sequence';
  }

  #eraseCharacter(): void {
    while (this.#length > 0) {
      this.#length -= 1;
      const erased = this.#bytes[this.#length] ?? 0;
      this.#bytes[this.#length] = 0;
      if (!isContinuation(erased)) return;
    }
  }
}
