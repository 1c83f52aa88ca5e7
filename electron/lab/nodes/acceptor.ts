import type { Account } from '../directory.ts';
import type { Verification } from '../lab.ts';
import type { Diagnosis } from './sip-answer.ts';

/** Whom a message claims to come from: proven by nothing yet. */
export interface Claim {
  /** Of the From header, without `sip:`. */
  readonly address: string;
  /** The UUID that belongs to the epid, lower case: what certificates are published for. */
  readonly deviceId: string;
}

export type Acceptance =
  | { readonly kind: 'continue'; readonly token: Uint8Array }
  /** The keys stand. token: what the client needs to have them too; null when it has them already. */
  | {
      readonly kind: 'accepted';
      readonly token: Uint8Array | null;
      readonly account: Account;
      readonly verified: Verification;
    }
  | {
      readonly kind: 'refused';
      /** For the ledger. */
      readonly why: string;
      /** null: it did not come to a verification. */
      readonly verified: Verification | null;
      readonly diagnosis: Diagnosis;
    };

/** The server's side of one method, from the first token to the keys. Source: [MS-SIPAE] 3.3.5. */
export interface Acceptor {
  /** Takes the client's next token, as `gssapi-data` brought it. Never rejects: clients send what they like. */
  accept(token: Uint8Array, claim: Claim): Promise<Acceptance>;
  /** Only when accepted. */
  sign(message: Uint8Array): Uint8Array;
  /** Only when accepted. Never throws. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** Wipes the keys. */
  close(): void;
}

/** What a Front End says of every refused logon: the reasons all look alike. Source: [MS-OCER] 1000. */
export const HANDSHAKE_FAILED: Diagnosis = {
  id: 1000,
  why: 'Final handshake failed',
  more: ';HRESULT="0xC3E93EC3(SIP_E_AUTH_UNAUTHORIZED)"',
};

export function refused(
  why: string,
  verified: Verification | null,
  diagnosis: Diagnosis = HANDSHAKE_FAILED,
): Acceptance {
  return { kind: 'refused', why, verified, diagnosis };
}
