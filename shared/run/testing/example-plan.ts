import { createPlan, type RunPlan } from '../plan.ts';

/** What the runs of tests set out to do. */
export function examplePlan({ address = 'alice@contoso.test', ...choices }: Partial<RunPlan> = {}): RunPlan {
  return createPlan(address, choices);
}
