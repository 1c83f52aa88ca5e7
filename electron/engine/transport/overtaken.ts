import type { Peer } from '../../../shared/events/connection-events.ts';
import type { ProbeContext } from '../context.ts';

/** The reason with which an attempt is aborted that another one has made needless, while the run goes on. */
export const OVERTAKEN = Symbol('overtaken');

/**
 * Records that a connection was given up because another one was first. What was begun on it would look unfinished in the
 * log otherwise. Does nothing when the run itself was cancelled: then nothing more is recorded.
 */
export function recordOvertaken(ctx: ProbeContext, peer: Peer, cause: number | null): void {
  if (!ctx.signal.aborted || ctx.signal.reason !== OVERTAKEN) return;
  ctx.record('connection.closed', { peer, by: 'us', detail: 'not needed any longer' }, cause ?? undefined);
}
