import type { RunPlan } from '../../shared/run/plan.ts';
import { createCredentials, type Credentials } from './auth/credentials.ts';
import { withDeadline } from './clock.ts';
import { createProbeContext, type ProbeContext } from './context.ts';
import { describeCrash } from './crash.ts';
import { randomHex } from './entropy.ts';
import type { EnginePorts } from './ports.ts';
import { createRecorder, type RecordScope, type RunLog } from './recorder.ts';
import { signIn } from './sign-in.ts';
import { resolverLabel } from './transport/dns-query.ts';

export interface EngineRun {
  readonly id: string;
  readonly log: RunLog;
  /** Resolves when the log is closed and no socket of the run is left. Never rejects. */
  readonly done: Promise<void>;
}

/** How long an aborted run may take to close what it opened, and to take back a registration (see auth/grace.ts). */
export const LEAVE_MS = 2_000;

const RUN_SCOPE: RecordScope = { step: null, probe: null, flow: null };

/**
 * Starts a sign-in and returns at once; everything that happens is in the log.
 * password: for a plan that names a user, UTF-8; taken over, and wiped when the run ends, also where the plan has no use for it.
 * Ends by itself within plan.limits.runMs; aborting the signal cancels it. A defect of ours is recorded as probe.crashed.
 */
export function startRun(
  plan: RunPlan,
  ports: EnginePorts,
  tool: { readonly name: string; readonly version: string },
  signal: AbortSignal,
  password: Uint8Array | null = null,
): EngineRun {
  const credentials = createCredentials(plan.credentials, password);
  const recorder = createRecorder(ports.clock, plan.limits.logBytes);
  const id = randomHex(ports.entropy, 8);
  recorder.record(RUN_SCOPE, 'run.started', { runId: id, source: 'live', tool: { ...tool }, plan });

  async function run(): Promise<'completed' | 'cancelled' | 'timed-out' | 'crashed'> {
    try {
      let work: Promise<void> = Promise.resolve();
      const ended = await withDeadline(ports.clock, plan.limits.runMs, signal, (inner) => {
        work = runSteps(createProbeContext(plan, ports, recorder.record, inner), credentials);
        return work;
      });
      // Aborted probes still close their sockets; the log stays open for that, but not for ever.
      if (ended.kind !== 'done')
        await withDeadline(ports.clock, LEAVE_MS, new AbortController().signal, () => work);
      switch (ended.kind) {
        case 'done':
          return signal.aborted ? 'cancelled' : 'completed';
        case 'timeout':
          recorder.record(RUN_SCOPE, 'run.timedOut', { budgetMs: plan.limits.runMs });
          return 'timed-out';
        case 'cancelled':
          return 'cancelled';
      }
    } catch (error) {
      recorder.record(RUN_SCOPE, 'probe.crashed', describeCrash(error));
      return 'crashed';
    }
  }

  const done = run().then((reason) => {
    if (credentials.kind === 'password') credentials.guard.wipe();
    else password?.fill(0);
    if (reason === 'cancelled') recorder.record(RUN_SCOPE, 'run.cancelled', {});
    recorder.record(RUN_SCOPE, 'run.finished', { reason });
    recorder.close();
  });
  return { id, log: recorder.log, done };
}

async function runSteps(ctx: ProbeContext, credentials: Credentials): Promise<void> {
  await observeEnvironment(ctx);
  await signIn(ctx, credentials);
}

async function observeEnvironment(ctx: ProbeContext): Promise<void> {
  const { ports, plan } = ctx;
  const store = await ports.trustStore();
  ctx.record('run.environment.observed', {
    platform: ports.platform.os,
    runtime: ports.platform.runtime,
    systemResolvers: ports.systemResolvers().map(resolverLabel),
    trustStore: {
      source: store.source,
      path: store.path,
      certificates: store.certificates.length,
      added: plan.extraCaPem.length,
    },
  });
}
