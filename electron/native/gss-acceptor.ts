import { callAsync, type Pointer } from './koffi.ts';
import { processEnvironment, type Environment } from './environment-gate.ts';
import { displayName, GssContext } from './gss-context.ts';
import { acquireAcceptor, releaseCredentials } from './gss-credentials.ts';
import { emptyBuffer, gssLibrary, inputBuffer, type GssLibrary } from './gss-library.ts';
import type { GssMechanism } from './gss-oids.ts';
import { CONTINUE_NEEDED, isError, statusOf, type GssStatus } from './gss-status.ts';
import { NativeMemory } from './native-memory.ts';

export interface GssAcceptorOptions {
  /** The keys of the services, as `ktadd` writes them. null: NTLM, which finds its users by its own environment. */
  readonly keytabPath: string | null;
  /** A krb5.conf of its own instead of the system's. */
  readonly krb5ConfigPath: string | null;
  readonly mechanism: GssMechanism;
  /** More that a mechanism is to find in its environment, such as the users of NTLM. */
  readonly environment?: Environment;
  /** The system's when left out. */
  readonly library?: GssLibrary;
}

/** The server's side of GSSAPI: what a registrar or a web server does with the tokens of its clients. */
export interface GssAcceptor {
  /**
   * Takes a client's first and only token, as Kerberos needs it. Never rejects: whatever a client sends is answered. A mechanism
   * that wants a second token (NTLM) is refused here: see `begin`.
   */
  accept(token: Uint8Array): Promise<GssAcceptance>;
  /** A context to be built over several tokens. */
  begin(): GssAcceptorExchange;
  /** Idempotent. Contexts already accepted live on. */
  close(): void;
}

export interface GssAcceptorExchange {
  /** Never rejects. After a failure or a complete context: a refusal. */
  step(token: Uint8Array): Promise<GssAcceptorStep>;
  /** Idempotent. A context that came out of it lives on. */
  close(): void;
}

export type GssAcceptance =
  { readonly ok: true; readonly context: GssAcceptedContext; readonly token: Uint8Array | null } | GssRefusal;

/** context: null as long as the client has more to say. token: null when there is nothing to send. */
export type GssAcceptorStep =
  | { readonly ok: true; readonly context: GssAcceptedContext | null; readonly token: Uint8Array | null }
  | GssRefusal;

export interface GssRefusal extends GssStatus {
  readonly ok: false;
}

export interface GssAcceptedContext {
  /** As the mechanism names it: alice@CONTOSO.TEST. */
  readonly client: string;
  getMic(message: Uint8Array): Uint8Array;
  verifyMic(message: Uint8Array, mic: Uint8Array): boolean;
  /** Idempotent; wipes the keys. */
  close(): void;
}

export type GssAcceptorOpening =
  | { readonly ok: true; readonly acceptor: GssAcceptor }
  /** reason: a sentence for people. */
  | { readonly ok: false; readonly reason: string };

/** GSS_S_NO_CONTEXT, GSS_S_DEFECTIVE_TOKEN ([RFC2744] 3.9.1). */
const NO_CONTEXT = 0x0008_0000;
const DEFECTIVE_TOKEN = 0x0009_0000;
/** An AP-REQ with a large authorization field has some 64 kB; more is nobody's token. */
const MOST_TOKEN_BYTES = 256 * 1024;

/** Opens the keys of a server. Fails, with a sentence for people, without a library or without keys. */
export async function createGssAcceptor(options: GssAcceptorOptions): Promise<GssAcceptorOpening> {
  const found =
    options.library === undefined ? gssLibrary() : { ok: true as const, library: options.library };
  if (!found.ok) return found;
  const { library } = found;
  const { mechanism } = options;
  const environment: Environment = {
    ...(options.krb5ConfigPath !== null && { KRB5_CONFIG: options.krb5ConfigPath }),
    ...(options.keytabPath !== null && { KRB5_KTNAME: `FILE:${options.keytabPath}` }),
    // By default tokens are remembered in a file that all servers of the machine share. This one stands by itself.
    KRB5RCACHENAME: 'none:',
    ...options.environment,
  };
  const acquired = await processEnvironment.run(environment, () => acquireAcceptor(library, mechanism));
  if (!acquired.ok) {
    const { text } = statusOf(library, mechanism, acquired.major, acquired.minor);
    return { ok: false, reason: `The keys of the server could not be opened: ${text}` };
  }
  return { ok: true, acceptor: new Acceptor(library, mechanism, environment, acquired.handle) };
}

class Acceptor implements GssAcceptor {
  readonly #library: GssLibrary;
  readonly #mechanism: GssMechanism;
  readonly #environment: Environment;
  readonly #credentials: Pointer | null;
  #underWay = 0;
  #isClosed = false;

  constructor(
    library: GssLibrary,
    mechanism: GssMechanism,
    environment: Environment,
    credentials: Pointer | null,
  ) {
    this.#library = library;
    this.#mechanism = mechanism;
    this.#environment = environment;
    this.#credentials = credentials;
  }

  async accept(token: Uint8Array): Promise<GssAcceptance> {
    const exchange = this.begin();
    try {
      const step = await exchange.step(token);
      if (!step.ok) return step;
      return step.context === null
        ? this.#refusal(NO_CONTEXT, 0)
        : { ok: true, context: step.context, token: step.token };
    } finally {
      exchange.close();
    }
  }

  begin(): GssAcceptorExchange {
    let context: Pointer | null = null;
    let isOver = false;
    let isBusy = false;
    const release = (): void => {
      if (context !== null) this.#library.call.deleteSecContext([0], [context], null);
      context = null;
    };
    return {
      step: async (token) => {
        if (isOver || isBusy || this.#isClosed) return this.#refusal(NO_CONTEXT, 0);
        if (token.length > MOST_TOKEN_BYTES) return this.#refusal(DEFECTIVE_TOKEN, 0);
        isBusy = true;
        this.#underWay += 1;
        try {
          const step = await processEnvironment.run(this.#environment, () => this.#accept(context, token));
          context = step.handle;
          isOver ||= !step.result.ok || step.result.context !== null;
          return step.result;
        } finally {
          isBusy = false;
          this.#underWay -= 1;
          if (isOver) release();
          this.#releaseWhenDone();
        }
      },
      close: () => {
        isOver = true;
        if (!isBusy) release();
      },
    };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#releaseWhenDone();
  }

  #releaseWhenDone(): void {
    if (this.#isClosed && this.#underWay === 0) releaseCredentials(this.#library, this.#credentials);
  }

  /** handle: the context as far as it has come, to be kept or released by the caller. */
  async #accept(
    before: Pointer | null,
    token: Uint8Array,
  ): Promise<{ readonly handle: Pointer | null; readonly result: GssAcceptorStep }> {
    const { call, koffi } = this.#library;
    using memory = new NativeMemory(koffi);
    const minor: [number] = [0];
    const handle: [Pointer | null] = [before];
    const source: [Pointer | null] = [null];
    const output = emptyBuffer();
    const major = await callAsync(
      call.acceptSecContext,
      minor,
      handle,
      this.#credentials,
      inputBuffer(memory, token),
      null,
      source,
      null,
      output,
      [0],
      [0],
      null,
    );
    const bytes = this.#library.take(output);
    const client = displayName(this.#library, source[0]);
    if (source[0] !== null) call.releaseName([0], source);
    if (isError(major)) return { handle: handle[0], result: this.#refusal(major, minor[0]) };
    const reply = bytes.length > 0 ? bytes : null;
    if ((major & CONTINUE_NEEDED) !== 0 || handle[0] === null) {
      return { handle: handle[0], result: { ok: true, context: null, token: reply } };
    }
    const context = new GssContext(this.#library, this.#mechanism, handle[0]);
    const accepted: GssAcceptedContext = {
      client: client ?? context.facts().client ?? '',
      getMic: (message) => context.getMic(message),
      verifyMic: (message, mic) => context.verifyMic(message, mic),
      close: () => context.close(),
    };
    return { handle: null, result: { ok: true, context: accepted, token: reply } };
  }

  #refusal(major: number, minor: number): GssRefusal {
    return { ok: false, ...statusOf(this.#library, this.#mechanism, major, minor) };
  }
}
