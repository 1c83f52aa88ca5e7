import type { LoggedEvent } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import type { AuthMethod, StepId } from '../../run/ids.ts';
import { failedStep } from './decision.ts';
import type { Registration } from './registrations.ts';
import { runFactsOf } from './run-facts.ts';

/** How far a run has come; for projections. */
export interface RunProgress {
  readonly isOver: boolean;
  readonly isCancelled: boolean;
  readonly isTimedOut: boolean;
  /** A server was reached, trusted, and said how it wants to be signed in to. */
  readonly isReachable: boolean;
  /** Credentials were given, so that being challenged is not the end of it. */
  readonly isSignInWanted: boolean;
  /** null: not signed in, or not yet. */
  readonly signedIn: {
    readonly method: AuthMethod;
    readonly registers: number;
    readonly expectedRegisters: number;
  } | null;
  /** The endpoint that the sign-in went on with last. */
  readonly selectedEndpoint: SipEndpoint | null;
  /** The endpoint that answered; when none did well, the one that the client would take: the first one selected. */
  readonly usedServer: SipEndpoint | null;
  /** Methods that the used server offers; null: no answer that could offer any. */
  readonly offered: readonly AuthMethod[] | null;
  /** REGISTERs sent to the used server for the sign-in itself: no withdrawals, previews or comparisons. */
  readonly registers: number;
  /** Where the sign-in stopped; null: it did not, or that is not certain yet. */
  readonly failedStep: StepId | null;
}

export function runProgress(log: readonly LoggedEvent[]): RunProgress {
  const { ending, decision, discovery, endpoints, registrations, authentication } = runFactsOf(log);
  const selectedKey = discovery.selected.at(-1)?.key;
  const selected = endpoints.find(({ key }) => key === selectedKey);
  const isUsable =
    decision.kind === 'failed' && decision.step !== 'discovery' && decision.endpoint.outcome === 'usable';
  const used =
    decision.kind === 'reachable' || isUsable
      ? decision.endpoint
      : endpoints.find(({ key }) => key === discovery.selected[0]?.key);
  const final = used?.registration?.final ?? null;
  const { registered, attempts } = authentication;
  const isBeside = ({ requestSeq }: Registration): boolean =>
    attempts.some(
      ({ purpose, startedSeq, endedSeq }) =>
        purpose !== 'sign-in' && requestSeq > startedSeq && requestSeq < (endedSeq ?? Infinity),
    );
  return {
    isOver: ending.isOver,
    isCancelled: ending.isCancelled,
    isTimedOut: ending.isTimedOut,
    isReachable: decision.kind === 'reachable',
    selectedEndpoint: selected?.endpoint ?? null,
    usedServer: used?.endpoint ?? null,
    offered: final === null ? null : final.methods,
    isSignInWanted: authentication.isWanted,
    signedIn:
      registered === null
        ? null
        : {
            method: registered.method,
            registers: registered.registers,
            expectedRegisters: registered.expectedRegisters,
          },
    registers:
      registered?.registers ??
      registrations.filter(
        (one) => one.key === used?.key && one.isSent && !one.isWithdrawal && !isBeside(one),
      ).length,
    failedStep: failedStep(decision),
  };
}
