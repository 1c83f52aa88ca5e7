import type { KoffiFunc } from 'koffi';
import { loadKoffi, type Koffi, type Out, type Pointer } from './koffi.ts';
import { NativeMemory } from './native-memory.ts';
import { sspiStatusName, type SspiStatus } from './sspi-status.ts';

type Address = Pointer | null;
/** Each returns a SECURITY_STATUS, unsigned. */
type Bound<Args extends unknown[]> = KoffiFunc<(...args: Args) => number>;

/** The functions of secur32.dll that are used here. Structures and handles are passed by their address. */
export interface SspiFunctions {
  readonly acquireCredentialsHandle: Bound<
    [
      principal: null,
      packageName: Address,
      use: number,
      logonId: null,
      identity: Address,
      getKey: null,
      getKeyArgument: null,
      credentials: Address,
      expiry: Address,
    ]
  >;
  readonly freeCredentialsHandle: Bound<[Address]>;
  readonly initializeSecurityContext: Bound<
    [
      credentials: Address,
      context: Address,
      target: Address,
      flags: number,
      reserved: number,
      dataRepresentation: number,
      input: Address,
      reservedToo: number,
      newContext: Address,
      output: Address,
      attributes: Out<number>,
      expiry: Address,
    ]
  >;
  readonly completeAuthToken: Bound<[Address, Address]>;
  readonly deleteSecurityContext: Bound<[Address]>;
  readonly queryContextAttributes: Bound<[Address, number, Address]>;
  readonly makeSignature: Bound<[Address, number, Address, number]>;
  readonly verifySignature: Bound<[Address, Address, number, Out<number>]>;
  readonly freeContextBuffer: Bound<[Address]>;
}

/** SecBuffer's type: what is signed, and a token or a signature. */
export const BUFFER_DATA = 1;
export const BUFFER_TOKEN = 2;

export interface SspiBuffer {
  readonly type: number;
  readonly address: Pointer;
  readonly length: number;
}

export interface SspiLibrary {
  readonly koffi: Koffi;
  readonly name: string;
  /** Names of the security packages that are installed. */
  readonly packages: readonly string[];
  readonly call: SspiFunctions;
  status(code: number): SspiStatus;
  /** A SecBufferDesc over the buffers. */
  describe(memory: NativeMemory, buffers: readonly SspiBuffer[]): Pointer;
  /** What the library has written into buffer number `place`: cbBuffer may be less than there was room for. */
  lengthOf(description: Pointer, place: number): number;
  /** A SEC_WINNT_AUTH_IDENTITY_W; texts in UTF-16LE without an end mark. */
  identity(memory: NativeMemory, user: Uint8Array, domain: Uint8Array, password: Uint8Array): Pointer;
  /** UTF-16LE with an end mark. */
  text(memory: NativeMemory, text: string): Pointer;
}

export type LoadedSspi =
  { readonly ok: true; readonly library: SspiLibrary } | { readonly ok: false; readonly reason: string };
let loaded: LoadedSspi | null = null;

/** Windows' own authentication, loaded on first use. Fails with a sentence for people, never with an exception. */
export function sspiLibrary(): LoadedSspi {
  return (loaded ??= load());
}

function load(): LoadedSspi {
  if (process.platform !== 'win32') return { ok: false, reason: 'SSPI is a part of Windows.' };
  const bridge = loadKoffi();
  if (!bridge.ok) return bridge;
  try {
    return { ok: true, library: bind(bridge.koffi) };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `SSPI (secur32.dll) could not be used: ${words}` };
  }
}

const UNICODE_IDENTITY = 2;
const BUFFER_VERSION = 0;
/** FORMAT_MESSAGE_FROM_SYSTEM and FORMAT_MESSAGE_IGNORE_INSERTS. */
const SYSTEM_MESSAGE = 0x1200;
const MESSAGE_CHARACTERS = 512;
/** A Windows has about ten. */
const MOST_PACKAGES = 64;

function bind(koffi: Koffi): SspiLibrary {
  const library = koffi.load('secur32.dll');
  const kernel = koffi.load('kernel32.dll');
  const address = 'void *';
  const u32 = 'uint32_t';
  const outU32 = koffi.out(koffi.pointer(u32));
  type Argument = Parameters<Koffi['out']>[0];
  const bound = <Args extends unknown[]>(symbol: string, ...args: Argument[]): Bound<Args> =>
    // koffi knows no types; the table in SspiFunctions says what these arguments are in ours.
    library.func('__stdcall', symbol, u32, args) as Bound<Args>;
  const call: SspiFunctions = {
    acquireCredentialsHandle: bound(
      'AcquireCredentialsHandleW',
      ...[address, address, u32, address, address, address, address, address, address],
    ),
    freeCredentialsHandle: bound('FreeCredentialsHandle', address),
    initializeSecurityContext: bound(
      'InitializeSecurityContextW',
      ...[address, address, address, u32, u32, u32, address, u32, address, address, outU32, address],
    ),
    completeAuthToken: bound('CompleteAuthToken', address, address),
    deleteSecurityContext: bound('DeleteSecurityContext', address),
    queryContextAttributes: bound('QueryContextAttributesW', address, u32, address),
    makeSignature: bound('MakeSignature', address, u32, address, u32),
    verifySignature: bound('VerifySignature', address, address, u32, outU32),
    freeContextBuffer: bound('FreeContextBuffer', address),
  };

  const bufferType = koffi.struct(null, { cbBuffer: u32, BufferType: u32, pvBuffer: address });
  const descriptionType = koffi.struct(null, { ulVersion: u32, cBuffers: u32, pBuffers: address });
  const identityType = koffi.struct(null, {
    User: address,
    UserLength: u32,
    Domain: address,
    DomainLength: u32,
    Password: address,
    PasswordLength: u32,
    Flags: u32,
  });
  const packageType = koffi.struct(null, {
    fCapabilities: u32,
    wVersion: 'uint16_t',
    wRPCID: 'uint16_t',
    cbMaxToken: u32,
    Name: address,
    Comment: address,
  });
  const enumerate = library.func('__stdcall', 'EnumerateSecurityPackagesW', u32, [
    outU32,
    koffi.out(koffi.pointer(koffi.pointer('void'))),
  ]) as Bound<[Out<number>, Out<Address>]>;
  const formatMessage = kernel.func('__stdcall', 'FormatMessageW', u32, [
    ...[u32, address, u32, u32, address, u32, address],
  ]) as Bound<[number, null, number, number, Address, number, null]>;

  const packages = (): readonly string[] => {
    const count: Out<number> = [0];
    const list: Out<Address> = [null];
    if (enumerate(count, list) !== 0 || list[0] === null) return [];
    const type = koffi.array(packageType, Math.min(count[0], MOST_PACKAGES));
    const found = koffi.decode(list[0], type) as readonly { readonly Name: Address }[];
    const names = found.map(({ Name }) => (Name === null ? '' : koffi.decode.string16(Name)));
    call.freeContextBuffer(list[0]);
    return names;
  };
  const words = (code: number): string => {
    using memory = new NativeMemory(koffi);
    const room = memory.zeros((MESSAGE_CHARACTERS + 1) * 2);
    const length = formatMessage(SYSTEM_MESSAGE, null, code, 0, room, MESSAGE_CHARACTERS, null);
    return koffi.decode
      .string16(room, length)
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim();
  };

  return {
    koffi,
    name: 'SSPI (secur32.dll)',
    packages: packages(),
    call,
    status(code) {
      const name = sspiStatusName(code);
      return { code: code >>> 0, name, text: words(code) || name };
    },
    describe(memory, buffers) {
      const array = memory.zeros(koffi.sizeof(bufferType) * buffers.length);
      buffers.forEach((buffer, place) => {
        koffi.encode(array, koffi.sizeof(bufferType) * place, bufferType, {
          cbBuffer: buffer.length,
          BufferType: buffer.type,
          pvBuffer: buffer.address,
        });
      });
      const description = memory.zeros(koffi.sizeof(descriptionType));
      koffi.encode(description, descriptionType, {
        ulVersion: BUFFER_VERSION,
        cBuffers: buffers.length,
        pBuffers: array,
      });
      return description;
    },
    lengthOf(description, place) {
      const { pBuffers } = koffi.decode(description, descriptionType) as { pBuffers: Pointer };
      const buffer = koffi.decode(pBuffers, koffi.sizeof(bufferType) * place, bufferType) as {
        cbBuffer: number;
      };
      return buffer.cbBuffer;
    },
    identity(memory, user, domain, password) {
      const identity = memory.zeros(koffi.sizeof(identityType));
      koffi.encode(identity, identityType, {
        User: endMarked(memory, user),
        UserLength: user.length / 2,
        Domain: domain.length === 0 ? null : endMarked(memory, domain),
        DomainLength: domain.length / 2,
        Password: endMarked(memory, password),
        PasswordLength: password.length / 2,
        Flags: UNICODE_IDENTITY,
      });
      return identity;
    },
    text: (memory, text) => endMarked(memory, Buffer.from(text, 'utf16le')),
  };
}

/** NativeMemory puts one zero byte behind; a character here has two. */
function endMarked(memory: NativeMemory, utf16: Uint8Array): Pointer {
  const marked = new Uint8Array(utf16.length + 1);
  marked.set(utf16);
  const pointer = memory.copy(marked);
  marked.fill(0);
  return pointer;
}
