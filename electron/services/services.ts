export { systemClock } from '../engine/clock.ts';
export type { CertificateStore } from '../engine/auth/client-certificate.ts';
export { Secret } from '../engine/auth/secret.ts';
export type { EnginePorts } from '../engine/ports.ts';
import type { RunLog } from '../engine/recorder.ts';
import type { SystemAvailability } from '../engine/system-security.ts';
import type { Lab } from '../lab/lab.ts';
import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import type { Result } from '../../shared/lib/result.ts';
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

export interface StartOptions {
  /** For a plan that names a user: UTF-8, taken over and wiped. On a practice network its own password stands in. */
  readonly password?: Uint8Array;
  /** The person knows that this account's password was rejected a short while ago, and wants to try again. */
  readonly isConfirmed?: boolean;
}

/** Why a run was not begun. Nothing has left this computer. */
export type StartRefusal =
  /** Accounts lock: the same account was rejected within the last ten minutes, and nobody has said that it may be tried again. */
  | { readonly kind: 'recently-rejected'; readonly user: string; readonly secondsAgo: number }
  /** This computer cannot sign anybody in as the signed-in user; a sentence for people. */
  | { readonly kind: 'no-single-sign-on'; readonly reason: string }
  /** The practice network needs a program that is not there; a sentence that names it. */
  | { readonly kind: 'lab-needs'; readonly sentence: string };

/** The use cases, shared by the window's shell and the command line. */
export interface Services {
  /**
   * Starts a run; with plan.scenario set, on a practice network of its own that ends with the run.
   * The plan of the handle, which is also the recorded one, then holds how that network is reached.
   */
  startRun(plan: RunPlan, options?: StartOptions): Promise<Result<RunHandle, StartRefusal>>;
  /** What this computer can do as the signed-in user; a reason where it can do nothing. */
  singleSignOn(): SystemAvailability;
  /** A practice network that stands until it is closed. Throws when there is no such scenario: ask `scenarios` first. */
  startPracticeNetwork(scenario: string): Promise<Result<PracticeNetwork, StartRefusal>>;
  readonly scenarios: readonly ScenarioInfo[];
}
