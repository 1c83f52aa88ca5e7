import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { onPracticeNetwork, createServices } from '../../electron/services/create-services.ts';
import type { EnginePorts, RunHandle, Services, StartOptions } from '../../electron/services/services.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';
import { createSystemSecurity } from '../../electron/services/system-security.ts';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { practiceSignIn } from '../../shared/lab/practice-sign-in.ts';
import { createPlan, type RunPlan } from '../../shared/run/plan.ts';

export type PlanChoices = Partial<Omit<RunPlan, 'scenario'>>;

/**
 * A practice network that the test can look into, and the use cases of the product pointed at it as at any other network: to
 * them it is no practice, so that everything that protects real accounts is in force.
 */
export interface OpenLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly services: Services;
  /** Who signs in here by the scenario, and how this network is reached; choices win. */
  plan(choices?: PlanChoices): RunPlan;
  /** Starts a run; fails the test when it is refused. The password of the practice users stands in where none is given. */
  start(choices?: PlanChoices, options?: StartOptions): Promise<RunHandle>;
  /** The same, to its end. */
  run(choices?: PlanChoices, options?: StartOptions): Promise<RunHandle>;
}

export async function openLab(scenario: string, ports: Partial<EnginePorts> = {}): Promise<OpenLab> {
  const lab = await startLab(scenario);
  const kerberos =
    lab.kerberos === null ? null : createSystemSecurity({ krb5ConfigPath: lab.kerberos.configPath });
  const services = createServices(
    systemPorts({ ...(kerberos !== null && { systemSecurity: () => kerberos }), ...ports }),
    { name: 'rungs', version: '0.0.0-test' },
  );
  const plan = (choices: PlanChoices = {}): RunPlan => {
    const { address, ...others } = { ...practiceSignIn(lab.scenario), ...choices };
    return onPracticeNetwork(createPlan(address, others), lab);
  };
  const start = async (choices?: PlanChoices, options?: StartOptions): Promise<RunHandle> => {
    const planned = plan(choices);
    const isForPassword = planned.credentials.kind === 'password';
    const started = await services.startRun(planned, {
      ...(isForPassword && { password: passwordBytes(PRACTICE_PASSWORD) }),
      ...options,
    });
    if (!started.ok) throw new Error(`the run was refused: ${JSON.stringify(started.error)}`);
    return started.value;
  };
  return {
    lab,
    services,
    plan,
    start,
    async run(choices, options) {
      const run = await start(choices, options);
      await run.done;
      return run;
    },
    [Symbol.asyncDispose]: () => lab.close(),
  };
}

export function passwordBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
