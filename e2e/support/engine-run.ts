import { startRun } from '../../electron/engine/run.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';
import {
  eventsOf,
  parseLoggedEvent,
  type EventData,
  type EventKind,
  type LoggedEvent,
} from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { RunDocument } from '../../shared/run/document.ts';
import { DEFAULT_LIMITS, type Limits } from '../../shared/run/limits.ts';
import { createPlan, type RunPlan } from '../../shared/run/plan.ts';

/** A run of the real engine over real sockets, finished and judged. */
export interface FinishedRun {
  readonly log: readonly LoggedEvent[];
  readonly document: RunDocument;
  /** The data of all events of one kind, in order. */
  of<K extends EventKind>(kind: K): readonly EventData<K>[];
  /** Ids of the findings as `severity id`, the root cause marked by a star. */
  readonly findings: readonly string[];
}

export type RunChoices = Partial<Omit<RunPlan, 'address' | 'limits'>> & { readonly limits?: Partial<Limits> };

/** Runs a sign-in to its end. Fails when the engine crashed, or what it leaves breaks the published contracts. */
export async function runEngine(address: string, { limits, ...choices }: RunChoices): Promise<FinishedRun> {
  const plan = createPlan(address, { ...choices, limits: { ...DEFAULT_LIMITS, ...limits } });
  const tool = { name: 'rungs-interop', version: '0' };
  const warnings: Error[] = [];
  const onWarning = (warning: Error): number => warnings.push(warning);
  process.on('warning', onWarning);
  const run = startRun(plan, systemPorts(), tool, new AbortController().signal);
  await run.done;
  process.off('warning', onWarning);
  const log = run.log.events;
  // Node writes these to stderr, where the command line promises silence
  if (warnings[0] !== undefined) throw new Error(`Node warns of the engine: ${warnings[0].message}`);
  for (const event of log) {
    const parsed = parseLoggedEvent(structuredClone(event));
    if (!parsed.ok)
      throw new Error(`event ${event.seq} (${event.kind}) breaks the catalogue: ${parsed.error}`);
  }
  const crash = eventsOf(log, 'probe.crashed')[0];
  if (crash !== undefined) throw new Error(`the engine crashed: ${crash.data.stack ?? crash.data.message}`);
  const document = RunDocument.parse(runDocument(log, judgeRun));
  return {
    log,
    document,
    of: (kind) => eventsOf(log, kind).map(({ data }) => data as EventData<typeof kind>), // data belongs to kind by eventsOf's filter
    findings: document.findings.map(
      ({ severity, id, rootCause }) => `${rootCause ? '*' : ''}${severity} ${id}`,
    ),
  };
}

/** What the tests say when they fail: what was observed, in order, one line an event. */
export function describeRun({ log, findings }: FinishedRun): string {
  const events = log.map(
    ({ seq, t, kind, data }) => `${seq} ${t} ${kind} ${JSON.stringify(data).slice(0, 300)}`,
  );
  return [...findings, ...events].join('\n');
}
