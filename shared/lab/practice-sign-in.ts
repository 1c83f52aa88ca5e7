import type { RunPlan } from '../run/plan.ts';
import { PRACTICE_ADDRESS } from './practice-address.ts';
import type { ScenarioInfo } from './scenario-info.ts';

/** Who signs in to a practice scenario unless told otherwise, as a part of a plan. */
export function practiceSignIn({
  signIn,
}: Pick<ScenarioInfo, 'signIn'>): Pick<RunPlan, 'address' | 'auth' | 'credentials'> {
  if (signIn === null) return { address: PRACTICE_ADDRESS, auth: 'none', credentials: { kind: 'none' } };
  const { address, auth, user } = signIn;
  return { address, auth, credentials: { kind: 'password', user } };
}
