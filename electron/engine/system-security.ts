import type { KerberosFailure } from '../../shared/events/kerberos-events.ts';

/**
 * The operating system's own authentication: GSSAPI on Linux and macOS, SSPI on Windows. A port: the engine knows nothing of
 * libraries; hosts supply it, tests and the practice network their own.
 */
export interface SystemSecurity {
  /** What this machine can do; looked at once. reason is a sentence for people. */
  readonly available: {
    readonly kerberos: SystemAvailability;
    /** NTLM as the signed-in user: only SSPI has the password's hash. */
    readonly ntlm: SystemAvailability;
    /** SPNEGO, for the web services. */
    readonly negotiate: SystemAvailability;
  };
  /** Name and kind of the library: "MIT Kerberos (libgssapi_krb5.so.2)", "SSPI (secur32.dll)". */
  readonly library: string;
  /**
   * Prepares a context as the client's side. Does not ask the network yet, unless a typed password has to be turned into
   * credentials (gss_acquire_cred_with_password). Never rejects. Blocking calls run off the main thread.
   */
  open(request: SystemContextRequest): Promise<SystemOpening>;
  /** Default realm of this machine, or null: for the KDC lane. */
  defaultRealm(): string | null;
}

export type SystemAvailability = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface SystemContextRequest {
  readonly mechanism: 'kerberos' | 'ntlm' | 'negotiate';
  /** SPN in two parts: sip/fe01.contoso.test, HTTP/web.contoso.test. */
  readonly target: { readonly service: 'sip' | 'HTTP'; readonly host: string };
  readonly credentials:
    | { readonly kind: 'current-user' }
    /** user: UPN or DOMAIN\name; realm: for DOMAIN\name, which names none. password: UTF-8, not kept. */
    | {
        readonly kind: 'password';
        readonly user: string;
        readonly realm: string | null;
        readonly password: Uint8Array;
      };
  /** Connectionless, as NTLM over SIP wants it; ignored by the others. */
  readonly datagram: boolean;
}

export type SystemOpening =
  { readonly ok: true; readonly context: SystemContext } | ({ readonly ok: false } & SystemFailure);

export interface SystemFailure {
  readonly failure: KerberosFailure;
  /** As the library gives it, such as "GSS 0xd0000/0x96c73a07" or "SEC_E_TARGET_UNKNOWN". */
  readonly code: string | null;
  /** The library's own words. */
  readonly text: string;
}

export type SystemStep =
  | { readonly ok: true; readonly token: Uint8Array; readonly isComplete: boolean }
  | ({ readonly ok: false } & SystemFailure);

export interface SystemContext {
  /** init_sec_context: takes the peer's token (null to begin). Runs off the main thread. Never rejects. */
  step(token: Uint8Array | null): Promise<SystemStep>;
  /** GetMIC / MakeSignature (sequence number 100 for NTLM, [MS-SIPAE]); only when complete. */
  getMic(message: Uint8Array): Uint8Array;
  /** VerifyMIC / VerifySignature. */
  verifyMic(message: Uint8Array, mic: Uint8Array): boolean;
  /** What is known of the ticket, once complete; all null for NTLM. */
  ticket(): {
    readonly client: string | null;
    readonly realm: string | null;
    readonly enctype: string | null;
    readonly endMs: number | null;
  };
  close(): void;
}
