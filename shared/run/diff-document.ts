import * as z from 'zod';
import { ExchangeOutcome } from './document.ts';
import { Protocol, StepId } from './ids.ts';

/** What two runs are compared in, in the order in which it is shown. */
export const ComparisonSection = z.enum([
  'outcome',
  'run',
  'steps',
  'server',
  'dns',
  'addresses',
  'tls',
  'certificates',
  'authentication',
  'redirection',
  'times',
  'findings',
  'settings',
  'environment',
]);
export type ComparisonSection = z.infer<typeof ComparisonSection>;

/** incomparable: a client log cannot show it, or pseudonyms stand in place of the names. */
export const Relation = z.enum(['same', 'different', 'only-a', 'only-b', 'incomparable']);
export type Relation = z.infer<typeof Relation>;

const ComparedRow = z.strictObject({
  section: ComparisonSection,
  label: z.string(),
  /** null: this run has no such thing. */
  a: z.string().nullable(),
  b: z.string().nullable(),
  relation: Relation,
  /** telling: it can be the reason why the outcomes differ. */
  weight: z.enum(['telling', 'ordinary']),
});

const ComparedRung = z.strictObject({
  /** Id of the exchange in this run's own document. */
  id: z.string(),
  step: StepId,
  protocol: Protocol,
  from: z.string(),
  to: z.string(),
  label: z.string(),
  /** null: no answer came. */
  answer: z.string().nullable(),
  durationMs: z.number().nullable(),
  outcome: ExchangeOutcome,
});

/** The document that `rungs diff --json` prints. version is raised when a field changes its meaning or goes. */
export const DiffDocument = z.strictObject({
  format: z.literal('rungs/diff'),
  version: z.literal(1),
  a: z.strictObject({ label: z.string() }),
  b: z.strictObject({ label: z.string() }),
  /** The outcome, the step where it stopped, or the root cause is another one; the exit code is then 1. */
  outcomeDiffers: z.boolean(),
  /** One or two sentences for anybody. */
  summary: z.string(),
  /** Everything that was compared, what is the same too. */
  rows: z.array(ComparedRow),
  ladder: z.strictObject({
    /** The exchanges of both runs in order; what means the same stands in one row. */
    rows: z.array(
      z.strictObject({ a: ComparedRung.nullable(), b: ComparedRung.nullable(), relation: Relation }),
    ),
    /** Exchanges at the end of a very long run that were not aligned. */
    leftOut: z.strictObject({ a: z.int(), b: z.int() }),
  }),
});
export type DiffDocument = z.infer<typeof DiffDocument>;
