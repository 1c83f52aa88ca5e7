import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { DEFAULT_LIMITS } from '../../shared/run/limits.ts';
import { createPlan } from '../../shared/run/plan.ts';
import { PRACTICE_ADDRESS } from '../../shared/lab/practice-address.ts';
import { onPracticeNetwork } from '../../electron/services/create-services.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';
import { startRun } from '../../electron/engine/run.ts';
import type { Lab } from '../../electron/lab/lab.ts';
import { measureAppStart } from './app-start.ts';
import { criticalChain } from './critical-chain.ts';

const LATENCY_MS = 50;
const REPEATS = 7;
const tool = { name: 'rungs', version: 'bench' };

type Network = Pick<Lab, 'resolver' | 'connectTo' | 'caPem'>;

/** Runs a scenario several times against one practice network; each run with the wall time until its log was closed. */
async function measure(scenario: string, latencyMs: number, repeats: number): Promise<readonly Run[]> {
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
    const plan = onPracticeNetwork(createPlan(PRACTICE_ADDRESS, { scenario }), network);
    const runs: Run[] = [];
    // One run more than is counted: the first pays for loading and compiling code.
    for (let index = 0; index <= repeats; index++) {
      const startedAt = performance.now();
      const run = startRun(plan, systemPorts(), tool, new AbortController().signal);
      await run.done;
      if (index > 0) runs.push({ ms: performance.now() - startedAt, log: run.log.events });
    }
    return runs;
  } finally {
    child.stdin.end();
  }
}

interface Run {
  readonly ms: number;
  readonly log: readonly LoggedEvent[];
}

/** When the answer to the REGISTER was there, in ms after the start. */
function answeredAt(log: readonly LoggedEvent[]): number {
  return eventsOf(log, 'sip.response.received').at(-1)?.t ?? log.at(-1)?.t ?? 0;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function main(): Promise<void> {
  print(`Node ${process.version}; ${LATENCY_MS} ms simulated for each flight; median of ${REPEATS}`);
  for (const scenario of ['healthy', 'healthy-external', 'healthy-srv-only', 'healthy-a-only']) {
    const runs = await measure(scenario, LATENCY_MS, REPEATS);
    const chain = criticalChain(runs[0]?.log ?? []);
    const boundMs = chain.length * LATENCY_MS;
    const answer = median(runs.map((run) => answeredAt(run.log)));
    const whole = median(runs.map((run) => run.ms));
    print(`${scenario}: bound ${boundMs} ms = ${chain.length} dependent flights (${chain.join(' > ')})`);
    print(
      `  answer to the REGISTER after ${answer.toFixed(0)} ms = ${ratio(answer, boundMs)} of the bound; log closed after ${whole.toFixed(0)} ms = ${ratio(whole, boundMs)}`,
    );
  }
  for (const [scenario, waitMs, what] of [
    ['tcp-blackhole', DEFAULT_LIMITS.tcpConnectMs, 'one TCP wait'],
    ['dns-timeout', DEFAULT_LIMITS.dnsTryMs * DEFAULT_LIMITS.dnsTries, 'the wait for one name'],
  ] as const) {
    const ms = median((await measure(scenario, 0, 1)).map((run) => run.ms));
    print(`${scenario}: verdict after ${ms.toFixed(0)} ms = ${ratio(ms, waitMs)} of ${what} (${waitMs} ms)`);
  }
  const start = await measureAppStart(REPEATS);
  if (start === null) print('app start: not measured, there is no display (xvfb-run -a npm run bench)');
  else {
    const [empty, app] = [median(start.emptyMs), median(start.appMs)];
    print(
      `app start to a usable page ${app.toFixed(0)} ms, an empty window ${empty.toFixed(0)} ms: ${ratio(app, empty)}`,
    );
  }
}

function ratio(value: number, base: number): string {
  return `${(value / base).toFixed(2)} x`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
