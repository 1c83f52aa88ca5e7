import * as z from 'zod';
import { SipEndpoint } from './connection-events.ts';

/** One address of a 3xx, in the order in which the client would try them. */
export const RedirectContact = z.strictObject({
  /** As sent, cut to 512 characters. */
  uri: z.string(),
  /** Where it leads; null: it cannot be read. */
  place: z.strictObject({ host: z.string(), port: z.int() }).nullable(),
  /** 0 to 1; 1 where the server gives none (RFC 3261 20.10). */
  q: z.number(),
  standing: z.enum([
    /** It is probed, and tried in its turn. */
    'candidate',
    'unreadable',
    /** It names a transport without encryption; the client never goes back to one. */
    'not-encrypted',
    /** Microsoft's own cloud: explained, never dialled. */
    'cloud',
    /** The sign-in has been there already. */
    'visited',
    /** Behind the limit of contacts. */
    'beyond-limit',
  ]),
  /** Not below the domain of the sign-in address: the client asks the user whether to trust it. */
  isOutsideDomain: z.boolean(),
});
export type RedirectContact = z.infer<typeof RedirectContact>;

export const redirectionEvents = {
  /** A registrar sends the sign-in on. cause is its 3xx. */
  'redirection.received': z.strictObject({
    from: SipEndpoint,
    /** From 1. */
    hop: z.int(),
    status: z.int(),
    /** After the logon, and with the right signature of the server; false: anybody on the way could have said it. */
    isSigned: z.boolean(),
    contacts: z.array(RedirectContact),
    /** How long a client may remember it; null: the answer does not say. */
    expiresSec: z.int().nullable(),
  }),
  /** What became of one candidate of a 3xx, looked at before anything is said to it. */
  'redirection.target.concluded': z.strictObject({
    hop: z.int(),
    endpoint: SipEndpoint,
    /** Position among the candidates, from 1. */
    order: z.int(),
    outcome: z.enum(['reached', 'unresolvable', 'tcp-failed', 'tls-failed', 'untrusted', 'cancelled']),
  }),
  /** Where the redirections ended; absent in a run without any. */
  'redirection.concluded': z.strictObject({
    outcome: z.enum([
      /** A registrar that keeps the sign-in; whether it accepts the user is another matter. */
      'arrived',
      /** Everywhere the sign-in is sent to, it has been already. */
      'loop',
      'too-many',
      /** No contact that can be used. */
      'no-target',
      /** None of the targets can be reached, or none is trusted: see redirection.target.concluded. */
      'unreachable',
      'moved-to-cloud',
      /** Reached, but no registrar there gave an answer to go on with. */
      'no-answer',
      'cancelled',
    ]),
    hops: z.int(),
    home: SipEndpoint.nullable(),
    /** false: an address that stood before it in the 3xx could not be used. null: not arrived. */
    isFirstChoice: z.boolean().nullable(),
  }),
} as const;
