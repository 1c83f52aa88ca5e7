import { startRun, type EngineRun } from '../engine/run.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { SCENARIOS, startLab } from '../lab/lab.ts';
import type { RunPlan } from '../../shared/run/plan.ts';
import type { PracticeNetwork, RunHandle, Services } from './services.ts';

/** The program as it names itself in the log and to servers. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** Puts the use cases together from what the host supplies. The only place where engine and lab meet. */
export function createServices(ports: EnginePorts, tool: Tool): Services {
  return {
    scenarios: SCENARIOS,
    startPracticeNetwork: (scenario) => startLab(scenario),
    async startRun(plan) {
      if (plan.scenario === null)
        return handleOf(plan, (signal) => startRun(plan, ports, tool, signal), null);
      const network = await startLab(plan.scenario);
      const reachable = onPracticeNetwork(plan, network);
      return handleOf(reachable, (signal) => startRun(reachable, ports, tool, signal), network);
    },
  };
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

function handleOf(
  plan: RunPlan,
  start: (signal: AbortSignal) => EngineRun,
  network: PracticeNetwork | null,
): RunHandle {
  const cancellation = new AbortController();
  const run = start(cancellation.signal);
  return {
    id: run.id,
    plan,
    log: run.log,
    cancel: () => cancellation.abort(),
    done: run.done.then(() => network?.close()),
  };
}
