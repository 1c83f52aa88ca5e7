export type { EnginePorts } from '../engine/ports.ts';
import type { RunLog } from '../engine/recorder.ts';
import type { Lab } from '../lab/lab.ts';
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

/** What the hosts see of a standing practice network. */
export type PracticeNetwork = Pick<
  Lab,
  'scenario' | 'resolver' | 'caPem' | 'connectTo' | 'endpoints' | 'users' | 'ledger' | 'close'
>;

/** The use cases, shared by the window's shell and the command line. */
export interface Services {
  /**
   * Starts a run; with plan.scenario set, on a practice network of its own that ends with the run.
   * The plan of the handle, which is also the recorded one, then holds how that network is reached.
   */
  startRun(plan: RunPlan): Promise<RunHandle>;
  /** A practice network that stands until it is closed. Throws when there is no such scenario: ask `scenarios` first. */
  startPracticeNetwork(scenario: string): Promise<PracticeNetwork>;
  readonly scenarios: readonly ScenarioInfo[];
}
