import type { LoggedEvent } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import type { AuthMethod, StepId } from '../../run/ids.ts';
import type { Attempt } from './attempts.ts';
import { failedStep } from './decision.ts';
import { hasAnsweredWell, type EndpointFact } from './endpoints.ts';
import type { Registration } from './registrations.ts';
import { registrarsOf, runFactsOf, type RunFacts } from './run-facts.ts';

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
  /** The endpoint to which discovery led, and that answered; when none did well, the one that the client would take. */
  readonly firstServer: SipEndpoint | null;
  /** Where the sign-in ended: the home server after a redirect, else the first one. */
  readonly usedServer: SipEndpoint | null;
  /** Methods that the used server offers; null: no answer that could offer any. */
  readonly offered: readonly AuthMethod[] | null;
  /** REGISTERs sent to the used server for the sign-in itself: no withdrawals, previews or comparisons. */
  readonly registers: number;
  /** Where the sign-in stopped; null: it did not, or that is not certain yet. */
  readonly failedStep: StepId | null;
}

export function runProgress(log: readonly LoggedEvent[]): RunProgress {
  const facts = runFactsOf(log);
  const { ending, decision, discovery, registrations, authentication } = facts;
  const registrars = registrarsOf(facts);
  const selectedKey = discovery.selected.at(-1)?.key;
  // A place that is met again as the target of a redirect is met as that.
  const selected = registrars.findLast(({ key }) => key === selectedKey);
  const { first, used } = serversOf(facts);
  const { registered, attempts } = authentication;
  const area = used?.endpoint.via === 'redirect' ? 'home' : 'entry';
  return {
    isOver: ending.isOver,
    isCancelled: ending.isCancelled,
    isTimedOut: ending.isTimedOut,
    isReachable: decision.kind === 'reachable',
    selectedEndpoint: selected?.endpoint ?? null,
    firstServer: first?.endpoint ?? null,
    usedServer: used?.endpoint ?? null,
    offered: used?.registration?.final?.methods ?? null,
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
      notBeside(registrations, attempts).filter(
        (one) => one.key === used?.key && one.area === area && one.isSent && !one.isWithdrawal,
      ).length,
    failedStep: failedStep(decision),
  };
}

/** Without those of previews and comparisons. Both lists are in order. */
function notBeside(
  registrations: readonly Registration[],
  attempts: readonly Attempt[],
): readonly Registration[] {
  const beside = attempts.filter(({ purpose }) => purpose !== 'sign-in');
  let next = 0;
  let untilSeq = -1;
  return registrations.filter(({ requestSeq }) => {
    for (let one = beside[next]; one !== undefined && one.startedSeq < requestSeq; one = beside[next]) {
      untilSeq = Math.max(untilSeq, one.endedSeq ?? Infinity);
      next += 1;
    }
    return requestSeq >= untilSeq;
  });
}

function serversOf({ decision, endpoints, discovery }: RunFacts): {
  readonly first: EndpointFact | undefined;
  readonly used: EndpointFact | undefined;
} {
  const hasAnswered =
    decision.kind === 'reachable' ||
    (decision.kind === 'failed' && decision.step !== 'discovery' && hasAnsweredWell(decision.endpoint));
  if (hasAnswered) return { first: decision.endpoint, used: decision.home };
  const chosen = endpoints.find(({ key }) => key === discovery.selected[0]?.key);
  return { first: chosen, used: chosen };
}
