import * as z from 'zod';
import { AuthMethod } from '../run/ids.ts';
import { Peer, SipEndpoint } from './connection-events.ts';
import { ObservedToken } from './token-events.ts';

/** Why a method is, or is not, the one that the client takes. */
export const MethodReason = z.enum([
  /** Taken: a certificate of an earlier sign-in is still valid. */
  'certificate-at-hand',
  /** Taken: inside, and a Kerberos ticket is to be had. */
  'ticket-at-hand',
  /** Taken: the next one in the client's order. */
  'next-in-order',
  /** Taken, or the only one looked at: the plan says so. */
  'asked-for',
  /** Taken: an admin wants to see every method (`all`), or learn what needs no credentials. */
  'comparison',
  'not-offered',
  'not-asked-for',
  'earlier-method-used',
  /** It was tried in this run, and came to nothing. */
  'failed-before',
  /** Kerberos needs a domain controller, which outside nobody reaches. */
  'outside',
  'no-ticket',
  'no-kdc',
  'no-library',
  'no-credentials',
  /** The method cannot be used with credentials of this kind (single sign-on by NTLM without SSPI). */
  'credentials-unsuitable',
  /** The challenge lacks what the method needs (targetname, sts-uri). */
  'incomplete-offer',
]);
export type MethodReason = z.infer<typeof MethodReason>;

/**
 * What a row of REGISTERs is for. sign-in: the real one. preview: what can be learned without a logon. comparison: every other
 * method after the first success. sign-out: only to end a registration that a lost connection has left behind.
 */
export const AttemptPurpose = z.enum(['sign-in', 'preview', 'comparison', 'sign-out']);
export type AttemptPurpose = z.infer<typeof AttemptPurpose>;

export const AttemptOutcome = z.enum([
  'signed-in',
  /** A preview came to what it can. */
  'learned',
  /** A signed 3xx: authenticated, the home server is elsewhere. */
  'redirected',
  /** 401 or 407 to the request that completes the method: the server does not take the credentials, and says no more. */
  'rejected',
  /** Authenticated or not, a final answer of another kind (403, 404, 5xx …); status says which. */
  'refused',
  /** The answer carries no, or a wrong, signature of the server. */
  'signature-invalid',
  /** The operating system gave no token (no ticket, no library, unknown SPN …): see kerberos.ticket.failed. */
  'no-token',
  /** No client certificate was to be had: see web-service.failed. */
  'no-certificate',
  /** The server's token cannot be read, or its TLS handshake inside of SIP broke off. */
  'bad-token',
  /** The password must not be sent (again): see authentication.password.withheld. */
  'withheld',
  'no-answer',
  'closed',
  'not-sip',
  'cancelled',
]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** Who carries a password or a token: a SIP message, a web request, or the Kerberos library on its own. */
export const Carrier = z.enum(['sip', 'http', 'kerberos']);
export type Carrier = z.infer<typeof Carrier>;

export const authenticationEvents = {
  /** The client's choice among what the server offers. method null: there is none to take. */
  'authentication.method.chosen': z.strictObject({
    purpose: AttemptPurpose,
    method: AuthMethod.nullable(),
    reason: MethodReason,
    /** Every method that the client knows, in its order. */
    candidates: z.array(
      z.strictObject({
        method: AuthMethod,
        standing: z.enum(['chosen', 'possible', 'ruled-out']),
        reason: MethodReason,
        detail: z.string().nullable(),
      }),
    ),
    /** How many REGISTERs this method needs, the anonymous one included: Kerberos 2, NTLM 3, TLS-DSK 4. */
    expectedRegisters: z.int().nullable(),
  }),
  'authentication.attempt.started': z.strictObject({
    purpose: AttemptPurpose,
    method: AuthMethod,
    endpoint: SipEndpoint,
    expectedRegisters: z.int().nullable(),
  }),
  'authentication.attempt.ended': z.strictObject({
    purpose: AttemptPurpose,
    method: AuthMethod,
    outcome: AttemptOutcome,
    /** Of the answer that ended it. */
    status: z.int().nullable(),
    detail: z.string().nullable(),
    /** REGISTERs sent, the anonymous one included, up to the answer that ended it. */
    registers: z.int(),
    expectedRegisters: z.int().nullable(),
  }),
  /** A token inside of a message, taken apart; what is secret in it is withheld. cause is the message. */
  'authentication.token.observed': z.strictObject({
    peer: Peer,
    direction: z.enum(['sent', 'received']),
    carrier: Carrier,
    token: ObservedToken,
  }),
  /** Keys are agreed: from now on every message is signed ([MS-SIPAE] 3.2.5.2). */
  'authentication.association.established': z.strictObject({
    method: AuthMethod,
    peer: Peer,
    realm: z.string(),
    targetname: z.string(),
    version: z.int(),
    opaque: z.string().nullable(),
    /** What the keys come from, as a person would say it: cipher suite, enctype, NTLM flags. */
    strength: z.string().nullable(),
  }),
  /** The server's signature of one answer. cause is the answer. */
  'authentication.signature.checked': z.strictObject({
    peer: Peer,
    method: AuthMethod,
    valid: z.boolean(),
    problem: z
      .enum([
        'missing',
        'mismatch',
        'unexpected-length',
        'malformed',
        'replayed',
        'unknown-association',
        'realm-changed',
        'targetname-changed',
      ])
      .nullable(),
    macBytes: z.int().nullable(),
    expectedMacBytes: z.int().nullable(),
    snum: z.string().nullable(),
  }),
  /** The password itself, or what is derived from it, leaves this computer. */
  'authentication.password.submitted': z.strictObject({ carrier: Carrier, to: z.string(), user: z.string() }),
  /** undecided: no answer says whether it is right. */
  'authentication.password.judged': z.strictObject({
    verdict: z.enum(['accepted', 'rejected', 'undecided']),
    carrier: Carrier,
    by: z.string(),
  }),
  /** The password was kept back. rejected, undecided: it was submitted once already in this run. */
  'authentication.password.withheld': z.strictObject({
    reason: z.enum(['rejected', 'undecided', 'untrusted-channel']),
    carrier: Carrier,
    to: z.string(),
  }),
  /** The registrar has us; cause is its 200. */
  'authentication.registered': z.strictObject({
    method: AuthMethod,
    registers: z.int(),
    expectedRegisters: z.int(),
    expiresSec: z.int().nullable(),
    /** The Server header, such as RTC/7.0. */
    server: z.string().nullable(),
    /** presence-state ([MS-SIPREGE] 2.2.1.4), as sent. */
    presenceState: z.string().nullable(),
    /** Other endpoints of the same user that the answer lists. */
    otherEndpoints: z.int(),
  }),
  /** The registration is taken back (Expires 0). status null: no answer came. */
  'authentication.withdrawn': z.strictObject({ status: z.int().nullable() }),
  /** A clock elsewhere against ours: skewMs is theirs minus ours. */
  'clock.compared': z.strictObject({
    source: z.enum(['sip-date', 'ntlm-challenge', 'http-date']),
    host: z.string(),
    theirMs: z.number(),
    skewMs: z.number(),
    uncertaintyMs: z.number(),
  }),
} as const;
