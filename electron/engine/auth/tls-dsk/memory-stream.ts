import { Duplex } from 'node:stream';

/** A stream with no network behind it: what the TLS engine writes is kept, what the peer said is fed in. */
export class MemoryStream extends Duplex {
  #written: Uint8Array[] = [];
  readonly #onWritten: () => void;

  constructor(onWritten: () => void) {
    super();
    this.#onWritten = onWritten;
  }

  /** Everything written since the last clear. */
  written(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#written));
  }

  clear(): void {
    this.#written = [];
  }

  feed(bytes: Uint8Array): void {
    this.push(bytes);
  }

  override _read(): void {
    // The peer's bytes come when they come: feed pushes them.
  }

  override _write(
    chunk: Uint8Array,
    _encoding: BufferEncoding,
    callback: (error?: Error | null) => void,
  ): void {
    this.#written.push(chunk);
    callback();
    this.#onWritten();
  }
}
