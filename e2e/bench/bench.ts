import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { PRACTICE_ADDRESS, PRACTICE_LOGON, PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { practiceSignIn } from '../../shared/lab/practice-sign-in.ts';
import { formatHostAndPort } from '../../shared/lib/host-and-port.ts';
import type { AuthMethod } from '../../shared/run/ids.ts';
import { DEFAULT_LIMITS } from '../../shared/run/limits.ts';
import { findScenario, scenarioNeeds } from '../../electron/lab/lab.ts';
import { sipeNeeds, visitWithSipe } from '../support/sipe-sign-in.ts';
import { measureAppStart } from './app-start.ts';
import { criticalChain } from './critical-chain.ts';
import { measureLongLadder } from './ladder-100k.ts';
import { printLogReading } from './print-log-reading.ts';
import { percentile, type Frames } from './page-timing.ts';
import { measure, median, type PracticeRun } from './practice-run.ts';
import { settingsChain, settledAt } from './settings-chain.ts';
import { signInChain } from './sign-in-chain.ts';

const LATENCY_MS = 50;
const REPEATS = 7;
const LADDER_MESSAGES = 100_000;
/** Of pidgin-sipe, a whole program each. */
const VISITS = 3;

/** Scenarios that offer a method first, and what pidgin-sipe calls it. */
const SIGN_INS = [
  { scenario: 'ntlm', method: 'ntlm', sipe: { method: 'ntlm', logon: PRACTICE_LOGON } },
  { scenario: 'kerberos', method: 'kerberos', sipe: { method: 'krb5', logon: PRACTICE_ADDRESS } },
  { scenario: 'tls-dsk', method: 'tls-dsk', sipe: { method: 'tls-dsk', logon: PRACTICE_LOGON } },
] as const;

/** When the answer to the anonymous REGISTER was there, in ms after the start. What is learned behind it is another matter. */
function answeredAt(log: readonly LoggedEvent[]): number {
  const answer = eventsOf(log, 'sip.response.received').find(({ data }) => data.status >= 200);
  return answer?.t ?? log.at(-1)?.t ?? 0;
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
      `  answer to the REGISTER after ${answer.toFixed(0)} ms = ${ratio(answer, boundMs)} of the bound; log closed, with the previews behind it, after ${whole.toFixed(0)} ms`,
    );
  }
  await measureSignIns();
  await measureSettings();
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
  await measureLadder();
  await printLogReading();
}

/** A saved check with many messages in the real window: how soon it is seen, and whether it scrolls at 60 frames a second. */
async function measureLadder(): Promise<void> {
  const long = await measureLongLadder(LADDER_MESSAGES);
  if (long === null) {
    print('long call flow: not measured, there is no display (xvfb-run -a npm run bench)');
    return;
  }
  const { events, rows, fileBytes, openedMs, firstPaintMs, deliveredMs, lastPaintMs } = long;
  print(
    `${LADDER_MESSAGES} messages in the window: ${events} events, ${rows} rows, ${megabytes(fileBytes)}; read and judged to be a log after ${openedMs} ms`,
  );
  print(
    `  first rows painted ${firstPaintMs} ms behind that (${ratio(firstPaintMs, 500)} of 500 ms); delivered after ${deliveredMs} ms, all of it painted ${lastPaintMs} ms later; busy for at most ${long.busiestMs.toFixed(0)} ms at a time until then`,
  );
  const acts = Object.entries(long.acts).map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`);
  print(`  until it is on the screen: ${acts.join(', ')}`);
  printFrames('wheel', long.wheel);
  printFrames('from top to bottom in 5 s', long.fromTopToBottom);
  const processes = Object.entries(long.processBytes).map(([name, bytes]) => `${name} ${megabytes(bytes)}`);
  print(`  page's heap ${megabytes(long.heapBytes)}; processes: ${processes.join(', ')}`);
}

function printFrames(how: string, frames: Frames): void {
  const [p50, p95, p99] = [50, 95, 99].map((percent) => percentile(frames, percent).toFixed(1));
  print(
    `  ${how}, all unfolded: ${frames.length} frames, p50 ${p50 ?? ''} ms, p95 ${p95 ?? ''} ms (${ratio(percentile(frames, 95), 17)} of 17 ms), p99 ${p99 ?? ''} ms`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`;
}

/** From the start to the 200, by every method: from the address alone, and with the server given beside pidgin-sipe. */
async function measureSignIns(): Promise<void> {
  const cannotVisit = sipeNeeds();
  for (const { scenario, method, sipe } of SIGN_INS) {
    const info = findScenario(scenario);
    const need = info === null ? 'there is no such scenario' : scenarioNeeds(scenario);
    if (info === null || need !== null) {
      print(`${scenario}: not measured: ${need ?? ''}`);
      continue;
    }
    const { auth, credentials } = practiceSignIn(info);
    const found = await measure(scenario, LATENCY_MS, REPEATS, { auth, credentials });
    printSignIn(`${method}, server found`, method, found);
    const server = { host: 'pool01.contoso.test', port: 5061 };
    const given = await measure(scenario, LATENCY_MS, REPEATS, { auth, credentials, server });
    const ours = printSignIn(`${method}, server given`, method, given);
    if (cannotVisit.length > 0) {
      print(`  pidgin-sipe: not measured: needs ${cannotVisit.join(', ')}`);
      continue;
    }
    const account = { address: PRACTICE_ADDRESS, password: PRACTICE_PASSWORD, ...sipe };
    const visits: number[] = [];
    for (let index = 0; index < VISITS; index++) {
      const visit = {
        scenario,
        latencyMs: LATENCY_MS,
        account: { ...account, server: formatHostAndPort(server) },
      };
      const { beganAtMs, connectedAtMs } = await visitWithSipe(visit);
      if (beganAtMs !== null && connectedAtMs !== null) visits.push(connectedAtMs - beganAtMs);
    }
    const theirs = median(visits);
    print(
      visits.length === VISITS
        ? `  pidgin-sipe, server given: connected after ${theirs.toFixed(0)} ms; ours is ${ratio(ours, theirs)} of that`
        : `  pidgin-sipe: connected ${visits.length} times of ${VISITS}`,
    );
  }
}

/** The whole sign-in, from the address to the last of the settings: with a redirection on the way, and without. */
async function measureSettings(): Promise<void> {
  for (const scenario of ['redirect-other-pool', 'settings-healthy']) {
    const info = findScenario(scenario);
    if (info === null) throw new Error(`there is no scenario ${scenario}`);
    const runs = await measure(scenario, LATENCY_MS, REPEATS, practiceSignIn(info));
    const chain = settingsChain(runs[0]?.log ?? [], 'ntlm');
    const boundMs = chain.length * LATENCY_MS;
    const settled = median(runs.map(({ log }) => settledAt(log)));
    const whole = median(runs.map(({ ms }) => ms));
    print(`${scenario}: bound ${boundMs} ms = ${chain.length} dependent flights (${chain.join(' > ')})`);
    print(
      `  all settings after ${settled.toFixed(0)} ms = ${ratio(settled, boundMs)} of the bound; signed out again and log closed after ${whole.toFixed(0)} ms`,
    );
  }
}

function printSignIn(title: string, method: AuthMethod, runs: readonly PracticeRun[]): number {
  const chain = signInChain(runs[0]?.log ?? [], method);
  const boundMs = chain.length * LATENCY_MS;
  const ms = median(runs.map(({ log }) => signedInAt(log, method)));
  print(`${title}: bound ${boundMs} ms = ${chain.length} dependent flights (${chain.join(' > ')})`);
  print(`  signed in after ${ms.toFixed(0)} ms = ${ratio(ms, boundMs)} of the bound`);
  return ms;
}

/** When we believed the 200. Not a number where nobody signed in, so that it is not taken for a time. */
function signedInAt(log: readonly LoggedEvent[], method: AuthMethod): number {
  const registered = eventsOf(log, 'authentication.registered').find(({ data }) => data.method === method);
  return registered?.t ?? NaN;
}

function ratio(value: number, base: number): string {
  return `${(value / base).toFixed(2)} x`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
