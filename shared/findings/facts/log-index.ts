import type { EventKind, LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';

/** The log sorted by kind, so that a dozen derivations read it once. */
export interface LogIndex {
  readonly log: readonly LoggedEvent[];
  of<K extends EventKind>(kind: K): readonly LoggedEventOf<K>[];
}

export function indexLog(log: readonly LoggedEvent[]): LogIndex {
  const byKind = new Map<EventKind, LoggedEvent[]>();
  for (const event of log) {
    const events = byKind.get(event.kind);
    if (events === undefined) byKind.set(event.kind, [event]);
    else events.push(event);
  }
  return {
    log,
    // The map holds under a kind only events of that kind, which the compiler cannot follow.
    of: <K extends EventKind>(kind: K) => (byKind.get(kind) ?? []) as unknown as readonly LoggedEventOf<K>[],
  };
}
