import * as z from 'zod';
import { Peer } from './connection-events.ts';
import { Header } from './header.ts';

export const registrationEvents = {
  /** What the 200 to the REGISTER says of what comes now; cause is that 200. */
  'registration.described': z.strictObject({
    /** Events that one may subscribe to, lower case. */
    allowEvents: z.array(z.string()),
    /** Option tags, lower case. */
    supported: z.array(z.string()),
    /** Our own address at this registrar, for the Contact of later requests. */
    gruu: z.string().nullable(),
    /** ms-keep-alive; null: none agreed. */
    keepAlive: z.strictObject({ timeoutSec: z.int().nullable(), hopByHop: z.boolean() }).nullable(),
    /** Came in through an Edge (ms-user-logon-data: RemoteUser). */
    isRemote: z.boolean(),
    /** presence-state ([MS-SIPREGE] 2.2.1.4), each as spelled; null where it is left out. */
    registerAction: z.string().nullable(),
    primaryClusterType: z.string().nullable(),
    isConnectedToPrimary: z.boolean().nullable(),
    userServices: z.string().nullable(),
  }),
  /** The registrar ends the registration by itself; cause is its NOTIFY. */
  'registration.deregistered': z.strictObject({
    event: z.enum(['unregistered', 'rejected', 'deactivated', 'preferred-registrar-change', 'other']),
    preferredRegistrar: z.string().nullable(),
  }),
  /** Our answer to a request of the server; cause is the request. */
  'sip.response.sent': z.strictObject({
    peer: Peer,
    status: z.int(),
    reason: z.string(),
    headers: z.array(Header),
    sizeBytes: z.int(),
  }),
  /** An empty line that keeps the connection alive. */
  'sip.keep-alive.sent': z.strictObject({ peer: Peer, isAnswer: z.boolean() }),
  'sip.keep-alive.received': z.strictObject({ peer: Peer }),
} as const;
