import { callAsync, type Pointer } from './koffi.ts';
import { inputBuffer, type GssLibrary } from './gss-library.ts';
import { mechanisms, type GssMechanism } from './gss-oids.ts';
import { isError } from './gss-status.ts';
import { importName } from './gss-context.ts';
import { kerberosUser } from './kerberos-user.ts';
import { NativeMemory } from './native-memory.ts';

/** The two roles of [RFC2744] 5.2. */
const INITIATE = 1;
const ACCEPT = 2;
const ANY_LIFETIME = 0;

export type GssCredentials =
  | { readonly kind: 'current-user' }
  | {
      readonly kind: 'password';
      /** UPN or DOMAIN\name. */
      readonly user: string;
      /** The realm of the user, where the name does not tell it. */
      readonly realm: string | null;
      readonly password: Uint8Array;
    };

export type AcquiredHandle =
  | { readonly ok: true; readonly handle: Pointer | null }
  | { readonly ok: false; readonly major: number; readonly minor: number };

/**
 * Credentials of a client. Those of the current user for Kerberos are the library's default, which is no handle at all.
 * A password may be turned into a ticket here, by asking the KDC, so this runs off the main thread.
 */
export async function acquireInitiator(
  library: GssLibrary,
  mechanism: GssMechanism,
  credentials: GssCredentials,
): Promise<AcquiredHandle> {
  const acquired =
    credentials.kind === 'password'
      ? await withPassword(library, mechanism, credentials)
      : mechanism === 'negotiate'
        ? await byDefault(library, mechanism, INITIATE)
        : { ok: true as const, handle: null };
  if (!acquired.ok || mechanism !== 'negotiate') return acquired;
  // Inside of SPNEGO only Kerberos is the system's business here: NTLM is spoken by this program itself.
  using memory = new NativeMemory(library.koffi);
  const minor: [number] = [0];
  const major = library.call.setNegMechs(minor, acquired.handle, library.oidSet(memory, mechanisms.kerberos));
  if (!isError(major)) return acquired;
  releaseCredentials(library, acquired.handle);
  return { ok: false, major, minor: minor[0] };
}

/** Every key of the keytab, whatever service it is for. */
export function acquireAcceptor(library: GssLibrary, mechanism: GssMechanism): Promise<AcquiredHandle> {
  return byDefault(library, mechanism, ACCEPT);
}

export function releaseCredentials(library: GssLibrary, handle: Pointer | null): void {
  if (handle !== null) library.call.releaseCred([0], [handle]);
}

async function byDefault(
  library: GssLibrary,
  mechanism: GssMechanism,
  usage: number,
): Promise<AcquiredHandle> {
  using memory = new NativeMemory(library.koffi);
  const minor: [number] = [0];
  const out: [Pointer | null] = [null];
  const wanted = library.oidSet(memory, mechanisms[mechanism]);
  const { acquireCred } = library.call;
  const major = await callAsync(acquireCred, minor, null, ANY_LIFETIME, wanted, usage, out, null, null);
  return isError(major) ? { ok: false, major, minor: minor[0] } : { ok: true, handle: out[0] };
}

async function withPassword(
  library: GssLibrary,
  mechanism: GssMechanism,
  credentials: Extract<GssCredentials, { kind: 'password' }>,
): Promise<AcquiredHandle> {
  const imported = importUser(library, mechanism, credentials.user, credentials.realm);
  if (!imported.ok) return imported;
  using memory = new NativeMemory(library.koffi);
  const minor: [number] = [0];
  const out: [Pointer | null] = [null];
  try {
    const major = await callAsync(
      library.call.acquireCredWithPassword,
      minor,
      imported.name,
      inputBuffer(memory, credentials.password),
      ANY_LIFETIME,
      library.oidSet(memory, mechanisms[mechanism]),
      INITIATE,
      out,
      null,
      null,
    );
    return isError(major) ? { ok: false, major, minor: minor[0] } : { ok: true, handle: out[0] };
  } finally {
    library.call.releaseName([0], [imported.name]);
  }
}

function importUser(
  library: GssLibrary,
  mechanism: GssMechanism,
  user: string,
  realm: string | null,
): ReturnType<typeof importName> {
  if (mechanism === 'ntlm') return importName(library, user, 'user');
  const { text, form } = kerberosUser(user, realm);
  return importName(library, text, form === 'enterprise' ? 'kerberosEnterprise' : 'kerberosPrincipal');
}
