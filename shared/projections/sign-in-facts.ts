import type { LoggedEvent, LoggedEventOf } from '../events/catalogue.ts';
import type { SipEndpoint } from '../events/connection-events.ts';
import { runProgress } from '../findings/facts/progress.ts';
import { STEP_IDS, type AuthMethod, type Network, type StepId } from '../run/ids.ts';
import { authenticationFacts, type AuthenticationFacts } from './authentication-facts.ts';
import { loadFacts, type LoadFacts } from './load-facts.ts';
import { redirectionFacts, type RedirectionFacts } from './redirection-facts.ts';

/** How far the sign-in came, as every projection needs to know it. */
export interface SignInFacts {
  readonly start: LoggedEventOf<'run.started'> | null;
  readonly lastEvent: LoggedEvent | null;
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

/** Never fails, however short the log is. */
export function signInFacts(log: readonly LoggedEvent[]): SignInFacts {
  const reading = readLog(log);
  const progress = runProgress(log);
  const chosen = reading.discovery?.data.chosen ?? null;
  const authentication = authenticationFacts(log, reading.start?.data.plan ?? null);
  const isOpenToAll = progress.offered?.length === 0;
  const redirection = redirectionFacts(log);
  const firstServer = redirection.hops[0]?.from ?? progress.firstServer;
  const server = redirection.home ?? redirection.selected ?? progress.usedServer;
  return {
    start: reading.start,
    lastEvent: log.at(-1) ?? null,
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
