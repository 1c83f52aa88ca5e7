import type { RunLog } from '../engine/recorder.ts';
import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import type { RunPlan } from '../../shared/run/plan.ts';

/** A run in progress or finished, live. */
export interface RunHandle {
  readonly id: string;
  readonly plan: RunPlan;
  readonly log: RunLog;
  /** Idempotent. The log is closed soon after. */
  cancel(): void;
  /** Resolves when the log is closed and every resource of the run (its lab too) is gone; never rejects. */
  readonly done: Promise<void>;
}

/** The use cases, shared by the window's shell and the command line. */
export interface Services {
  /** Starts a run; with plan.scenario set, on a practice network of its own that ends with the run. */
  startRun(plan: RunPlan): Promise<RunHandle>;
  readonly scenarios: readonly ScenarioInfo[];
}
