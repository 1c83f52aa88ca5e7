import type { Pointer } from './koffi.ts';
import { knownEnctypeName } from '../../shared/protocol/kerberos/enctypes.ts';
import { emptyBuffer, inputBuffer, type GssLibrary } from './gss-library.ts';
import { enctypeArc, nameTypes, sessionKeyInquiry, type GssMechanism } from './gss-oids.ts';
import { isError, statusOf } from './gss-status.ts';
import { NativeMemory } from './native-memory.ts';

/** GSS_C_INDEFINITE, [RFC2744] 3.9.3. */
const INDEFINITE = 0xffff_ffff;

/** A context whose keys stand, of either side. After `close` nothing may be asked of it. */
export class GssContext {
  readonly #library: GssLibrary;
  readonly #mechanism: GssMechanism;
  #handle: Pointer | null;

  constructor(library: GssLibrary, mechanism: GssMechanism, handle: Pointer) {
    this.#library = library;
    this.#mechanism = mechanism;
    this.#handle = handle;
  }

  /** GSS_GetMIC with the mechanism's default quality of protection. Throws when the library refuses, which is a defect. */
  getMic(message: Uint8Array): Uint8Array {
    const { call, koffi } = this.#library;
    using memory = new NativeMemory(koffi);
    const minor: [number] = [0];
    const mic = emptyBuffer();
    const major = call.getMic(minor, this.#open(), 0, inputBuffer(memory, message), mic);
    if (isError(major)) {
      throw new Error(`no MIC: ${statusOf(this.#library, this.#mechanism, major, minor[0]).text}`);
    }
    return this.#library.take(mic);
  }

  /** GSS_VerifyMIC. Never throws: any bytes may come from outside. */
  verifyMic(message: Uint8Array, mic: Uint8Array): boolean {
    const { call, koffi } = this.#library;
    using memory = new NativeMemory(koffi);
    const major = call.verifyMic(
      [0],
      this.#open(),
      inputBuffer(memory, message),
      inputBuffer(memory, mic),
      [0],
    );
    // A duplicate or late token (supplementary bits) is still the peer's: who counts messages is the caller.
    return !isError(major);
  }

  /** Who the initiator is, and how long the context holds; null where the library does not say. */
  facts(): { readonly client: string | null; readonly lifetimeSeconds: number | null } {
    const { call } = this.#library;
    const name: [Pointer | null] = [null];
    const lifetime: [number] = [0];
    if (isError(call.inquireContext([0], this.#open(), name, null, lifetime, null, [0], null, null))) {
      return { client: null, lifetimeSeconds: null };
    }
    const client = displayName(this.#library, name[0]);
    call.releaseName([0], name);
    return { client, lifetimeSeconds: lifetime[0] === INDEFINITE ? null : lifetime[0] };
  }

  /** The encryption type of the context's key; null where the library or the mechanism does not say. */
  enctype(): string | null {
    const { call, koffi } = this.#library;
    using memory = new NativeMemory(koffi);
    const set: [Pointer | null] = [null];
    const inquiry = this.#library.oid(memory, sessionKeyInquiry);
    if (isError(call.inquireByOid([0], this.#open(), inquiry, set))) return null;
    const [key, type] = this.#library.takeSet(set[0]);
    key?.fill(0);
    return type === undefined ? null : enctypeOf(type);
  }

  /** Idempotent; the library wipes the keys. */
  close(): void {
    if (this.#handle === null) return;
    this.#library.call.deleteSecContext([0], [this.#handle], null);
    this.#handle = null;
  }

  #open(): Pointer {
    if (this.#handle === null) throw new Error('the context is closed');
    return this.#handle;
  }
}

/** How a name reads; null when it has none. */
export function displayName(library: GssLibrary, name: Pointer | null): string | null {
  if (name === null) return null;
  const words = emptyBuffer();
  if (isError(library.call.displayName([0], name, words, [null]))) return null;
  // gss-ntlmssp counts the zero byte behind the name as part of it.
  return new TextDecoder().decode(library.take(words)).replace(/\0$/, '');
}

/** Makes a name of the library's own; null when it can't be one. The caller releases it. */
export function importName(
  library: GssLibrary,
  text: string,
  type: keyof typeof nameTypes,
):
  | { readonly ok: true; readonly name: Pointer }
  | { readonly ok: false; readonly major: number; readonly minor: number } {
  using memory = new NativeMemory(library.koffi);
  const name: [Pointer | null] = [null];
  const minor: [number] = [0];
  const bytes = new TextEncoder().encode(text);
  const major = library.call.importName(
    minor,
    inputBuffer(memory, bytes),
    library.oid(memory, nameTypes[type]),
    name,
  );
  return isError(major) || name[0] === null
    ? { ok: false, major, minor: minor[0] }
    : { ok: true, name: name[0] };
}

/** The last arc of 1.2.840.113554.1.2.2.4.N. */
export function enctypeOf(oid: Uint8Array): string | null {
  const isOfThisKind = enctypeArc.every((byte, place) => oid[place] === byte);
  const arc = oid.subarray(enctypeArc.length);
  if (!isOfThisKind || arc.length === 0 || arc.length > 4) return null;
  // Base 128, most significant first, the high bit says that more follows ([X.690] 8.19.2).
  const number = arc.reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  return knownEnctypeName(number) ?? `encryption type ${number}`;
}
