import type { Finding } from '../findings/finding.ts';
import type { StepId } from '../run/ids.ts';

/** crashed: a defect of ours, told apart from theirs. */
export type StepState =
  'pending' | 'running' | 'passed' | 'warned' | 'failed' | 'skipped' | 'cancelled' | 'crashed';

export interface ChecklistStep {
  readonly id: StepId;
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  /** One plain line. */
  readonly summary: string;
  readonly startedAtMs: number | null;
  /** null while it runs or if it never began. */
  readonly durationMs: number | null;
  /** Root cause first, then by severity. */
  readonly findings: readonly Finding[];
}
