import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { runFactsOf } from '../findings/facts/run-facts.ts';
import { unexplained } from '../findings/rules/unexplained.ts';
import type { RunDocument, StepOutcome, StepResult, Verdict } from '../run/document.ts';
import { checklist } from './checklist.ts';
import type { ChecklistStep, StepState } from './checklist-model.ts';
import { exchanges } from './exchanges.ts';
import { ladder } from './ladder.ts';
import { roundedMs } from './rounded-ms.ts';
import { signInFacts } from './sign-in-facts.ts';
import { verdict } from './verdict.ts';

/**
 * The JSON document of a run. Takes any log, unfinished ones too, and what judges it. Fails only for a log without its
 * first event, which no reader lets through.
 */
export function runDocument(
  log: readonly LoggedEvent[],
  judge: (log: readonly LoggedEvent[]) => readonly Finding[],
): RunDocument {
  const facts = signInFacts(log);
  const { start } = facts;
  if (start === null) throw new Error('the log has no run.started');
  const judged = judge(log);
  const outcome = verdict(log, judged);
  const findings = withUnexplained(log, judged, outcome);
  const server = facts.server ?? facts.found;
  return {
    format: 'rungs/run',
    version: 1,
    run: {
      id: start.data.runId,
      address: start.data.plan.address,
      source: start.data.source,
      startedAt: isoTime(start.wall),
      durationMs: facts.lastEvent?.t ?? 0,
      tool: start.data.tool,
    },
    verdict: outcome,
    server: server === null ? null : { host: server.host, port: server.port, via: server.via },
    steps: checklist(log, findings).map(toStepResult),
    authentication:
      facts.registers === 0
        ? null
        : {
            offered: [...(facts.offered ?? [])],
            used: facts.authentication.signIn?.method ?? null,
            registers: facts.registers,
          },
    findings: [...findings],
    exchanges: [...exchanges(ladder(log))],
    log: [...log],
  };
}

/** Where the verdict names a finding, the document has it: a log that breaks off is not judged to its end. */
function withUnexplained(
  log: readonly LoggedEvent[],
  findings: readonly Finding[],
  { finding, step, summary }: Verdict,
): readonly Finding[] {
  if (finding === null || findings.some(({ id }) => id === finding)) return findings;
  const added = unexplained(runFactsOf(log));
  return [{ ...added, step: step ?? added.step, title: summary }, ...findings];
}

const OUTCOMES: Readonly<Record<StepState, StepOutcome>> = {
  pending: 'skipped',
  running: 'skipped',
  passed: 'passed',
  warned: 'warned',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'skipped',
  crashed: 'failed',
};

function toStepResult({ id, state, summary, durationMs }: ChecklistStep): StepResult {
  return { id, outcome: OUTCOMES[state], summary, durationMs: roundedMs(durationMs ?? 0) };
}

/** A wall clock outside of what a Date can hold comes only from a forged log. */
function isoTime(epochMs: number): string {
  const when = new Date(epochMs);
  return (Number.isNaN(when.getTime()) ? new Date(0) : when).toISOString();
}
