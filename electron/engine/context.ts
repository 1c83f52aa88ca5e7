import type { EventData, EventKind } from '../../shared/events/catalogue.ts';
import type { StepId } from '../../shared/run/ids.ts';
import type { RunPlan } from '../../shared/run/plan.ts';
import type { EnginePorts } from './ports.ts';
import type { RecordEvent, RecordScope } from './recorder.ts';

/** What a probe can reach; nothing else is in its hands, and there is no module state. */
export interface ProbeContext {
  readonly plan: RunPlan;
  readonly ports: EnginePorts;
  readonly signal: AbortSignal;
  readonly scope: RecordScope;
  /** Records in this probe's scope. */
  record<K extends EventKind>(kind: K, data: EventData<K>, cause?: number): number;
  /** The same context for another step, probe or flow. */
  at(scope: Partial<RecordScope>): ProbeContext;
  /** The same context under another signal. */
  under(signal: AbortSignal): ProbeContext;
  /** A run-unique id for a new flow, such as tcp-3. */
  newFlow(prefix: string): string;
}

export function createProbeContext(
  plan: RunPlan,
  ports: EnginePorts,
  record: RecordEvent,
  signal: AbortSignal,
  step: StepId | null = null,
): ProbeContext {
  let flows = 0;
  const newFlow = (prefix: string): string => `${prefix}-${++flows}`;

  function create(scope: RecordScope, current: AbortSignal): ProbeContext {
    return {
      plan,
      ports,
      signal: current,
      scope,
      record: (kind, data, cause) => record(scope, kind, data, cause),
      at: (changes) => create({ ...scope, ...changes }, current),
      under: (other) => create(scope, other),
      newFlow,
    };
  }
  return create({ step, probe: null, flow: null }, signal);
}
