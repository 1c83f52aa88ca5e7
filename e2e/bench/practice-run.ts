import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { PRACTICE_ADDRESS, PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { createPlan, type RunPlan } from '../../shared/run/plan.ts';
import { startRun } from '../../electron/engine/run.ts';
import type { Lab } from '../../electron/lab/lab.ts';
import { onPracticeNetwork } from '../../electron/services/create-services.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';
import { createSystemSecurity } from '../../electron/services/system-security.ts';

export interface PracticeRun {
  /** Wall time until its log was closed. */
  readonly ms: number;
  readonly log: readonly LoggedEvent[];
}

type Network = Pick<Lab, 'resolver' | 'connectTo' | 'caPem' | 'kerberos'>;

const tool = { name: 'rungs', version: 'bench' };

/** Runs a scenario several times against one practice network, in a process of its own. */
export async function measure(
  scenario: string,
  latencyMs: number,
  repeats: number,
  { address = PRACTICE_ADDRESS, ...choices }: Partial<RunPlan> = {},
): Promise<readonly PracticeRun[]> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'lab-process.ts'), scenario, String(latencyMs)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    // Our own process wrote this line, in this shape.
    const network = JSON.parse(String(first.value)) as Network;
    const plan = onPracticeNetwork(createPlan(address, { ...choices, scenario }), network);
    const { kerberos } = network;
    const security = kerberos === null ? null : createSystemSecurity({ krb5ConfigPath: kerberos.configPath });
    const runs: PracticeRun[] = [];
    // One run more than is counted: the first pays for loading and compiling code.
    for (let index = 0; index <= repeats; index++) {
      const ports = systemPorts(security === null ? {} : { systemSecurity: () => security });
      const password = plan.credentials.kind === 'password' ? Buffer.from(PRACTICE_PASSWORD) : null;
      const startedAt = performance.now();
      const run = startRun(plan, ports, tool, new AbortController().signal, password);
      await run.done;
      if (index > 0) runs.push({ ms: performance.now() - startedAt, log: run.log.events });
    }
    return runs;
  } finally {
    child.stdin.end();
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
