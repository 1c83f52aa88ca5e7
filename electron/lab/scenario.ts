import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import type { StepId } from '../../shared/run/ids.ts';
import type { AuthChoice } from '../../shared/run/plan.ts';
import { HEALTHY, type Deployment } from './deployment.ts';
import { DOMAIN } from './machines.ts';
import type { Scheme } from './nodes/registrar.ts';

/** The healthy deployment plus named faults, and what a run must make of it. */
export interface Scenario {
  readonly info: ScenarioInfo;
  readonly deployment: Deployment;
}

export type Expectation = ScenarioInfo['expect'];

type SignIn = NonNullable<ScenarioInfo['signIn']>;

export function addressOf(name: string): string {
  return `${name}@${DOMAIN}`;
}

export function asUser(name: string, auth: AuthChoice): SignIn {
  return { address: addressOf(name), user: `CONTOSO\\${name}`, auth };
}

/** Kerberos takes the realm from the user's name. */
export function asPrincipal(name: string, auth: AuthChoice): SignIn {
  return { address: addressOf(name), user: addressOf(name), auth };
}

/** Clients of every age sign in here, and some of them read XML only. */
export const NEGOTIATED: Partial<Deployment> = { autodiscoverFormat: 'negotiated' };

export function offering(...schemes: readonly Scheme[]): Partial<Deployment> {
  return { ...NEGOTIATED, offers: { frontEnd: schemes, edge: schemes } };
}

/** A scenario about the way to the server: nobody signs in. */
export function scenario(
  id: string,
  title: string,
  story: string,
  expect: Expectation,
  changes: Partial<Deployment> = {},
): Scenario {
  return {
    info: { id, title, story, about: 'server', signIn: null, expect },
    deployment: { ...HEALTHY, ...changes },
  };
}

/** A scenario in which somebody signs in. */
export function signInScenario(
  id: string,
  title: string,
  story: string,
  signIn: SignIn,
  expect: Expectation,
  changes: Partial<Deployment>,
  about: Exclude<ScenarioInfo['about'], 'server'> = 'sign-in',
): Scenario {
  return { info: { id, title, story, about, signIn, expect }, deployment: { ...HEALTHY, ...changes } };
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
