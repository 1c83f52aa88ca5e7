import * as z from 'zod';
import { LogEntry } from '../events/catalogue.ts';
import { Finding } from '../findings/finding.ts';
import { AuthMethod, Protocol, StepId, Via } from './ids.ts';

export const Verdict = z.strictObject({
  outcome: z.enum(['signed-in', 'reachable', 'failed', 'cancelled']),
  /** The step where it stopped; set whenever the outcome is failed. */
  step: StepId.nullable(),
  /** Id of the root cause; set whenever the outcome is failed. */
  finding: z.string().nullable(),
  /** One sentence for anybody. */
  summary: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

export const StepOutcome = z.enum(['passed', 'warned', 'failed', 'skipped']);
export type StepOutcome = z.infer<typeof StepOutcome>;

export const StepResult = z.strictObject({
  id: StepId,
  outcome: StepOutcome,
  summary: z.string(),
  durationMs: z.number(),
});
export type StepResult = z.infer<typeof StepResult>;

export const ExchangeOutcome = z.enum(['ok', 'warning', 'failed', 'cancelled', 'pending']);
export type ExchangeOutcome = z.infer<typeof ExchangeOutcome>;

/** One request with its answer, between two parties: a rung of the ladder. */
export const Exchange = z.strictObject({
  id: z.string(),
  step: StepId,
  protocol: Protocol,
  from: z.string(),
  to: z.string(),
  label: z.string(),
  atMs: z.number(),
  /** null: no answer came. */
  durationMs: z.number().nullable(),
  outcome: ExchangeOutcome,
});
export type Exchange = z.infer<typeof Exchange>;

/** The document that `--json` prints; docs/run.schema.json is made from this. */
export const RunDocument = z.strictObject({
  format: z.literal('rungs/run'),
  version: z.literal(1),
  run: z.strictObject({
    id: z.string(),
    address: z.string(),
    source: z.enum(['live', 'log', 'bundle']),
    /** ISO 8601, UTC. */
    startedAt: z.string(),
    durationMs: z.number(),
    tool: z.strictObject({ name: z.string(), version: z.string() }),
  }),
  verdict: Verdict,
  server: z.strictObject({ host: z.string(), port: z.int(), via: Via }).nullable(),
  /** Always the five steps, in their order. */
  steps: z.array(StepResult).length(5),
  authentication: z
    .strictObject({ offered: z.array(AuthMethod), used: AuthMethod.nullable(), registers: z.int() })
    .nullable(),
  findings: z.array(Finding),
  exchanges: z.array(Exchange),
  log: z.array(LogEntry),
});
export type RunDocument = z.infer<typeof RunDocument>;
