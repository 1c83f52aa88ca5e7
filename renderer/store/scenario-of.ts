import type { RunState } from './store.ts';

/** The practice scenario of a run, also of one that was opened; null: the real network. */
export function scenarioOf({ request, events }: Pick<RunState, 'request' | 'events'>): string | null {
  if (request !== null) return request.scenario;
  const [start] = events;
  return start?.kind === 'run.started' ? start.data.plan.scenario : null;
}
