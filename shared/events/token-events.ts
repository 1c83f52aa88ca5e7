import * as z from 'zod';
import { Certificate } from './connection-events.ts';

const sizeBytes = z.int().min(0);

/** One AV pair of NTLM target information ([MS-NLMP] 2.2.2.1), value as a person reads it. */
export const AvPair = z.strictObject({ id: z.int(), name: z.string(), value: z.string() });
export type AvPair = z.infer<typeof AvPair>;

/** One TLS record inside of gssapi-data; handshake messages by name, `encrypted` where they cannot be read. */
export const TlsRecord = z.strictObject({
  type: z.string(),
  version: z.string(),
  lengthBytes: z.int(),
  messages: z.array(z.string()),
});
export type TlsRecord = z.infer<typeof TlsRecord>;

/**
 * A token of GSSAPI, NTLM or TLS as it travels in a message, taken apart. Responses, keys, tickets and the like are only
 * counted: `…Bytes`.
 */
export const ObservedToken = z.discriminatedUnion('kind', [
  /** gssapi-data="": an invitation to challenge. */
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({
    kind: z.literal('ntlm-negotiate'),
    sizeBytes,
    flags: z.array(z.string()),
    version: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('ntlm-challenge'),
    sizeBytes,
    flags: z.array(z.string()),
    targetName: z.string().nullable(),
    /** Of the operating system, such as 10.0 (17763). */
    version: z.string().nullable(),
    targetInfo: z.array(AvPair),
    /** The server's clock (MsvAvTimestamp), or null. */
    timestampMs: z.number().nullable(),
  }),
  z.strictObject({
    kind: z.literal('ntlm-authenticate'),
    sizeBytes,
    flags: z.array(z.string()),
    domain: z.string(),
    user: z.string(),
    workstation: z.string(),
    version: z.string().nullable(),
    lmResponseBytes: z.int(),
    ntResponseBytes: z.int(),
    /** 2 for NTLMv2, told by the response's length. */
    ntlmVersion: z.int().nullable(),
    sessionKeyBytes: z.int(),
    micBytes: z.int(),
    targetInfo: z.array(AvPair),
  }),
  z.strictObject({
    kind: z.literal('tls'),
    sizeBytes,
    records: z.array(TlsRecord),
    /** Of the hello that is in it; null when there is none. */
    protocol: z.string().nullable(),
    /** ServerHello: the one chosen. ClientHello: those offered. */
    cipherSuites: z.array(z.string()),
    certificates: z.array(Certificate),
    /** Distinguished names that the server takes client certificates from; null: it asks for none here. */
    acceptedAuthorities: z.array(z.string()).nullable(),
    alert: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('kerberos'),
    sizeBytes,
    /** krb5: the bare mechanism, as SIP wants it. spnego: wrapped for negotiation, as in HTTP. */
    mechanism: z.enum(['krb5', 'spnego']),
    message: z.enum(['ap-req', 'ap-rep', 'error', 'other']),
    realm: z.string().nullable(),
    spn: z.string().nullable(),
    ticketEnctype: z.string().nullable(),
    keyVersion: z.int().nullable(),
    /** KRB-ERROR: code and text. */
    error: z.string().nullable(),
    ticketBytes: z.int(),
  }),
  z.strictObject({
    kind: z.literal('unreadable'),
    sizeBytes,
    problem: z.string(),
  }),
]);
export type ObservedToken = z.infer<typeof ObservedToken>;
