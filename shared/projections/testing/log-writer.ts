import type { EventData, EventKind, LoggedEvent } from '../../events/catalogue.ts';
import { appendEvent, type Placing } from '../../events/testing/append-event.ts';
import type { RunPlan } from '../../run/plan.ts';
import { examplePlan } from '../../run/testing/example-plan.ts';

/** 1 December 2026, 09:00:00 UTC. */
export const STARTED_AT = 1_796_115_600_000;

export interface LogWriter {
  readonly log: LoggedEvent[];
  /** Appends an event at the given time and returns its seq. */
  at<K extends EventKind>(t: number, kind: K, data: EventData<K>, placing?: Placing): number;
}

export function writeLog(plan: Partial<RunPlan> = {}): LogWriter {
  const log: LoggedEvent[] = [];
  const writer: LogWriter = {
    log,
    at(t, kind, data, placing = {}) {
      return appendEvent(log, { t, startedAtMs: STARTED_AT }, kind, data, placing);
    },
  };
  writer.at(0, 'run.started', {
    runId: 'run-1',
    source: 'live',
    tool: { name: 'rungs', version: '0.1.0' },
    plan: examplePlan(plan),
  });
  writer.at(1, 'run.environment.observed', {
    platform: 'linux 6.1',
    runtime: 'node 20',
    systemResolvers: ['192.0.2.53:53'],
    trustStore: { source: 'system', path: null, certificates: 140, added: 0 },
  });
  return writer;
}
