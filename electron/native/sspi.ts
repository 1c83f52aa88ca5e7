import { utf16leOfUtf8 } from '../../shared/protocol/ntlm/utf16.ts';
import { knownEnctypeName } from '../../shared/protocol/kerberos/enctypes.ts';
import { callAsync, type Pointer } from './koffi.ts';
import type { KerberosRequest } from './kerberos-failure.ts';
import { bytesAt, NativeMemory } from './native-memory.ts';
import { BUFFER_DATA, BUFFER_TOKEN, type SspiLibrary } from './sspi-library.ts';
import {
  SEC_E_INVALID_HANDLE,
  SEC_E_OK,
  SEC_I_COMPLETE_AND_CONTINUE,
  SEC_I_COMPLETE_NEEDED,
  SEC_I_CONTINUE_NEEDED,
  type SspiStatus,
} from './sspi-status.ts';

export type SspiPackage = 'Kerberos' | 'NTLM' | 'Negotiate';

export interface SspiRequest {
  readonly package: SspiPackage;
  /** sip/fe01.contoso.test */
  readonly spn: string;
  readonly credentials:
    | { readonly kind: 'current-user' }
    | {
        readonly kind: 'password';
        /** UPN, or a bare name with its domain. */
        readonly user: string;
        readonly domain: string;
        /** In UTF-8; the caller wipes it. */
        readonly password: Uint8Array;
      };
  readonly isMutual: boolean;
  /** Connectionless: NTLM then begins with an empty token, and signs with a sequence number of the caller's. */
  readonly isDatagram: boolean;
}

export interface SspiFailure {
  readonly ok: false;
  readonly status: SspiStatus;
  readonly during: KerberosRequest;
}
export type SspiOpening = { readonly ok: true; readonly context: SspiContext } | SspiFailure;
export type SspiStep =
  { readonly ok: true; readonly token: Uint8Array; readonly isComplete: boolean } | SspiFailure;

const OUTBOUND = 2;
const NATIVE_DATA_REPRESENTATION = 0x10;
/** ISC_REQ_… of sspi.h. */
const MUTUAL_AUTH = 0x2;
const DATAGRAM = 0x400;
const CONNECTION = 0x800;
const INTEGRITY = 0x1_0000;
const IDENTIFY = 0x2_0000;
/** SECPKG_ATTR_… of sspi.h. */
const SIZES = 0;
const NAMES = 1;
const LIFESPAN = 2;
const KEY_INFO = 5;
const NATIVE_NAMES = 13;

/** A CredHandle or a CtxtHandle: two words of the machine's size; 16 bytes are enough for both sizes. */
const HANDLE_BYTES = 16;
/** The largest token that Windows can be set to (MaxTokenSize) is 65535 bytes. */
const TOKEN_BYTES = 0x1_0000;
/** What every message of SIP is signed with, whatever its place ([MS-SIPAE] 3.2.4.1 as SSPI's callers do it). */
const SIP_SEQUENCE = 100;
const MOST_SIGNATURE_BYTES = 4096;

/** Takes credentials from the system. Asks no network yet. Never rejects for what the system says. */
export async function openSspi(library: SspiLibrary, request: SspiRequest): Promise<SspiOpening> {
  const { credentials } = request;
  const handles = new NativeMemory(library.koffi);
  const handle = handles.zeros(HANDLE_BYTES);
  using memory = new NativeMemory(library.koffi);
  let identity: Pointer | null = null;
  if (credentials.kind === 'password') {
    const password = utf16leOfUtf8(credentials.password);
    const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
    identity = library.identity(memory, utf16(credentials.user), utf16(credentials.domain), password);
    password.fill(0);
  }
  const code = await callAsync(
    library.call.acquireCredentialsHandle,
    null,
    library.text(memory, request.package),
    OUTBOUND,
    null,
    identity,
    null,
    null,
    handle,
    memory.zeros(8),
  );
  if (code === SEC_E_OK) return { ok: true, context: new SspiContext(library, request, handles, handle) };
  handles[Symbol.dispose]();
  return { ok: false, status: library.status(code), during: requestOf(request) };
}

function requestOf({ credentials }: SspiRequest): KerberosRequest {
  return credentials.kind === 'password' ? 'password' : 'ticket';
}

/** The client's side of a context; Windows holds its keys. */
export class SspiContext {
  readonly #library: SspiLibrary;
  readonly #during: KerberosRequest;
  readonly #spn: string;
  readonly #flags: number;
  readonly #sequence: number;
  readonly #handles: NativeMemory;
  readonly #credentials: Pointer;
  readonly #context: Pointer;
  #hasContext = false;
  #isComplete = false;
  #isBusy = false;
  #isClosed = false;

  constructor(library: SspiLibrary, request: SspiRequest, handles: NativeMemory, credentials: Pointer) {
    this.#library = library;
    this.#during = requestOf(request);
    this.#spn = request.spn;
    this.#handles = handles;
    this.#credentials = credentials;
    this.#context = handles.zeros(HANDLE_BYTES);
    const isDatagram = request.isDatagram && request.package === 'NTLM';
    this.#sequence = isDatagram ? SIP_SEQUENCE : 0;
    this.#flags =
      INTEGRITY | IDENTIFY | (isDatagram ? DATAGRAM : CONNECTION) | (request.isMutual ? MUTUAL_AUTH : 0);
  }

  /** Takes the peer's token, null to begin. May ask the KDC. Never rejects for what the system says. */
  async step(token: Uint8Array | null): Promise<SspiStep> {
    if (this.#isClosed || this.#isBusy || this.#isComplete) return this.#failure(SEC_E_INVALID_HANDLE);
    this.#isBusy = true;
    try {
      return await this.#initialize(token);
    } finally {
      this.#isBusy = false;
      this.#releaseIfClosed();
    }
  }

  /** MakeSignature. Throws when the system refuses, which is a defect. */
  getMic(message: Uint8Array): Uint8Array {
    const { call, koffi } = this.#library;
    using memory = new NativeMemory(koffi);
    const room = this.#signatureBytes();
    const signature = memory.zeros(room);
    const description = this.#library.describe(memory, [
      { type: BUFFER_DATA, address: memory.copy(message), length: message.length },
      { type: BUFFER_TOKEN, address: signature, length: room },
    ]);
    const code = call.makeSignature(this.#established(), 0, description, this.#sequence);
    if (code !== SEC_E_OK) throw new Error(`no signature: ${this.#library.status(code).name}`);
    return bytesAt(koffi, signature, Math.min(room, this.#library.lengthOf(description, 1)));
  }

  /** VerifySignature. Never throws for what the peer sent. */
  verifyMic(message: Uint8Array, mic: Uint8Array): boolean {
    const { call, koffi } = this.#library;
    using memory = new NativeMemory(koffi);
    const description = this.#library.describe(memory, [
      { type: BUFFER_DATA, address: memory.copy(message), length: message.length },
      { type: BUFFER_TOKEN, address: memory.copy(mic), length: mic.length },
    ]);
    return call.verifySignature(this.#established(), description, this.#sequence, [0]) === SEC_E_OK;
  }

  /** What Windows says of the ticket; null where it says nothing, as NTLM does. */
  facts(): {
    readonly client: string | null;
    readonly enctype: string | null;
    readonly endMs: number | null;
  } {
    if (!this.#isComplete || this.#isClosed) return { client: null, enctype: null, endMs: null };
    const client = this.#query(NATIVE_NAMES, 16, textAt) ?? this.#query(NAMES, 8, textAt);
    return {
      client: client === '' ? null : client,
      endMs: this.#query(LIFESPAN, 16, (koffi, at) =>
        expiryOf(BigInt(koffi.decode(at, 8, 'int64_t') as number)),
      ),
      // SecPkgContext_KeyInfo: two texts, key size, signature algorithm, encryption algorithm. That is the enctype where it is
      // Kerberos; where Negotiate came to NTLM, it is a number of another kind.
      enctype: this.#query(KEY_INFO, 32, (koffi, at) => {
        const places = koffi.sizeof('void *') * 2;
        return knownEnctypeName(koffi.decode(at, places + 8, 'uint32_t') as number);
      }),
    };
  }

  /** Idempotent; Windows wipes the keys. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#isBusy) this.#release();
  }

  async #initialize(token: Uint8Array | null): Promise<SspiStep> {
    const library = this.#library;
    using memory = new NativeMemory(library.koffi);
    const output = memory.zeros(TOKEN_BYTES);
    const outputs = library.describe(memory, [{ type: BUFFER_TOKEN, address: output, length: TOKEN_BYTES }]);
    const inputs =
      token === null
        ? null
        : library.describe(memory, [
            { type: BUFFER_TOKEN, address: memory.copy(token), length: token.length },
          ]);
    const code = await callAsync(
      library.call.initializeSecurityContext,
      this.#credentials,
      this.#hasContext ? this.#context : null,
      library.text(memory, this.#spn),
      this.#flags,
      0,
      NATIVE_DATA_REPRESENTATION,
      inputs,
      0,
      this.#context,
      outputs,
      [0],
      memory.zeros(8),
    );
    const isComplete = code === SEC_E_OK || code === SEC_I_COMPLETE_NEEDED;
    if (!isComplete && code !== SEC_I_CONTINUE_NEEDED && code !== SEC_I_COMPLETE_AND_CONTINUE) {
      return this.#failure(code);
    }
    this.#hasContext = true;
    if (code === SEC_I_COMPLETE_NEEDED || code === SEC_I_COMPLETE_AND_CONTINUE) {
      const completed = library.call.completeAuthToken(this.#context, outputs);
      if (completed !== SEC_E_OK) return this.#failure(completed);
    }
    this.#isComplete = isComplete;
    const length = Math.min(TOKEN_BYTES, library.lengthOf(outputs, 0));
    return { ok: true, token: bytesAt(library.koffi, output, length), isComplete };
  }

  #failure(code: number): SspiFailure {
    return { ok: false, status: this.#library.status(code), during: this.#during };
  }

  #established(): Pointer {
    if (!this.#isComplete || this.#isClosed) throw new Error('the context is not complete');
    return this.#context;
  }

  #signatureBytes(): number {
    // SecPkgContext_Sizes: token, signature, block, trailer.
    const bytes = this.#query(SIZES, 16, (koffi, at) => koffi.decode(at, 4, 'uint32_t') as number);
    if (bytes === null || bytes > MOST_SIGNATURE_BYTES) throw new Error('no size of a signature');
    return bytes;
  }

  /** What the package answers at that place; null when it does not answer. */
  #query<T>(
    attribute: number,
    size: number,
    read: (koffi: SspiLibrary['koffi'], at: Pointer) => T,
  ): T | null {
    const { call, koffi } = this.#library;
    using memory = new NativeMemory(koffi);
    const answer = memory.zeros(Math.max(size, 64));
    if (call.queryContextAttributes(this.#established(), attribute, answer) !== SEC_E_OK) return null;
    const value = read(koffi, answer);
    if (attribute === NAMES || attribute === NATIVE_NAMES || attribute === KEY_INFO)
      this.#freeTexts(attribute, answer);
    return value;
  }

  /** The texts in an answer are the caller's to give back. */
  #freeTexts(attribute: number, answer: Pointer): void {
    const { call, koffi } = this.#library;
    for (const place of attribute === NAMES ? [0] : [0, 1]) {
      const text = koffi.decode(answer, koffi.sizeof('void *') * place, 'void *') as Pointer | null;
      if (text !== null) call.freeContextBuffer(text);
    }
  }

  #releaseIfClosed(): void {
    if (this.#isClosed) this.#release();
  }

  #release(): void {
    if (this.#hasContext) this.#library.call.deleteSecurityContext(this.#context);
    this.#library.call.freeCredentialsHandle(this.#credentials);
    this.#hasContext = false;
    this.#handles[Symbol.dispose]();
  }
}

function textAt(koffi: SspiLibrary['koffi'], at: Pointer): string {
  const text = koffi.decode(at, 'void *') as Pointer | null;
  return text === null ? '' : koffi.decode.string16(text);
}

/** From 1601 to 1970. */
const EPOCH_MS = 11_644_473_600_000;
/** The year 9999; what lies beyond stands for "never". */
const LATEST_MS = 253_402_300_799_000;

/** A TimeStamp of SSPI: a FILETIME in local time, by the clock on the wall. null for "never". */
export function expiryOf(fileTime: bigint): number | null {
  const wallMs = Number(fileTime / 10_000n) - EPOCH_MS;
  if (wallMs <= 0 || wallMs > LATEST_MS) return null;
  const wall = new Date(wallMs);
  return new Date(
    wall.getUTCFullYear(),
    wall.getUTCMonth(),
    wall.getUTCDate(),
    wall.getUTCHours(),
    wall.getUTCMinutes(),
    wall.getUTCSeconds(),
    wall.getUTCMilliseconds(),
  ).getTime();
}
