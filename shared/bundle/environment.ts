import type { LoggedEvent } from '../events/catalogue.ts';
import type { RunPlan } from '../run/plan.ts';
import type { SavingFacts } from './manifest.ts';

/**
 * environment.json: the computer as far as it matters for a sign-in, what was to be done, and with which program.
 * Takes a redacted log, and adds nothing that is not in it but who saved it.
 */
export function environmentJson(
  log: readonly LoggedEvent[],
  { savedAt, savedBy, tool, redaction }: SavingFacts,
): string {
  const start = log.find((event) => event.kind === 'run.started');
  const observed = log.find((event) => event.kind === 'run.environment.observed');
  const environment = {
    run:
      start === undefined
        ? null
        : {
            id: start.data.runId,
            startedAt: isoTime(start.wall),
            tool: start.data.tool,
            plan: withoutCertificates(start.data.plan),
          },
    computer: observed?.data ?? null,
    saved: { at: isoTime(savedAt), by: savedBy, tool, redaction },
  };
  return `${JSON.stringify(environment, null, 1)}\n`;
}

/** Certificates that were added by hand are long; that there were some is what matters. */
function withoutCertificates({ extraCaPem, ...plan }: RunPlan): unknown {
  return { ...plan, extraCaPem: extraCaPem.length };
}

/** null: a clock outside of what a Date can hold, which comes only from a forged log. */
function isoTime(epochMs: number): string | null {
  const when = new Date(epochMs);
  return Number.isNaN(when.getTime()) ? null : when.toISOString();
}
