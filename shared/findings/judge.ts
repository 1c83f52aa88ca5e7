import type { LoggedEvent } from '../events/catalogue.ts';
import { STEP_IDS } from '../run/ids.ts';
import { runFactsOf, type RunFacts } from './facts/run-facts.ts';
import { Severity, type Finding } from './finding.ts';
import { RULES } from './registry.ts';
import type { Fault, FindingText, Rule } from './rule.ts';
import { isFailureUnexplained, unexplained } from './rules/unexplained.ts';
import { aboutElsewhere, aboutFallback } from './surroundings.ts';
import { weigh, type Weight } from './weigh.ts';

/** Evidence kept of one finding: enough to prove it, and bounded. */
const MAX_EVIDENCE = 200;

/**
 * Judges a log, also one that still grows: what only the rest of the run can tell is left out until then.
 * Returns the root cause first, then by severity, step and rule. Deterministic; never fails on what a log can hold.
 */
export function judgeRun(log: readonly LoggedEvent[]): readonly Finding[] {
  const facts = runFactsOf(log);
  const drafts = RULES.flatMap((rule, rank) => {
    const draft = draftOf(rule, rank, facts);
    return draft === null ? [] : [draft];
  });
  const isOurFault = facts.ending.crash !== null;
  const root = isOurFault ? undefined : drafts.find(({ isRootCandidate }) => isRootCandidate);
  const findings = drafts.map((draft) => ({
    rank: draft.rank,
    finding: settle(draft, draft === root, facts),
  }));
  if (root === undefined && isFailureUnexplained(facts)) {
    findings.push({ rank: RULES.length, finding: unexplained(facts) });
  }
  return findings
    .sort((a, b) => order(a.finding) - order(b.finding) || a.rank - b.rank)
    .map(({ finding }) => finding);
}

interface Draft {
  readonly rank: number;
  readonly isRootCandidate: boolean;
  /** The faults that the finding speaks of, the decisive one first. */
  readonly told: readonly Fault[];
  readonly finding: Finding;
}

function draftOf(rule: Rule, rank: number, facts: RunFacts): Draft | null {
  const verdict = rule.judge(facts);
  if (verdict.kind !== 'broken') return null;
  const weighed = verdict.faults
    .map((fault) => ({ fault, weight: weigh(fault, rule.severity, facts) }))
    .sort((a, b) => RANKS[a.weight] - RANKS[b.weight]);
  const heaviest = weighed[0]?.weight ?? 'silent';
  if (heaviest === 'silent' || heaviest === 'together') return null;

  const isRootCandidate = heaviest === 'root';
  const told = weighed.filter(({ weight }) => isTold(weight, heaviest)).map(({ fault }) => fault);
  const text = verdict.describe(told);
  if (text === null) return null;
  const severity = isRootCandidate ? rule.severity : heaviest;
  return { rank, isRootCandidate, told, finding: toFinding(rule, text, told, severity, facts) };
}

const RANKS: Readonly<Record<Weight, number>> = {
  root: 0,
  error: 1,
  warning: 2,
  info: 3,
  together: 4,
  silent: 5,
};

/** The same fault at several places is one finding; an information is not mixed into something graver. */
function isTold(weight: Weight, heaviest: Weight): boolean {
  if (weight === 'silent') return false;
  if (weight === 'info') return heaviest === 'info';
  return weight !== 'together' || heaviest === 'root';
}

function toFinding(
  rule: Rule,
  text: FindingText,
  told: readonly Fault[],
  severity: Severity,
  facts: RunFacts,
): Finding {
  const evidence = [...new Set(told.flatMap((fault) => fault.evidence))]
    .filter((seq) => seq < facts.log.length)
    .sort((a, b) => a - b);
  return {
    id: rule.id,
    severity,
    step: text.step ?? rule.step,
    rootCause: false,
    consequence: false,
    title: text.title,
    explanation: text.explanation,
    remedy: text.remedy,
    owner: text.owner ?? rule.owner,
    verify: text.verify,
    evidence: evidence.slice(0, MAX_EVIDENCE),
    alternatives: [...(text.alternatives ?? [])],
    reference: rule.text.reference,
  };
}

function settle(draft: Draft, isRoot: boolean, facts: RunFacts): Finding {
  const { finding } = draft;
  const about = isRoot
    ? aboutElsewhere(facts, draft.told)
    : finding.severity === 'warning'
      ? aboutFallback(facts, draft.told)
      : null;
  return {
    ...finding,
    rootCause: isRoot,
    consequence: !isRoot && draft.told.every(({ isConsequence }) => isConsequence === true),
    severity: isRoot ? 'error' : finding.severity,
    explanation: about === null ? finding.explanation : `${finding.explanation} ${about}`,
  };
}

function order(finding: Finding): number {
  if (finding.rootCause) return -1;
  return Severity.options.indexOf(finding.severity) * 10 + STEP_IDS.indexOf(finding.step);
}
