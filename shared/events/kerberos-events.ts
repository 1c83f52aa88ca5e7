import * as z from 'zod';

export const KerberosFailure = z.enum([
  'no-library',
  'no-ticket-cache',
  'expired-ticket',
  'kdc-unreachable',
  'clock-skew',
  'unknown-spn',
  'duplicate-spn',
  'wrong-key-version',
  'enctype-unsupported',
  'realm-mismatch',
  'no-mutual-authentication',
  'unknown-user',
  'password-rejected',
  'password-expired',
  'account-locked',
  /** The library did not come back in time. */
  'timeout',
  'other',
]);
export type KerberosFailure = z.infer<typeof KerberosFailure>;

export const kerberosEvents = {
  /** Where the realm's key distribution centres are, by SRV _kerberos._tcp ([RFC4120] 7.2.3.2). */
  'kerberos.kdc.located': z.strictObject({
    realm: z.string(),
    /** What the realm was taken from. */
    from: z.enum(['user-name', 'sign-in-address', 'targetname', 'system']),
    kdcs: z.array(z.strictObject({ host: z.string(), port: z.int() })),
    /** The first that took a TCP connection, or null. */
    reachable: z.strictObject({ host: z.string(), port: z.int() }).nullable(),
  }),
  /** The operating system is asked for a ticket; what it says to the KDC is its own business. */
  'kerberos.ticket.requested': z.strictObject({
    spn: z.string(),
    realm: z.string().nullable(),
    credentials: z.enum(['current-user', 'password']),
    library: z.string(),
    kdc: z.strictObject({ host: z.string(), port: z.int() }).nullable(),
  }),
  'kerberos.ticket.obtained': z.strictObject({
    spn: z.string(),
    client: z.string().nullable(),
    realm: z.string().nullable(),
    enctype: z.string().nullable(),
    endMs: z.number().nullable(),
    tookMs: z.number(),
  }),
  'kerberos.ticket.failed': z.strictObject({
    spn: z.string(),
    failure: KerberosFailure,
    /** Status as the library gives it: major/minor of GSSAPI, or a SECURITY_STATUS. */
    code: z.string().nullable(),
    text: z.string(),
    tookMs: z.number(),
  }),
} as const;
