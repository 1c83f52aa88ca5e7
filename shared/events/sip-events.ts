import * as z from 'zod';
import { Peer } from './connection-events.ts';
import { Header } from './header.ts';

export const sipEvents = {
  'sip.request.sent': z.strictObject({
    peer: Peer,
    method: z.string(),
    requestUri: z.string(),
    headers: z.array(Header),
    body: z.string(),
    sizeBytes: z.int(),
  }),
  /** cause is the request. Provisional answers are recorded too. */
  'sip.response.received': z.strictObject({
    peer: Peer,
    status: z.int(),
    reason: z.string(),
    headers: z.array(Header),
    body: z.string(),
    sizeBytes: z.int(),
    tookMs: z.number(),
  }),
  /** A request from the server during the run (NOTIFY, OPTIONS, …). */
  'sip.request.received': z.strictObject({
    peer: Peer,
    method: z.string(),
    requestUri: z.string(),
    headers: z.array(Header),
    body: z.string(),
    sizeBytes: z.int(),
  }),
  /** What came back is not SIP, or not well-formed SIP. looksLike: what it resembles. */
  'sip.message.rejected': z.strictObject({
    peer: Peer,
    code: z.string(),
    detail: z.string(),
    looksLike: z.enum(['http', 'plain-text', 'binary', 'sip']),
    /** First bytes, unprintable ones escaped. */
    head: z.string(),
  }),
  'sip.transaction.failed': z.strictObject({
    peer: Peer,
    failure: z.enum(['timeout', 'closed', 'reset', 'cancelled']),
    tookMs: z.number(),
  }),
} as const;
