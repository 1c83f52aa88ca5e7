import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import type { StepId } from '../../shared/run/ids.ts';
import { HEALTHY, type Deployment } from './deployment.ts';

/** The healthy deployment plus named faults, and what a run must make of it. */
export interface Scenario {
  readonly info: ScenarioInfo;
  readonly deployment: Deployment;
}

export type Expectation = ScenarioInfo['expect'];

/** A scenario about the way to the server: nobody signs in. */
export function scenario(
  id: string,
  title: string,
  story: string,
  expect: Expectation,
  changes: Partial<Deployment> = {},
): Scenario {
  return { info: { id, title, story, signIn: null, expect }, deployment: { ...HEALTHY, ...changes } };
}

/** A scenario in which somebody signs in. */
export function signInScenario(
  id: string,
  title: string,
  story: string,
  signIn: NonNullable<ScenarioInfo['signIn']>,
  expect: Expectation,
  changes: Partial<Deployment>,
): Scenario {
  return { info: { id, title, story, signIn, expect }, deployment: { ...HEALTHY, ...changes } };
}

export function reachable(...warnings: readonly string[]): Expectation {
  return { outcome: 'reachable', step: null, finding: null, warnings: [...warnings] };
}

export function signedIn(...warnings: readonly string[]): Expectation {
  return { outcome: 'signed-in', step: null, finding: null, warnings: [...warnings] };
}

/** Findings are named after their step. */
export function failed(step: StepId, name: string): Expectation {
  return { outcome: 'failed', step, finding: `${step}.${name}`, warnings: [] };
}
