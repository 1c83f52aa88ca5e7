import type { Koffi, Pointer } from './koffi.ts';

/** Copies bytes out of a library's memory. Never a view of it: Electron forbids those, and the library frees its own. */
export function bytesAt(koffi: Koffi, pointer: Pointer | null, length: number): Uint8Array {
  if (pointer === null || length === 0) return new Uint8Array();
  const bytes: unknown = koffi.decode(pointer, koffi.array('uint8_t', length, 'Typed'));
  if (!(bytes instanceof Uint8Array)) throw new Error('memory was not read as bytes');
  return bytes;
}

/** Overwrites a library's memory with zeros. */
export function wipeAt(koffi: Koffi, pointer: Pointer | null, length: number): void {
  if (pointer === null || length === 0) return;
  koffi.encode(pointer, koffi.array('uint8_t', length), new Uint8Array(length));
}

/** Memory for the arguments of one call or of a few: it stays where it is, and is zeroed when it is given back. */
export class NativeMemory implements Disposable {
  readonly #koffi: Koffi;
  readonly #pieces: { readonly pointer: Pointer; readonly length: number }[] = [];

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
  }

  /** A copy of the bytes with a zero byte behind it. */
  copy(bytes: Uint8Array): Pointer {
    const terminated = new Uint8Array(bytes.length + 1);
    terminated.set(bytes);
    const pointer = this.zeros(terminated.length);
    this.#koffi.encode(pointer, this.#koffi.array('uint8_t', terminated.length), terminated);
    terminated.fill(0);
    return pointer;
  }

  zeros(length: number): Pointer {
    const pointer: unknown = this.#koffi.alloc('uint8_t', length);
    if (typeof pointer !== 'bigint') throw new Error('no memory');
    this.#pieces.push({ pointer, length });
    wipeAt(this.#koffi, pointer, length);
    return pointer;
  }

  [Symbol.dispose](): void {
    for (const { pointer, length } of this.#pieces.splice(0)) {
      wipeAt(this.#koffi, pointer, length);
      this.#koffi.free(pointer);
    }
  }
}
