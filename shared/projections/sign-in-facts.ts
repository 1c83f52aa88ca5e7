import type { LoggedEvent, LoggedEventOf } from '../events/catalogue.ts';
import type { SipEndpoint } from '../events/connection-events.ts';
import { runProgress } from '../findings/facts/progress.ts';
import { STEP_IDS, type AuthMethod, type Network, type StepId } from '../run/ids.ts';
import { authenticationFacts, type AuthenticationFacts, type SignInAttempt } from './authentication-facts.ts';
import { loadFacts, type LoadFacts } from './load-facts.ts';
import { redirectionFacts, type RedirectionFacts } from './redirection-facts.ts';

/** How far the sign-in came, as every projection needs to know it. */
export interface SignInFacts {
  readonly start: LoggedEventOf<'run.started'> | null;
  readonly lastEvent: LoggedEvent | null;
  /** Read from a log of somebody else: what it does not show is not known, and no failure. */
  readonly isImported: boolean;
  readonly isDiscovered: boolean;
  readonly network: Network;
  /** In the order in which a client tries them. */
  readonly endpoints: readonly SipEndpoint[];
  /** What discovery took. */
  readonly found: SipEndpoint | null;
  /** The server to which discovery led; null: none was reached and trusted. */
  readonly firstServer: SipEndpoint | null;
  /** Where the sign-in went on: the home server after a redirect, else the first one. */
  readonly server: SipEndpoint | null;
  /** Methods offered by it that a Lync client can use; null: no answer yet that could offer any. */
  readonly offered: readonly AuthMethod[] | null;
  /** REGISTER requests of the sign-in; without credentials those that asked how to sign in. */
  readonly registers: number;
  readonly authentication: AuthenticationFacts;
  readonly redirection: RedirectionFacts;
  readonly load: LoadFacts;
  /**
   * The server challenges as a Lync server does, and nobody meant to sign in; or it took the registration without
   * credentials.
   */
  readonly isReachable: boolean;
  /** Where the sign-in stopped, as far as that is certain. */
  readonly failedStep: StepId | null;
  /** The log is complete. */
  readonly isFinished: boolean;
  readonly isCancelled: boolean;
  readonly isTimedOut: boolean;
  /** A defect of ours. */
  readonly crash: LoggedEventOf<'probe.crashed'> | null;
  readonly startedAtMs: ReadonlyMap<StepId, number>;
  readonly finishedAtMs: ReadonlyMap<StepId, number>;
  /** The last step, in their order, that was begun. */
  readonly currentStep: StepId;
}

/** A live log grows in place, so that its length belongs to the key. */
const memory = new WeakMap<
  readonly LoggedEvent[],
  { readonly length: number; readonly facts: SignInFacts }
>();

/** Never fails, however short the log is. Read once for each state of a log, whoever asks. */
export function signInFacts(log: readonly LoggedEvent[]): SignInFacts {
  const known = memory.get(log);
  if (known?.length === log.length) return known.facts;
  const facts = derive(log);
  memory.set(log, { length: log.length, facts });
  return facts;
}

function derive(log: readonly LoggedEvent[]): SignInFacts {
  const reading = readLog(log);
  const progress = runProgress(log);
  const chosen = reading.discovery?.data.chosen ?? null;
  const isImported = reading.start?.data.source === 'log';
  const told = authenticationFacts(log, reading.start?.data.plan ?? null);
  const authentication = isImported ? takenAtItsWord(told) : told;
  const isOpenToAll = progress.offered?.length === 0;
  const redirection = redirectionFacts(log);
  const firstServer = redirection.hops[0]?.from ?? progress.firstServer;
  const server = redirection.home ?? redirection.selected ?? progress.usedServer;
  return {
    start: reading.start,
    lastEvent: log.at(-1) ?? null,
    isImported,
    isDiscovered: reading.discovery !== null,
    network: reading.discovery?.data.network ?? 'unknown',
    endpoints: reading.discovery?.data.endpoints ?? [],
    found: chosen === null ? null : (reading.discovery?.data.endpoints[chosen] ?? null),
    firstServer,
    server,
    offered: progress.offered,
    registers:
      authentication.signIn?.registers ?? (server === null ? 0 : authentication.plainRegistersTo(server)),
    authentication,
    redirection,
    load: loadFacts(log),
    isReachable: progress.isReachable && (!authentication.wantsSignIn || isOpenToAll),
    failedStep: progress.failedStep,
    isFinished: progress.isOver,
    isCancelled: progress.isCancelled,
    isTimedOut: progress.isTimedOut,
    crash: reading.crash,
    startedAtMs: reading.startedAtMs,
    finishedAtMs: reading.finishedAtMs,
    currentStep: STEP_IDS.findLast((id) => reading.startedAtMs.has(id)) ?? 'discovery',
  };
}

/** The keys to check a server's signature by are in no log; there a registration counts as the registrar says it. */
function takenAtItsWord(facts: AuthenticationFacts): AuthenticationFacts {
  const accepted = (one: SignInAttempt): SignInAttempt =>
    one.registered === null || (one.outcome !== null && one.outcome !== 'signed-in')
      ? one
      : { ...one, isSignedIn: true };
  const attempts = facts.attempts.map(accepted);
  const own = attempts.filter(({ purpose }) => purpose === 'sign-in');
  const signIn = own.find(({ isSignedIn }) => isSignedIn) ?? own.at(-1) ?? null;
  return {
    ...facts,
    attempts,
    signIn,
    isSignedIn: signIn?.isSignedIn ?? false,
    isAuthenticated: signIn !== null && (signIn.isSignedIn || signIn.outcome === 'redirected'),
  };
}

interface Reading {
  start: LoggedEventOf<'run.started'> | null;
  discovery: LoggedEventOf<'discovery.concluded'> | null;
  crash: LoggedEventOf<'probe.crashed'> | null;
  readonly startedAtMs: Map<StepId, number>;
  readonly finishedAtMs: Map<StepId, number>;
}

function readLog(log: readonly LoggedEvent[]): Reading {
  const reading: Reading = {
    start: null,
    discovery: null,
    crash: null,
    startedAtMs: new Map(),
    finishedAtMs: new Map(),
  };
  for (const event of log) {
    switch (event.kind) {
      case 'run.started':
        reading.start ??= event;
        break;
      case 'discovery.concluded':
        reading.discovery = event;
        break;
      case 'step.started':
        if (!reading.startedAtMs.has(event.data.step)) reading.startedAtMs.set(event.data.step, event.t);
        break;
      case 'step.finished':
        reading.finishedAtMs.set(event.data.step, event.t);
        break;
      case 'probe.crashed':
        reading.crash ??= event;
        break;
      default:
        break;
    }
  }
  return reading;
}
