import * as z from 'zod';
import { IpcError } from './contract.ts';

/** What crosses the wire, whatever carries it. Payloads inside are checked by the contract's schema of their name. */
export const PageMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id: z.int(), name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('follow'), id: z.int(), name: z.string().max(64), request: z.unknown() }),
  /** The page has taken in so many batches of a feed. */
  z.strictObject({ kind: z.literal('ack'), id: z.int(), received: z.int() }),
  z.strictObject({ kind: z.literal('unfollow'), id: z.int() }),
]);
export type PageMessage = z.infer<typeof PageMessage>;

export const HostMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reply'), id: z.int(), value: z.unknown() }),
  z.strictObject({ kind: z.literal('error'), id: z.int(), error: IpcError }),
  z.strictObject({ kind: z.literal('batch'), id: z.int(), item: z.unknown() }),
  z.strictObject({ kind: z.literal('end'), id: z.int() }),
]);
export type HostMessage = z.infer<typeof HostMessage>;

/** A carrier of messages: Electron's IPC, or a pair in memory for tests. */
export interface Wire<Out> {
  post(message: Out): void;
  /** Returns how to stop listening. */
  onMessage(handler: (message: unknown) => void): () => void;
}
