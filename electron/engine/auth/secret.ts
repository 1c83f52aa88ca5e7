import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * Bytes that must reach no log, no message and no error. Whoever prints one gets a mask; whoever is done wipes it.
 * The bytes are taken over, not copied: the caller keeps no second set.
 */
export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The bytes themselves, for the moment of use; keep no reference. All zero once wiped. */
  reveal(): Uint8Array {
    return this.#bytes;
  }

  get byteLength(): number {
    return this.#bytes.length;
  }

  wipe(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
