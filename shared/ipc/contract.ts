import * as z from 'zod';
import { LogEntry } from '../events/catalogue.ts';
import { ScenarioInfo } from '../lab/scenario-info.ts';
import { AuthChoice, Profile } from '../run/plan.ts';
import { exportCommands } from './export-commands.ts';
import { historyCommands } from './history-commands.ts';
import { openCommands } from './open-commands.ts';
import { Nothing, RunId } from './run-id.ts';

/** UTF-8, as bytes: whoever takes them over can wipe them, which a string never allows. */
const Password = z.instanceof(Uint8Array).refine((bytes) => bytes.length >= 1 && bytes.length <= 1_024);

export const FormCredentials = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('password'),
    user: z.string().min(1).max(320),
    password: Password,
  }),
  z.strictObject({ kind: z.literal('current-user') }),
]);
export type FormCredentials = z.infer<typeof FormCredentials>;

export const StartRunRequest = z.strictObject({
  /** As typed; ignored (and may be empty) on the practice network. */
  address: z.string().max(1_000),
  /** A practice scenario, or null for the real network. */
  scenario: z.string().max(64).nullable(),
  profile: Profile,
  network: z.enum(['auto', 'internal', 'external']),
  /** HOST or HOST:PORT given by hand, or empty. */
  server: z.string().max(300),
  auth: AuthChoice,
  /** Ignored on the practice network, where the scenario says who signs in. */
  credentials: FormCredentials,
  /** Fingerprints (SHA-256, lower-case hex) that the person confirmed for this run. */
  confirmedCertificates: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(8),
  /** Keep the client certificate for later runs. */
  keepCertificate: z.boolean(),
  /** The person was told that this account was rejected a short while ago, and wants to try again. */
  isConfirmed: z.boolean(),
});
export type StartRunRequest = z.infer<typeof StartRunRequest>;

export const StartRunReply = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('started'),
    runId: RunId,
    /** The address that the run really uses. */
    address: z.string(),
    /** What was repaired in the input, for the person to see; null if nothing. */
    note: z.string().nullable(),
  }),
  /** Nothing was begun: this account was rejected within the last ten minutes, and accounts lock. Ask, then send isConfirmed. */
  z.strictObject({
    kind: z.literal('recently-rejected'),
    user: z.string(),
    secondsAgo: z.int().min(0),
  }),
]);
export type StartRunReply = z.infer<typeof StartRunReply>;

export const AppDescription = z.strictObject({
  version: z.string(),
  scenarios: z.array(ScenarioInfo),
  recentAddresses: z.array(z.string()).max(10),
});
export type AppDescription = z.infer<typeof AppDescription>;

/** What this computer can do beyond a typed password. reason: a sentence for people. */
export const SignInAbilities = z.strictObject({
  singleSignOn: z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true) }),
    z.strictObject({ ok: z.literal(false), reason: z.string() }),
  ]),
  /** Whether the operating system has a protected store for the client certificate. */
  canKeepCertificate: z.boolean(),
});
export type SignInAbilities = z.infer<typeof SignInAbilities>;

export const FollowRequest = z.strictObject({ runId: RunId, from: z.int().min(0) });
export type FollowRequest = z.infer<typeof FollowRequest>;

/** A stretch of the log. isEnd: the log is closed and nothing follows. */
export const LogBatch = z.strictObject({ events: z.array(LogEntry).max(2_048), isEnd: z.boolean() });
export type LogBatch = z.infer<typeof LogBatch>;

/** The only definition of what page and main process say to each other; both sides parse with it. */
export const commands = {
  'app.describe': { input: Nothing, reply: AppDescription },
  'sign-in.describe': { input: Nothing, reply: SignInAbilities },
  'run.start': { input: StartRunRequest, reply: StartRunReply },
  'run.cancel': { input: z.strictObject({ runId: RunId }), reply: Nothing },
  'recents.clear': { input: Nothing, reply: Nothing },
  'clipboard.write': { input: z.strictObject({ text: z.string().max(200_000) }), reply: Nothing },
  ...exportCommands,
  ...openCommands,
  ...historyCommands,
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
