import * as z from 'zod';
import { LogEntry } from '../events/catalogue.ts';
import { ScenarioInfo } from '../lab/scenario-info.ts';
import { Profile } from '../run/plan.ts';

const RunId = z.string().min(1).max(64);
const Nothing = z.strictObject({});

export const StartRunRequest = z.strictObject({
  /** As typed; ignored (and may be empty) on the practice network. */
  address: z.string().max(1_000),
  /** A practice scenario, or null for the real network. */
  scenario: z.string().max(64).nullable(),
  profile: Profile,
  network: z.enum(['auto', 'internal', 'external']),
  /** HOST or HOST:PORT given by hand, or empty. */
  server: z.string().max(300),
});
export type StartRunRequest = z.infer<typeof StartRunRequest>;

export const StartRunReply = z.strictObject({
  runId: RunId,
  /** The address that the run really uses. */
  address: z.string(),
  /** What was repaired in the input, for the person to see; null if nothing. */
  note: z.string().nullable(),
});
export type StartRunReply = z.infer<typeof StartRunReply>;

export const AppDescription = z.strictObject({
  version: z.string(),
  scenarios: z.array(ScenarioInfo),
  recentAddresses: z.array(z.string()).max(10),
});
export type AppDescription = z.infer<typeof AppDescription>;

export const FollowRequest = z.strictObject({ runId: RunId, from: z.int().min(0) });
export type FollowRequest = z.infer<typeof FollowRequest>;

/** A stretch of the log. isEnd: the log is closed and nothing follows. */
export const LogBatch = z.strictObject({ events: z.array(LogEntry).max(256), isEnd: z.boolean() });
export type LogBatch = z.infer<typeof LogBatch>;

/** The only definition of what page and main process say to each other; both sides parse with it. */
export const commands = {
  'app.describe': { input: Nothing, reply: AppDescription },
  'run.start': { input: StartRunRequest, reply: StartRunReply },
  'run.cancel': { input: z.strictObject({ runId: RunId }), reply: Nothing },
  'recents.clear': { input: Nothing, reply: Nothing },
  'clipboard.write': { input: z.strictObject({ text: z.string().max(200_000) }), reply: Nothing },
} as const;
export type CommandName = keyof typeof commands;
export type CommandInput<C extends CommandName> = z.infer<(typeof commands)[C]['input']>;
export type CommandReply<C extends CommandName> = z.infer<(typeof commands)[C]['reply']>;

export const feeds = {
  'log.follow': { request: FollowRequest, item: LogBatch },
} as const;
export type FeedName = keyof typeof feeds;

export const IpcError = z.strictObject({
  code: z.enum(['invalid-input', 'not-found', 'refused', 'internal']),
  message: z.string(),
});
export type IpcError = z.infer<typeof IpcError>;
