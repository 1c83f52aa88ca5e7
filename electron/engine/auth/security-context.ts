import type { AuthMethod } from '../../../shared/run/ids.ts';

/** What a method has to say next. */
export type Advance =
  /**
   * A token for the next request. isComplete: the keys stand, this very request can be signed already (version 4 of [MS-SIPAE]).
   * An empty token is a token: gssapi-data="".
   */
  | { readonly kind: 'token'; readonly token: Uint8Array; readonly isComplete: boolean }
  /** Nothing more to say: the next request is signed and carries no token (TLS-DSK, request 4). */
  | { readonly kind: 'complete' }
  | {
      readonly kind: 'failed';
      /** unreadable: the server's token is no token. handshake: the TLS inside of SIP broke off. system: no token was to be had. */
      readonly failure: 'unreadable' | 'handshake' | 'system' | 'cancelled';
      readonly detail: string;
    };

export type SignatureVerdict =
  | { readonly valid: true; readonly macBytes: number }
  | {
      readonly valid: false;
      readonly problem: 'mismatch' | 'unexpected-length' | 'malformed';
      readonly macBytes: number;
      readonly expectedMacBytes: number | null;
    };

/**
 * One side of a security association being built, and then its keys: NTLM, Kerberos or TLS-DSK, without any idea of SIP.
 * Close it when it is done: that wipes the keys.
 */
export interface SecurityContext {
  readonly method: AuthMethod;
  /** What the keys come from, once complete: a cipher suite, an enctype, NTLM's flags. */
  readonly strength: string | null;
  /** Takes the server's token; null to begin. Never rejects. */
  advance(token: Uint8Array | null): Promise<Advance>;
  /** Only when complete. */
  sign(message: Uint8Array): Uint8Array;
  /** Never throws: any bytes may come from outside, at any time. Before the keys stand nothing is valid. */
  verify(message: Uint8Array, signature: Uint8Array): SignatureVerdict;
  close(): void;
}
