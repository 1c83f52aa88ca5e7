import type { KoffiFunc } from 'koffi';
import { loadKoffi, type Koffi, type Out, type Pointer } from './koffi.ts';
import { bytesAt, wipeAt, type NativeMemory } from './native-memory.ts';

/** gss_buffer_desc, [RFC2744] 3.2. */
export interface GssBuffer {
  length: number;
  value: Pointer | null;
}
/** gss_OID_desc, [RFC2744] 3.3. */
export interface GssOid {
  readonly length: number;
  readonly elements: Pointer;
}
type Handle = Pointer | null;
/** koffi's word for a function whose arguments and result are known. */
type Bound<Args extends unknown[]> = KoffiFunc<(minor: Out<number>, ...args: Args) => number>;

/** The functions of [RFC2744] that are used here, and what MIT and Heimdal add. Each returns the major status. */
export interface GssFunctions {
  readonly importName: Bound<[GssBuffer, GssOid, Out<Handle>]>;
  readonly displayName: Bound<[Handle, GssBuffer, Out<Handle>]>;
  readonly releaseName: Bound<[[Handle]]>;
  readonly acquireCred: Bound<
    [Handle, number, GssOidSet | null, number, Out<Handle>, Out<Handle> | null, Out<number> | null]
  >;
  readonly acquireCredWithPassword: Bound<
    [Handle, GssBuffer, number, GssOidSet, number, Out<Handle>, Out<Handle> | null, Out<number> | null]
  >;
  readonly setNegMechs: Bound<[Handle, GssOidSet]>;
  readonly releaseCred: Bound<[[Handle]]>;
  readonly initSecContext: Bound<
    [
      credentials: Handle,
      context: [Handle],
      target: Handle,
      mechanism: GssOid,
      flags: number,
      lifetime: number,
      bindings: null,
      input: GssBuffer | null,
      actualMechanism: null,
      output: GssBuffer,
      actualFlags: Out<number>,
      actualLifetime: Out<number>,
    ]
  >;
  readonly acceptSecContext: Bound<
    [
      context: [Handle],
      credentials: Handle,
      input: GssBuffer,
      bindings: null,
      source: Out<Handle>,
      mechanism: null,
      output: GssBuffer,
      flags: Out<number>,
      lifetime: Out<number>,
      delegated: null,
    ]
  >;
  readonly deleteSecContext: Bound<[[Handle], null]>;
  readonly inquireContext: Bound<[Handle, Out<Handle>, null, Out<number>, null, Out<number>, null, null]>;
  readonly inquireByOid: Bound<[Handle, GssOid, Out<Handle>]>;
  readonly releaseBufferSet: Bound<[[Handle]]>;
  readonly getMic: Bound<[Handle, number, GssBuffer, GssBuffer]>;
  readonly verifyMic: Bound<[Handle, GssBuffer, GssBuffer, Out<number>]>;
  readonly displayStatus: Bound<[number, number, GssOid | null, Out<number>, GssBuffer]>;
  readonly releaseBuffer: Bound<[GssBuffer]>;
}

export interface GssOidSet {
  readonly count: number;
  readonly elements: Pointer;
}

export interface GssLibrary {
  readonly koffi: Koffi;
  /** Name and kind, for people: MIT Kerberos (libgssapi_krb5.so.2). */
  readonly name: string;
  readonly isHeimdal: boolean;
  readonly call: GssFunctions;
  /** Takes a buffer that the library has made: a copy of its bytes; the library's are wiped and given back. */
  take(buffer: GssBuffer): Uint8Array;
  oid(memory: NativeMemory, der: Uint8Array): GssOid;
  /** A set of one. */
  oidSet(memory: NativeMemory, der: Uint8Array): GssOidSet;
  /** The buffers of a gss_buffer_set_t; wiped and given back. */
  takeSet(set: Handle): readonly Uint8Array[];
}

interface KnownLibrary {
  readonly file: string;
  readonly name: string;
  readonly isHeimdal: boolean;
}

const byPlatform: Readonly<Record<string, readonly KnownLibrary[]>> = {
  linux: [
    { file: 'libgssapi_krb5.so.2', name: 'MIT Kerberos (libgssapi_krb5.so.2)', isHeimdal: false },
    { file: 'libgssapi.so.3', name: 'Heimdal (libgssapi.so.3)', isHeimdal: true },
  ],
  darwin: [
    {
      file: '/System/Library/Frameworks/GSS.framework/GSS',
      name: 'Heimdal (GSS.framework)',
      isHeimdal: true,
    },
    { file: 'libgssapi_krb5.dylib', name: 'MIT Kerberos (libgssapi_krb5.dylib)', isHeimdal: false },
  ],
};

export type LoadedGssLibrary =
  { readonly ok: true; readonly library: GssLibrary } | { readonly ok: false; readonly reason: string };
let loaded: LoadedGssLibrary | null = null;

/** This machine's GSSAPI, loaded on first use. Fails with a sentence for people, never with an exception. */
export function gssLibrary(): LoadedGssLibrary {
  return (loaded ??= load());
}

/** Another library than the system's: one mechanism's own, say. Fails with a sentence for people. */
export function loadGssLibrary(file: string, name: string): LoadedGssLibrary {
  const bridge = loadKoffi();
  if (!bridge.ok) return bridge;
  try {
    return { ok: true, library: bind(bridge.koffi, { file, name, isHeimdal: false }) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function load(): LoadedGssLibrary {
  const bridge = loadKoffi();
  if (!bridge.ok) return bridge;
  const candidates = byPlatform[process.platform] ?? [];
  const problems: string[] = [];
  for (const candidate of candidates) {
    try {
      return { ok: true, library: bind(bridge.koffi, candidate) };
    } catch (error) {
      problems.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  if (candidates.length === 0) return { ok: false, reason: 'GSSAPI is used on Linux and macOS only.' };
  return { ok: false, reason: `No GSSAPI library could be loaded: ${problems[0] ?? 'unknown'}` };
}

function bind(koffi: Koffi, { file, name, isHeimdal }: KnownLibrary): GssLibrary {
  const library = koffi.load(file);
  // On Intel Macs both Apple's and MIT's header pack their structures to two bytes.
  const record = process.platform === 'darwin' && process.arch === 'x64' ? koffi.pack : koffi.struct;
  const bufferType = record(null, { length: 'size_t', value: 'void *' });
  const oidType = record(null, { length: 'uint32_t', elements: 'void *' });
  const oidSetType = record(null, { count: 'size_t', elements: 'void *' });
  const handle = koffi.pointer('void');
  const u32 = 'uint32_t';
  const outHandle = koffi.out(koffi.pointer(handle));
  const inoutHandle = koffi.inout(koffi.pointer(handle));
  const outU32 = koffi.out(koffi.pointer(u32));
  const buffer = koffi.pointer(bufferType);
  const outBuffer = koffi.out(koffi.pointer(bufferType));
  const inoutBuffer = koffi.inout(koffi.pointer(bufferType));
  const oid = koffi.pointer(oidType);
  const oidSet = koffi.pointer(oidSetType);
  type Argument = Parameters<Koffi['out']>[0];
  const bound = <Args extends unknown[]>(symbol: string, ...args: Argument[]): Bound<Args> =>
    // koffi knows no types; the table in GssFunctions says what these arguments are in ours.
    library.func(symbol, u32, [outU32, ...args]) as Bound<Args>;

  const call: GssFunctions = {
    importName: bound('gss_import_name', buffer, oid, outHandle),
    displayName: bound('gss_display_name', handle, outBuffer, outHandle),
    releaseName: bound('gss_release_name', inoutHandle),
    acquireCred: bound('gss_acquire_cred', handle, u32, oidSet, 'int', outHandle, outHandle, outU32),
    acquireCredWithPassword: bound(
      'gss_acquire_cred_with_password',
      ...[handle, buffer, u32, oidSet, 'int', outHandle, outHandle, outU32],
    ),
    setNegMechs: bound('gss_set_neg_mechs', handle, oidSet),
    releaseCred: bound('gss_release_cred', inoutHandle),
    initSecContext: bound(
      'gss_init_sec_context',
      ...[handle, inoutHandle, handle, oid, u32, u32, 'void *', buffer, 'void *', outBuffer, outU32, outU32],
    ),
    acceptSecContext: bound(
      'gss_accept_sec_context',
      ...[inoutHandle, handle, buffer, 'void *', outHandle, 'void *', outBuffer, outU32, outU32, 'void *'],
    ),
    deleteSecContext: bound('gss_delete_sec_context', inoutHandle, 'void *'),
    inquireContext: bound(
      'gss_inquire_context',
      ...[handle, outHandle, 'void *', outU32, 'void *', outU32, 'void *', 'void *'],
    ),
    inquireByOid: bound('gss_inquire_sec_context_by_oid', handle, oid, outHandle),
    releaseBufferSet: bound('gss_release_buffer_set', inoutHandle),
    getMic: bound('gss_get_mic', handle, u32, buffer, outBuffer),
    verifyMic: bound('gss_verify_mic', handle, buffer, buffer, outU32),
    displayStatus: bound('gss_display_status', u32, 'int', oid, outU32, outBuffer),
    releaseBuffer: bound('gss_release_buffer', inoutBuffer),
  };

  const take = (taken: GssBuffer): Uint8Array => {
    const bytes = bytesAt(koffi, taken.value, taken.length);
    wipeAt(koffi, taken.value, taken.length);
    call.releaseBuffer([0], taken);
    return bytes;
  };
  return {
    koffi,
    name,
    isHeimdal,
    call,
    take,
    oid: (memory, der) => ({ length: der.length, elements: memory.copy(der) }),
    oidSet(memory, der) {
      const element = memory.zeros(koffi.sizeof(oidType));
      koffi.encode(element, oidType, { length: der.length, elements: memory.copy(der) });
      return { count: 1, elements: element };
    },
    takeSet(set) {
      if (set === null) return [];
      // A gss_buffer_set_desc has the shape of a gss_OID_set_desc.
      const { count, elements } = koffi.decode(set, oidSetType) as { count: number; elements: Pointer };
      const buffers = koffi.decode(elements, koffi.array(bufferType, count)) as GssBuffer[];
      const parts = buffers.map((part) => {
        const bytes = bytesAt(koffi, part.value, part.length);
        wipeAt(koffi, part.value, part.length);
        return bytes;
      });
      call.releaseBufferSet([0], [set]);
      return parts;
    },
  };
}

/** A buffer for the library to read: a copy in memory of ours. */
export function inputBuffer(memory: NativeMemory, bytes: Uint8Array): GssBuffer {
  return { length: bytes.length, value: memory.copy(bytes) };
}

export function emptyBuffer(): GssBuffer {
  return { length: 0, value: null };
}
