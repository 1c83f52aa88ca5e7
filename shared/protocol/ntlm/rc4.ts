/**
 * RC4 as a stream: what it has encrypted decides what comes next. Our own, since the crypto libraries below Node and
 * Electron no longer have it. Source: RFC 6229 for its vectors.
 */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index);
  #i = 0;
  #j = 0;

  /** The key is not kept; its owner wipes it. */
  constructor(key: Uint8Array) {
    let j = 0;
    for (let i = 0; i < 256; i += 1) {
      j = (j + this.#at(i) + (key[i % key.length] ?? 0)) & 0xff;
      this.#swap(i, j);
    }
  }

  /** Encrypts, or decrypts. */
  apply(bytes: Uint8Array): Uint8Array {
    return Uint8Array.from(bytes, (byte) => byte ^ this.#next());
  }

  wipe(): void {
    this.#state.fill(0);
    this.#i = 0;
    this.#j = 0;
  }

  #next(): number {
    this.#i = (this.#i + 1) & 0xff;
    this.#j = (this.#j + this.#at(this.#i)) & 0xff;
    this.#swap(this.#i, this.#j);
    return this.#at((this.#at(this.#i) + this.#at(this.#j)) & 0xff);
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #swap(left: number, right: number): void {
    const held = this.#at(left);
    this.#state[left] = this.#at(right);
    this.#state[right] = held;
  }
}

/** One message under a key of its own: RC4K of [MS-NLMP] 6. */
export function rc4Once(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const cipher = new Rc4(key);
  const result = cipher.apply(bytes);
  cipher.wipe();
  return result;
}
