import { callAsync, type Pointer } from './koffi.ts';
import { processEnvironment, type Environment } from './environment-gate.ts';
import { GssContext, importName } from './gss-context.ts';
import { acquireInitiator, releaseCredentials, type GssCredentials } from './gss-credentials.ts';
import { emptyBuffer, inputBuffer, type GssLibrary } from './gss-library.ts';
import { mechanisms, type GssMechanism } from './gss-oids.ts';
import { CONTINUE_NEEDED, isError, statusOf, type GssStatus } from './gss-status.ts';
import type { KerberosRequest } from './kerberos-failure.ts';
import { NativeMemory } from './native-memory.ts';

export interface GssInitiatorRequest {
  readonly mechanism: GssMechanism;
  readonly target: { readonly service: string; readonly host: string };
  readonly credentials: GssCredentials;
  readonly isMutual: boolean;
  /** Connectionless, for NTLM over SIP. */
  readonly isDatagram: boolean;
  /** What libkrb5 is to find in its environment. */
  readonly environment: Environment;
}

/** What failed: the library's status, and what was being done. */
export interface GssFailure {
  readonly ok: false;
  readonly status: GssStatus;
  readonly during: KerberosRequest;
}
export type GssOpening = { readonly ok: true; readonly initiator: GssInitiator } | GssFailure;
export type GssStep =
  { readonly ok: true; readonly token: Uint8Array; readonly context: GssContext | null } | GssFailure;

/** Request flags of [RFC2744] 5.19, of [RFC4757] 7.1 (identify) and of gss-ntlmssp (datagram). */
const MUTUAL = 2;
const INTEGRITY = 32;
const IDENTIFY = 0x2000;
const DATAGRAM = 0x1_0000;
const NO_CONTEXT = 0x0008_0000;

/** Turns a typed password into credentials if there is one. Never rejects for what the network or the library says. */
export async function openInitiator(library: GssLibrary, request: GssInitiatorRequest): Promise<GssOpening> {
  const { mechanism, target, credentials, environment } = request;
  const during = credentials.kind === 'password' ? 'password' : 'ticket';
  const failure = ({ major, minor }: { major: number; minor: number }): GssFailure => ({
    ok: false,
    status: statusOf(library, mechanism, major, minor),
    during,
  });
  return processEnvironment.run(environment, async () => {
    const acquired = await acquireInitiator(library, mechanism, credentials);
    if (!acquired.ok) return failure(acquired);
    const imported = importTarget(library, mechanism, target);
    if (!imported.ok) {
      releaseCredentials(library, acquired.handle);
      return failure(imported);
    }
    return { ok: true, initiator: new GssInitiator(library, request, acquired.handle, imported.name) };
  });
}

/**
 * The SPN, to the letter. As a host-based service, MIT's library would first ask DNS for another name of the host, which no
 * Microsoft client does; with an empty realm it is the KDC that finds the realm ([RFC6806] 8).
 */
function importTarget(
  library: GssLibrary,
  mechanism: GssMechanism,
  { service, host }: GssInitiatorRequest['target'],
): ReturnType<typeof importName> {
  return mechanism === 'ntlm' || library.isHeimdal
    ? importName(library, `${service}@${host}`, 'hostBasedService')
    : importName(library, `${service}/${host}@`, 'kerberosPrincipal');
}

/** One context being built by the client's side. */
export class GssInitiator {
  readonly #library: GssLibrary;
  readonly #request: Omit<GssInitiatorRequest, 'credentials'>;
  readonly #during: KerberosRequest;
  readonly #flags: number;
  #credentials: Pointer | null;
  #target: Pointer | null;
  #context: Pointer | null = null;
  #isBusy = false;
  #isClosed = false;

  constructor(
    library: GssLibrary,
    { credentials, ...request }: GssInitiatorRequest,
    handle: Pointer | null,
    target: Pointer,
  ) {
    this.#library = library;
    this.#request = request;
    this.#during = credentials.kind === 'password' ? 'password' : 'ticket';
    this.#credentials = handle;
    this.#target = target;
    this.#flags =
      INTEGRITY |
      IDENTIFY |
      (request.isMutual ? MUTUAL : 0) |
      (request.isDatagram && request.mechanism === 'ntlm' ? DATAGRAM : 0);
  }

  /** Takes the peer's token, null to begin. May ask the KDC. A complete context belongs to the caller. */
  async step(token: Uint8Array | null): Promise<GssStep> {
    if (this.#isClosed || this.#isBusy) return this.#failure(NO_CONTEXT, 0);
    this.#isBusy = true;
    try {
      return await processEnvironment.run(this.#request.environment, () => this.#initialize(token));
    } finally {
      this.#isBusy = false;
      this.#releaseIfClosed();
    }
  }

  /** Idempotent. A complete context lives on. */
  close(): void {
    this.#isClosed = true;
    if (!this.#isBusy) this.#release();
  }

  #releaseIfClosed(): void {
    if (this.#isClosed) this.#release();
  }

  async #initialize(token: Uint8Array | null): Promise<GssStep> {
    const library = this.#library;
    using memory = new NativeMemory(library.koffi);
    const minor: [number] = [0];
    const handle: [Pointer | null] = [this.#context];
    const output = emptyBuffer();
    const major = await callAsync(
      library.call.initSecContext,
      minor,
      this.#credentials,
      handle,
      this.#target,
      library.oid(memory, mechanisms[this.#request.mechanism]),
      this.#flags,
      0,
      null,
      token === null ? null : inputBuffer(memory, token),
      null,
      output,
      [0],
      [0],
    );
    this.#context = handle[0];
    const reply = library.take(output);
    if (isError(major)) return this.#failure(major, minor[0]);
    if ((major & CONTINUE_NEEDED) !== 0 || this.#context === null) {
      return { ok: true, token: reply, context: null };
    }
    const context = new GssContext(library, this.#request.mechanism, this.#context);
    this.#context = null;
    this.#isClosed = true;
    return { ok: true, token: reply, context };
  }

  #failure(major: number, minor: number): GssFailure {
    return {
      ok: false,
      status: statusOf(this.#library, this.#request.mechanism, major, minor),
      during: this.#during,
    };
  }

  #release(): void {
    const { call } = this.#library;
    if (this.#context !== null) call.deleteSecContext([0], [this.#context], null);
    if (this.#target !== null) call.releaseName([0], [this.#target]);
    releaseCredentials(this.#library, this.#credentials);
    this.#context = null;
    this.#target = null;
    this.#credentials = null;
  }
}
