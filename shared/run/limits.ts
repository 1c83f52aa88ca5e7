import * as z from 'zod';

const ms = z.int().min(1).max(600_000);
const size = z.int().min(1);
const count = z.int().min(1);

/**
 * Every bound of a run in one table: waits in milliseconds, sizes in bytes, counts.
 * What exceeds one is an observation, never a crash and never silence.
 */
export const Limits = z.strictObject({
  dnsTryMs: ms,
  dnsTries: count,
  tcpConnectMs: ms,
  tlsHandshakeMs: ms,
  httpExchangeMs: ms,
  sipTransactionMs: ms,
  /** How long one server may stay silent before the next one in order is asked as well. */
  sipHedgeMs: ms,
  /** How long the operating system may take for a Kerberos ticket. */
  ticketMs: ms,
  /** How long data that a 2xx promises may be on its way: the separate NOTIFY of a subscription. */
  notifyMs: ms,
  runMs: ms,
  sipHeaderBytes: size,
  sipBodyBytes: size,
  httpBodyBytes: size,
  httpHeaderBytes: size,
  certificateCount: count,
  certificateBytes: size,
  srvRecords: count,
  addressesPerName: count,
  httpRedirects: count,
  sipRedirects: count,
  /** Addresses of one 3xx. */
  redirectContacts: count,
  /** Contacts whose presence is asked for in one request. */
  presenceContacts: count,
  /** Server addresses among the settings that are tried. */
  serviceUrls: count,
  challenges: count,
  provisionalAnswers: count,
  /** One NTLM, SPNEGO, Kerberos or TLS token. */
  tokenBytes: size,
  logBytes: size,
});
export type Limits = z.infer<typeof Limits>;

export const DEFAULT_LIMITS: Limits = {
  dnsTryMs: 3_000,
  dnsTries: 2,
  tcpConnectMs: 5_000,
  tlsHandshakeMs: 5_000,
  httpExchangeMs: 10_000,
  sipTransactionMs: 10_000,
  sipHedgeMs: 2_500,
  ticketMs: 10_000,
  notifyMs: 5_000,
  runMs: 60_000,
  sipHeaderBytes: 65_536,
  sipBodyBytes: 1_048_576,
  httpBodyBytes: 1_048_576,
  httpHeaderBytes: 65_536,
  certificateCount: 32,
  certificateBytes: 262_144,
  srvRecords: 32,
  addressesPerName: 16,
  httpRedirects: 10,
  sipRedirects: 5,
  redirectContacts: 16,
  presenceContacts: 100,
  serviceUrls: 24,
  challenges: 16,
  provisionalAnswers: 50,
  tokenBytes: 65_536,
  logBytes: 16_777_216,
};
