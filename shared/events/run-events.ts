import * as z from 'zod';
import { RunPlan } from '../run/plan.ts';
import { StepId } from '../run/ids.ts';

export const runEvents = {
  /** First event of every log. */
  'run.started': z.strictObject({
    runId: z.string(),
    source: z.enum(['live', 'log', 'bundle']),
    tool: z.strictObject({ name: z.string(), version: z.string() }),
    plan: RunPlan,
  }),
  /** The machine as far as it matters for a sign-in. */
  'run.environment.observed': z.strictObject({
    platform: z.string(),
    runtime: z.string(),
    systemResolvers: z.array(z.string()),
    trustStore: z.strictObject({
      source: z.enum(['system', 'bundle-file', 'built-in', 'none']),
      path: z.string().nullable(),
      certificates: z.int(),
      /** Certificates that the plan adds (--ca-file, practice network). */
      added: z.int(),
    }),
  }),
  /** The engine begins with a step; verdicts are computed, not recorded. */
  'step.started': z.strictObject({ step: StepId }),
  'step.finished': z.strictObject({ step: StepId }),
  /** A defect of ours, told apart from theirs. */
  'probe.crashed': z.strictObject({ message: z.string(), stack: z.string().nullable() }),
  /** A bound of the limits table cut something off. */
  'limit.exceeded': z.strictObject({ limit: z.string(), allowed: z.number(), what: z.string() }),
  'run.timedOut': z.strictObject({ budgetMs: z.number() }),
  'run.cancelled': z.strictObject({}),
  /** Last event of every log. */
  'run.finished': z.strictObject({ reason: z.enum(['completed', 'cancelled', 'timed-out', 'crashed']) }),
} as const;
