import type { StepId } from '../run/ids.ts';
import type { Owner, Severity } from './finding.ts';
import { RULES } from './registry.ts';
import { UNEXPLAINED_ID, UNEXPLAINED_TEXT } from './rules/unexplained.ts';

/** What a finding means without a run. */
export interface FindingExplanation {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
  readonly owner: Owner;
  readonly severity: Severity;
  /** null: it can be any step. */
  readonly step: StepId | null;
  readonly reference: string | null;
}

const EXPLANATIONS: ReadonlyMap<string, FindingExplanation> = new Map(
  [
    ...RULES.map(({ id, text, owner, severity, step }) => ({ id, ...text, owner, severity, step })),
    {
      id: UNEXPLAINED_ID,
      ...UNEXPLAINED_TEXT,
      owner: 'helpdesk' as const,
      severity: 'error' as const,
      step: null,
    },
  ].map((explanation) => [explanation.id, explanation]),
);

/** Every id that a finding can have, sorted. */
export const FINDING_IDS: readonly string[] = [...EXPLANATIONS.keys()].sort();

export function explainFinding(id: string): FindingExplanation | null {
  return EXPLANATIONS.get(id) ?? null;
}
