import * as z from 'zod';
import { Via } from '../run/ids.ts';

/** The party at the other end. host is the name asked for; address the one dialled. */
export const Peer = z.strictObject({
  role: z.enum(['web', 'sip', 'proxy', 'kdc']),
  host: z.string(),
  port: z.int(),
});
export type Peer = z.infer<typeof Peer>;

export const TcpFailure = z.enum(['refused', 'reset', 'timeout', 'unreachable', 'denied', 'other']);
export type TcpFailure = z.infer<typeof TcpFailure>;

/**
 * Why no TLS connection came about. silence: no byte before the wait ended. plain-text: the peer spoke first or answered in
 * another protocol. version: no common protocol version. client-certificate: the server insists on one.
 */
export const TlsFailure = z.enum([
  'alert',
  'version',
  'silence',
  'plain-text',
  'reset',
  'closed',
  'client-certificate',
  'other',
]);
export type TlsFailure = z.infer<typeof TlsFailure>;

export const Certificate = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  commonName: z.string().nullable(),
  serialNumber: z.string(),
  notBeforeMs: z.number(),
  notAfterMs: z.number(),
  dnsNames: z.array(z.string()),
  ipAddresses: z.array(z.string()),
  keyType: z.string(),
  keyBits: z.int().nullable(),
  curve: z.string().nullable(),
  signatureAlgorithm: z.string(),
  /** OIDs; empty when the extension is absent (any usage). */
  extendedKeyUsage: z.array(z.string()),
  isCa: z.boolean(),
  selfSigned: z.boolean(),
  sha256: z.string(),
  caIssuersUrls: z.array(z.string()),
  ocspUrls: z.array(z.string()),
  crlUrls: z.array(z.string()),
  derBase64: z.string(),
});
export type Certificate = z.infer<typeof Certificate>;

const index = z.int().min(0);

/** One thing that is wrong with a chain. index: position in the chain as sent, 0 is the server's own certificate. */
export const CertificateProblem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('untrusted-root'),
    missingIssuer: z.string(),
    selfSigned: z.boolean(),
    /** false: the evidence would also fit a missing intermediate. */
    certain: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('missing-intermediate'),
    missingIssuer: z.string(),
    /** How we know: the missing certificate was found elsewhere in this run, or only concluded from names. */
    certain: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('expired'), index, notAfterMs: z.number() }),
  z.strictObject({ kind: z.literal('not-yet-valid'), index, notBeforeMs: z.number() }),
  z.strictObject({ kind: z.literal('name-mismatch'), host: z.string(), names: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('weak-key'), index, keyType: z.string(), keyBits: z.int() }),
  z.strictObject({ kind: z.literal('weak-signature'), index, algorithm: z.string() }),
  z.strictObject({ kind: z.literal('wrong-usage'), index, extendedKeyUsage: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('revoked'), index, source: z.string() }),
  z.strictObject({
    kind: z.literal('revocation-unreachable'),
    index,
    source: z.string(),
    detail: z.string(),
  }),
  /** The TLS library's verifier objects and none of the above says why. */
  z.strictObject({ kind: z.literal('other'), code: z.string(), detail: z.string() }),
]);
export type CertificateProblem = z.infer<typeof CertificateProblem>;

const connection = { peer: Peer, address: z.string(), port: z.int() } as const;

export const connectionEvents = {
  /** address:port is what is really dialled; redirected says that connect-to changed it. */
  'tcp.connect.started': z.strictObject({ ...connection, redirected: z.boolean() }),
  'tcp.connect.succeeded': z.strictObject({
    ...connection,
    localAddress: z.string(),
    localPort: z.int(),
    tookMs: z.number(),
  }),
  'tcp.connect.failed': z.strictObject({
    ...connection,
    failure: TcpFailure,
    errno: z.string().nullable(),
    tookMs: z.number(),
  }),
  'tls.handshake.started': z.strictObject({
    peer: Peer,
    /** null: no SNI, the peer is an IP address. */
    serverName: z.string().nullable(),
    minVersion: z.string(),
    maxVersion: z.string(),
    /** ordinary: as a client of today. legacy: a second look that allows old versions, to see what the server speaks. */
    attempt: z.enum(['ordinary', 'legacy']),
  }),
  'tls.handshake.completed': z.strictObject({
    peer: Peer,
    protocol: z.string(),
    cipher: z.string(),
    keyExchange: z.string().nullable(),
    alpn: z.string().nullable(),
    attempt: z.enum(['ordinary', 'legacy']),
    tookMs: z.number(),
  }),
  'tls.handshake.failed': z.strictObject({
    peer: Peer,
    failure: TlsFailure,
    /** Alert name as in the TLS registry (handshake_failure, protocol_version, …). */
    alert: z.string().nullable(),
    detail: z.string(),
    /** First bytes that were not TLS, as printable text; null if there were none. */
    banner: z.string().nullable(),
    /** true: the connection was reset before our first bytes could go out, so that TLS has nothing to do with it. */
    beforeHello: z.boolean().optional(),
    attempt: z.enum(['ordinary', 'legacy']),
    tookMs: z.number(),
  }),
  /** The certificates exactly as sent, leaf first. */
  'tls.certificates.received': z.strictObject({ peer: Peer, chain: z.array(Certificate) }),
  /** The chain judged against the trust store and the local clock. trusted: a client would go on. */
  'tls.certificates.judged': z.strictObject({
    peer: Peer,
    trusted: z.boolean(),
    problems: z.array(CertificateProblem),
    /** true: not trusted by itself; the user confirmed exactly this certificate for this run. */
    confirmed: z.boolean().optional(),
    /** Subjects from leaf to root as completed by us; may be longer than what was sent. */
    path: z.array(z.string()),
    trustAnchor: z.string().nullable(),
  }),
  'connection.closed': z.strictObject({
    peer: Peer,
    by: z.enum(['us', 'peer']),
    detail: z.string().nullable(),
  }),
} as const;

/** A place where a SIP server may be. */
export const SipEndpoint = z.strictObject({
  host: z.string(),
  port: z.int(),
  transport: z.literal('tls'),
  via: Via,
});
export type SipEndpoint = z.infer<typeof SipEndpoint>;
