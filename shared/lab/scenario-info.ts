import * as z from 'zod';
import { StepId } from '../run/ids.ts';
import { AuthChoice } from '../run/plan.ts';

/** What people see of a practice scenario: in the start page's list, in `rungs lab --list`. */
export const ScenarioInfo = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** What a user of the Microsoft client would see, in one or two sentences. */
  story: z.string(),
  /** The stretch of the sign-in that it is about. */
  about: z.enum(['server', 'sign-in', 'home-server', 'settings']),
  /** Who signs in there unless told otherwise; null: nobody, the scenario is about the way to the server. */
  signIn: z.strictObject({ address: z.string(), user: z.string(), auth: AuthChoice }).nullable(),
  expect: z.strictObject({
    outcome: z.enum(['signed-in', 'reachable', 'failed']),
    step: StepId.nullable(),
    /** The root cause's id, or null. */
    finding: z.string().nullable(),
    /** Ids of the warnings that a run must give, no others. */
    warnings: z.array(z.string()),
  }),
});
export type ScenarioInfo = z.infer<typeof ScenarioInfo>;
