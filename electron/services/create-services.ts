import { startRun, type EngineRun } from '../engine/run.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { LabNeeds, scenarioNeeds, SCENARIOS, startLab, type Lab } from '../lab/lab.ts';
import { failure, success, type Result } from '../../shared/lib/result.ts';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import type { RunPlan } from '../../shared/run/plan.ts';
import { signedInBefore, SECOND_SIGN_INS } from './earlier-sign-in.ts';
import { createRejectedAccounts } from './rejected-accounts.ts';
import type { PracticeNetwork, RunHandle, Services, StartRefusal } from './services.ts';
import { createSystemSecurity } from './system-security.ts';

/** The program as it names itself in the log and to servers. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** Puts the use cases together from what the host supplies. The only place where engine and lab meet. */
export function createServices(ports: EnginePorts, tool: Tool): Services {
  const rejected = createRejectedAccounts();
  /** Runs in progress teach what they have seen so far: whoever cancels one may start the next before it has ended. */
  const learning = new Set<() => void>();

  /** Runs with the ports of its network, which ends with the run. Takes the password over. */
  function run(
    plan: RunPlan,
    at: EnginePorts,
    password: Uint8Array | null,
    network: PracticeNetwork | null,
  ): RunHandle {
    const cancellation = new AbortController();
    const startedAtMs = ports.clock.now();
    const { id, log, done }: EngineRun = startRun(plan, at, tool, cancellation.signal, password);
    const learn = (): void => rejected.learn(plan, log.events, startedAtMs);
    learning.add(learn);
    return {
      id,
      plan,
      log,
      cancel: () => cancellation.abort(),
      done: done.then(() => {
        learn();
        learning.delete(learn);
        return network?.close();
      }),
    };
  }

  function refusalOf(plan: RunPlan, isConfirmed: boolean): StartRefusal | null {
    const { credentials } = plan;
    if (credentials.kind === 'current-user') {
      const { negotiate } = ports.systemSecurity().available;
      return negotiate.ok ? null : { kind: 'no-single-sign-on', reason: negotiate.reason };
    }
    if (credentials.kind === 'none' || isConfirmed) return null;
    for (const learn of learning) learn();
    const agoMs = rejected.sinceRejectionMs(plan, ports.clock.now());
    if (agoMs === null) return null;
    return { kind: 'recently-rejected', user: credentials.user, secondsAgo: Math.round(agoMs / 1_000) };
  }

  return {
    scenarios: SCENARIOS,
    singleSignOn: () => ports.systemSecurity().available.negotiate,
    startPracticeNetwork: startNetwork,
    async startRun(plan, { password, isConfirmed = false } = {}) {
      const isForPassword = plan.credentials.kind === 'password';
      const refusal = refusalOf(plan, isConfirmed);
      if (refusal !== null || !isForPassword) password?.fill(0);
      if (refusal !== null) return failure(refusal);
      const given = isForPassword ? (password ?? null) : null;
      if (plan.scenario === null) return success(run(plan, ports, given, null));

      let network: Result<Lab, StartRefusal> | null = null;
      try {
        network = await startNetwork(plan.scenario);
        if (!network.ok) {
          password?.fill(0);
          return network;
        }
        const reachable = onPracticeNetwork(plan, network.value);
        const own = await practicePorts(ports, network.value, plan.credentials.kind);
        const at = SECOND_SIGN_INS.has(plan.scenario) ? await signedInBefore(reachable, own, tool) : own;
        const practised = isForPassword ? new TextEncoder().encode(PRACTICE_PASSWORD) : null;
        return success(run(reachable, at, given ?? practised, network.value));
      } catch (error) {
        // Nothing runs, so nothing else would end the network or wipe the password.
        password?.fill(0);
        if (network?.ok === true) await network.value.close();
        throw error;
      }
    },
  };
}

async function startNetwork(scenario: string): Promise<Result<Lab, StartRefusal>> {
  const sentence = scenarioNeeds(scenario);
  if (sentence !== null) return failure({ kind: 'lab-needs', sentence });
  try {
    return success(await startLab(scenario));
  } catch (error) {
    // A program that is there and does not do.
    if (error instanceof LabNeeds) return failure({ kind: 'lab-needs', sentence: error.message });
    throw error;
  }
}

/**
 * A practice network with a KDC of its own brings its own Kerberos configuration; its practice user has signed in to the
 * workstation, for whoever signs in "as the signed-in user".
 */
async function practicePorts(
  ports: EnginePorts,
  { kerberos }: Pick<Lab, 'kerberos'>,
  credentials: RunPlan['credentials']['kind'],
): Promise<EnginePorts> {
  if (kerberos === null) return ports;
  const ticketCache = credentials === 'current-user' ? await kerberos.signInToWorkstation() : null;
  const systemSecurity = createSystemSecurity({
    krb5ConfigPath: kerberos.configPath,
    ...(ticketCache === null ? {} : { ticketCache }),
  });
  return { ...ports, systemSecurity: () => systemSecurity };
}

/** What was given by hand stays in front of what the practice network says about itself. */
export function onPracticeNetwork(
  plan: RunPlan,
  network: Pick<PracticeNetwork, 'resolver' | 'connectTo' | 'caPem'>,
): RunPlan {
  return {
    ...plan,
    resolvers: plan.resolvers.length > 0 ? plan.resolvers : [{ ...network.resolver }],
    connectTo: [...plan.connectTo, ...network.connectTo],
    extraCaPem: [...plan.extraCaPem, network.caPem],
  };
}
