import type { EventData } from '../../events/catalogue.ts';
import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import type { LogIndex } from './log-index.ts';
import type { Registration } from './registrations.ts';
import type { ConcludedRequest } from './settings.ts';

/** The end of a registration that was still wanted. */
export interface RegistrationLoss {
  /** The registrar's own word for it; null: the connection went away. */
  readonly deregistered: EventData<'registration.deregistered'> | null;
  readonly seq: number;
  /** What was still open then. */
  readonly open: readonly SettingsRequestKind[];
  /** What was noted of the connection. */
  readonly detail: string | null;
  readonly evidence: readonly number[];
}

/**
 * null: the registration held until it was given back. Takes only what happened before that: whoever signs out is cut off by right.
 */
export function lossOf(
  index: LogIndex,
  requests: readonly ConcludedRequest[],
  registrations: readonly Registration[],
): RegistrationLoss | null {
  const registeredSeq = index.of('authentication.registered').at(0)?.seq;
  if (registeredSeq === undefined) return null;
  const leftSeq =
    registrations.find(({ isWithdrawal, requestSeq }) => isWithdrawal && requestSeq > registeredSeq)
      ?.requestSeq ?? Infinity;
  const isOurs = ({ seq }: { readonly seq: number }): boolean => seq > registeredSeq && seq < leftSeq;
  const deregistered = index.of('registration.deregistered').find(isOurs);
  const home = index
    .of('authentication.attempt.started')
    .findLast(({ seq, data }) => seq < registeredSeq && data.purpose === 'sign-in')?.data.endpoint;
  const closed = index
    .of('connection.closed')
    .find(
      (event) =>
        isOurs(event) &&
        event.data.by === 'peer' &&
        home !== undefined &&
        endpointKey(event.data.peer) === endpointKey(home),
    );
  const open = requests.filter(({ outcome }) => outcome === 'closed');
  // With nothing left to ask, a closed connection costs nothing but a new one.
  if (deregistered === undefined && open.length === 0) return null;
  const first = deregistered ?? closed ?? open[0];
  return {
    deregistered: deregistered?.data ?? null,
    seq: first?.seq ?? registeredSeq,
    open: [...new Set(open.map(({ request }) => request))],
    detail: closed?.data.detail ?? null,
    evidence: [
      ...(deregistered === undefined ? [] : [deregistered.cause ?? deregistered.seq, deregistered.seq]),
      ...(closed === undefined ? [] : [closed.seq]),
      ...open.flatMap(({ evidence, seq }) => [...evidence, seq]),
    ],
  };
}
